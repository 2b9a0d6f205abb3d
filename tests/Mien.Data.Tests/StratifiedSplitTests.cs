using Mien.Core;

namespace Mien.Data.Tests;

public sealed class StratifiedSplitTests
{
    [Theory]
    [InlineData(10, 0.2, 2)]
    [InlineData(7, 0.2, 1)] // 1.4
    [InlineData(5, 0.5, 2)] // 2.5, to the even one
    [InlineData(7, 0.5, 4)] // 3.5, to the even one
    [InlineData(2, 0.2, 1)] // 0.4, but at least one
    [InlineData(2, 0.9, 1)] // 1.8, but one stays in training
    [InlineData(1, 0.5, 0)] // a single picture stays in training
    [InlineData(10, 0.0, 0)]
    public void Each_class_gives_its_share_rounded(int count, double fraction, int expected)
    {
        var (train, validation) = StratifiedSplit.Split(Dataset(count, 4), fraction, seed: 1);

        Assert.Equal(expected, validation.ClassCounts[0]);
        Assert.Equal(count - expected, train.ClassCounts[0]);
    }

    [Fact]
    public void Every_sample_lands_in_exactly_one_part_and_order_stays()
    {
        var all = Dataset(20, 11, 1);

        var (train, validation) = StratifiedSplit.Split(all, 0.3, seed: 5);

        Assert.Equal(all.Samples.Length, train.Samples.Length + validation.Samples.Length);
        Assert.Equal(all.Samples.Where(sample => !validation.Samples.Contains(sample)), train.Samples);
        Assert.Equal(all.Samples.Where(sample => !train.Samples.Contains(sample)), validation.Samples);
        Assert.Equal(all.Labels, validation.Labels);
    }

    [Fact]
    public void Equal_seeds_draw_equal_parts_and_others_do_not()
    {
        var all = Dataset(50, 50);

        Assert.Equal(Validation(all, 1), Validation(all, 1));
        Assert.NotEqual(Validation(all, 1), Validation(all, 2));
    }

    [Fact]
    public void The_order_in_which_files_were_found_does_not_matter()
    {
        var all = Dataset(30, 20);
        var reversed = all with { Samples = [.. all.Samples.Reverse()] };

        Assert.Equal(Validation(all, 3).Order(), Validation(reversed, 3).Order());
    }

    [Fact]
    public void A_further_class_leaves_the_draw_of_the_others_alone()
    {
        var (two, three) = (Dataset(30, 20), Dataset(30, 20, 10));

        Assert.Equal(Validation(two, 3), Validation(three, 3).Where(path => !path.StartsWith("class2/", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_sample_is_equally_likely_to_validate()
    {
        var all = Dataset(10);
        var counts = all.Samples.ToDictionary(sample => sample.Path, _ => 0);

        for (var seed = 0UL; seed < 2000; seed++)
        {
            Validation(all, seed, 0.3).ForEach(path => counts[path]++);
        }

        // Binomial(2000, 0.3): mean 600, deviation 20.5; five deviations are passed once in a million draws.
        Assert.All(counts.Values, count => Assert.InRange(count, 497, 703));
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.0)]
    [InlineData(double.NaN)]
    public void A_fraction_out_of_range_is_refused(double fraction) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => StratifiedSplit.Split(Dataset(3), fraction, seed: 1));

    private static List<string> Validation(FaceDataset all, ulong seed, double fraction = 0.2) =>
        [.. StratifiedSplit.Split(all, fraction, seed).Validation.Samples.Select(sample => sample.Path)];

    private static FaceDataset Dataset(params int[] counts) => new()
    {
        Root = "/data",
        Labels = new LabelSet(counts.Select((_, label) => $"class{label}")),
        Samples = [.. counts.SelectMany((count, label) => Enumerable.Range(10, count).Select(number => new Sample($"class{label}/{number}.png", label)))],
    };
}
