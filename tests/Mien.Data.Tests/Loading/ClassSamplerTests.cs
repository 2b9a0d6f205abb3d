using Mien.Core;
using Mien.Data.Loading;

namespace Mien.Data.Tests.Loading;

public sealed class ClassSamplerTests
{
    // 90 of class a, 10 of class b, none of class c.
    private static readonly FaceDataset Dataset = new()
    {
        Root = "/",
        Labels = new LabelSet(["a", "b", "c"]),
        Samples = [.. Enumerable.Range(0, 100).Select(number => new Sample($"{number}.png", number < 90 ? 0 : 1))],
    };

    [Fact]
    public void Equal_shares_draw_a_rare_class_as_often_as_a_frequent_one()
    {
        var sampler = new ClassSampler(Dataset, [1, 1, 1], seed: 3);
        var rare = Enumerable.Range(0, 100).Sum(epoch => sampler.Draw(epoch).Count(index => index >= 90));
        Assert.InRange(rare, 4750, 5250); // 5 deviations of a binomial of 10,000 draws
    }

    [Fact]
    public void The_pictures_of_a_class_all_come_before_one_comes_again()
    {
        var order = new ClassSampler(Dataset, [0, 2, 1], seed: 3).Draw(0);
        Assert.All(order, index => Assert.InRange(index, 90, 99));
        Assert.All(order.Chunk(10), round => Assert.Equal(10, round.Distinct().Count()));
        Assert.NotEqual(order[..10], order[10..20]);
    }

    [Fact]
    public void Equal_names_draw_alike_and_epochs_differ()
    {
        var sampler = new ClassSampler(Dataset, [1, 1, 0], seed: 3);
        Assert.Equal(sampler.Draw(2), new ClassSampler(Dataset, [1, 1, 0], seed: 3).Draw(2));
        Assert.NotEqual(sampler.Draw(2), sampler.Draw(3));
        Assert.NotEqual(sampler.Draw(2), new ClassSampler(Dataset, [1, 1, 0], seed: 4).Draw(2));
    }

    [Fact]
    public void Pictures_without_a_label_come_as_often_as_they_are()
    {
        var dataset = Dataset with { Samples = [.. Dataset.Samples.Take(80), .. Enumerable.Range(0, 20).Select(number => new Sample($"x{number}.png", Sample.NoLabel))] };
        var sampler = new ClassSampler(dataset, [1, 0, 0], seed: 3);
        var unlabelled = Enumerable.Range(0, 100).Sum(epoch => sampler.Draw(epoch).Count(index => index >= 80));
        Assert.InRange(unlabelled, 1800, 2200); // 5 deviations around a fifth of 10,000
    }

    [Fact]
    public void Shares_that_draw_nothing_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new ClassSampler(Dataset, [0, 0, 1], seed: 1));
        Assert.Throws<ArgumentException>(() => new ClassSampler(Dataset, [1, 1], seed: 1));
        Assert.Throws<ArgumentException>(() => new ClassSampler(Dataset, [1, -1, 1], seed: 1));
    }
}
