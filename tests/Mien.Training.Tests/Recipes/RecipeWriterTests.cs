using Mien.Torch;

namespace Mien.Training.Tests;

public sealed class RecipeWriterTests
{
    private static readonly Recipe Minimal = new()
    {
        Data = new() { Path = "/data/faces" },
        Model = new() { Name = "resnet18" },
    };

    public static TheoryData<string> Variants => [.. Recipes.Keys];

    private static Dictionary<string, Recipe> Recipes => new()
    {
        ["defaults"] = Minimal,
        ["numbers that need all digits"] = Minimal with { Optimizer = new() { LearningRate = 0.1 + 0.2, ClipNorm = 1e-300 }, Seed = ulong.MaxValue },
        ["paths that need quotes"] = Minimal with { Data = new() { Path = "/a b/#c: \"d\" é", Validation = ValidationSource.OfFolder("/0.5") } },
        ["weights by name"] = Minimal with { Loss = new() { ClassWeights = ClassWeighting.OfNames([new("a: b", 0.1), new("null", 2), new("3", 3)]) } },
        ["focal loss with effective numbers"] = Minimal with
        {
            Loss = new() { Name = LossName.Focal, Gamma = 1.5, ClassWeights = ClassWeighting.Effective(0.999), Affect = AffectLossName.Ccc, SoftLabels = true },
            Data = new() { Path = "/a", Sampling = ClassWeighting.Balanced, Unlabelled = ["none", "un: certain"] },
            Mix = new() { MixupAlpha = 0.2, CutMixAlpha = 1 },
        },
        ["batch layers"] = Minimal with { Model = new() { Name = "m", Augment = [new() { Name = BatchLayerName.Flip }, new() { Name = BatchLayerName.Zoom, WidthFraction = 0.1, Fill = FillMode.Wrap }] } },
        ["weights by position"] = Minimal with { Loss = new() { ClassWeights = ClassWeighting.OfList(1, 2.5) } },
        ["own normalisation"] = Minimal with { Normalize = NormalizeRecipe.Of([0.1f, 0.2f, 0.3f], [0.4f, 0.5f, 1f / 3]) },
        ["another optimizer with groups"] = Minimal with
        {
            Optimizer = new() { Name = OptimizerName.Adamw, Flavor = OptimizerFlavor.Keras, NoDecay = NoDecay.NormsAndBiases, Groups = [new() { Match = new(["fc.*", "a: b"]), LearningRate = 1 }, new() { Match = new(["*"]), Frozen = true }] },
            Schedule = new() { Name = ScheduleName.MultiStep, Milestones = [1, 5], By = ScheduleUnit.Step },
        },
        ["another schedule"] = Minimal with { Schedule = new() { Name = ScheduleName.Step, Gamma = 0.3 }, Workers = 2, Threads = 1, Device = "cuda:1" },
    };

    [Theory]
    [MemberData(nameof(Variants))]
    public void What_is_written_reads_back_as_an_equal_recipe(string variant)
    {
        var recipe = Recipes[variant];
        var text = RecipeWriter.Write(recipe, "a comment", "of two\nlines");
        Assert.StartsWith("# a comment\n# of two lines\ndata:\n", text, StringComparison.Ordinal);
        Assert.Equal(recipe, RecipeReader.Parse(text, "r.yml", "/elsewhere"));
    }

    [Fact]
    public void Keys_that_another_schedule_would_use_are_left_out()
    {
        var text = RecipeWriter.Write(Recipes["another schedule"]);
        Assert.Contains("schedule:\n  name: step\n  by: auto\n  step_epochs: 30\n  gamma: 0.3\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Differences_name_key_old_and_new_value_where_they_change_what_is_learned()
    {
        var other = Minimal with { Epochs = 3, Workers = 4, Optimizer = new() { LearningRate = 1 }, Data = new() { Path = "/moved" } };
        Assert.Equal(["epochs: 20 -> 3", "optimizer.lr: 0.05 -> 1"], RecipeWriter.Differences(Minimal, other));
    }
}
