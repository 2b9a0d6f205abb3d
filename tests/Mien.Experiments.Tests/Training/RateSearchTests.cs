using Mien.Core;
using Mien.Training;

namespace Mien.Experiments.Tests;

public sealed class RateSearchTests
{
    [Fact]
    public void The_suggestion_is_where_the_loss_falls_fastest()
    {
        // A plateau at 2, a fall to 0.5 around step 40, an explosion from step 70; noise of 0.1.
        var random = new RandomStream(1, "losses");
        RatePoint[] points = [.. Enumerable.Range(0, 80).Select(step => Point(step, 2 - (1.5 / (1 + Math.Exp((40 - step) / 4.0))) + Math.Pow(Math.Max(0, step - 70), 2) + (0.1 * random.NextGaussian())))];
        var found = RateSearch.Judge([.. points]);
        Assert.InRange(found.Suggestion!.Value, points[36].Rate, points[44].Rate);
        Assert.InRange(found.RateOfLowestLoss, points[55].Rate, points[70].Rate);
        Assert.InRange(found.RateOfGrowth!.Value, points[70].Rate, points[74].Rate);
    }

    [Fact]
    public void Chance_suggests_nothing()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var random = new RandomStream((ulong)seed, "losses");
            Assert.Null(RateSearch.Judge([.. Enumerable.Range(0, 80).Select(step => Point(step, 2 + (0.2 * random.NextGaussian())))]).Suggestion);
        }

        Assert.Null(RateSearch.Judge([.. Enumerable.Range(0, 20).Select(step => Point(step, step))]).Suggestion);
    }

    private static RatePoint Point(int step, double loss) => new(Math.Pow(10, -6 + (step / 12.0)), loss, double.NaN);

    [Fact]
    public void Groups_with_a_rate_of_their_own_begin_as_much_lower_as_the_others()
    {
        var recipe = new Recipe
        {
            Data = new() { Path = "faces" },
            Model = new() { Name = "resnet18" },
            Optimizer = new() { LearningRate = 0.1, Groups = [new() { Match = new(["fc"]), LearningRate = 0.5 }] },
        };
        var group = Assert.Single(RateSearch.Growing(recipe, new() { Low = 1e-7 }, growth: 1.1).Optimizer.Groups);
        Assert.Equal((null, 5), (group.LearningRate, group.LearningRateFactor));
    }

    [Fact]
    public void A_search_raises_the_rate_until_the_loss_explodes_and_writes_nothing()
    {
        using var faces = new DrawnFaces();
        var recipe = RecipeReader.Parse(faces.Recipe(), "r.yml", faces.Folder);
        var found = RateSearch.Run(recipe, new() { Steps = 20, Low = 1e-4 }, null, null, TestContext.Current.CancellationToken);
        Assert.InRange(found.Points.Length, 3, 20);
        Assert.Equal(1e-4, found.Points[0].Rate);
        Assert.All(found.Points.Zip(found.Points.Skip(1)), pair => Assert.Equal(Math.Pow(1e5, 1.0 / 19), pair.Second.Rate / pair.First.Rate, 1e-9));
        Assert.Equal([faces.Faces], Directory.GetFileSystemEntries(faces.Folder));
    }
}
