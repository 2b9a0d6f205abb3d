using System.Text.Json;
using Mien.Torch;

namespace Mien.Training.Tests;

/// <summary>Golden values: golden/plateaus.json, whose note says where they are from.</summary>
public sealed class PlateauTests
{
    private const double Start = 0.1;

    private static readonly ScheduleRecipe Keras = new() { Name = ScheduleName.Plateau, Flavor = OptimizerFlavor.Keras, Patience = 5 };
    private static readonly ScheduleRecipe Torch = Keras with { Flavor = OptimizerFlavor.Torch };
    private static readonly ScheduleRecipe Short = new() { Name = ScheduleName.Plateau, Factor = 0.5, Patience = 2, Cooldown = 2, MinLearningRate = 0.02 };

    private static readonly Dictionary<string, ScheduleRecipe> Variants = new()
    {
        ["keras_default"] = Keras,
        ["torch_rel"] = Torch,
        ["torch_abs"] = Torch with { ThresholdMode = ThresholdMode.Absolute },
        ["torch_rel_patience4"] = Torch with { Patience = 4 },
        ["keras_cooldown2_patience2_minlr"] = Short with { Flavor = OptimizerFlavor.Keras },
        ["torch_cooldown2_patience2_minlr"] = Short,
    };

    private static readonly JsonElement Golden =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden", "plateaus.json"))).RootElement;

    public static TheoryData<string> Cases => [.. Golden.GetProperty("plateaus").EnumerateObject().Select(item => item.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_rate_agrees_with_PyTorch_and_Keras(string name)
    {
        var golden = Golden.GetProperty("plateaus").GetProperty(name);
        Assert.Equal(Variants.Keys.Order(), golden.EnumerateObject().Select(item => item.Name).Where(variant => variant != "loss").Order());
        foreach (var (variant, recipe) in Variants)
        {
            // Keras holds the rate in float32.
            var tolerance = recipe.Flavor is OptimizerFlavor.Keras ? 1e-6 : 1e-12;
            var rates = Rates(recipe, golden.GetProperty("loss").Deserialize<double[]>()!);
            Assert.All(golden.GetProperty(variant).Deserialize<double[]>()!.Zip(rates), pair => Assert.Equal(pair.First, pair.Second, tolerance * pair.First));
        }
    }

    [Fact]
    public void The_state_goes_through_a_checkpoint()
    {
        double[] losses = [1, 1, 1, 1, 0.5, 1, 1, 1, 1, 1, 1, 1];
        var schedule = New(Short);
        Array.ForEach(losses[..6], loss => schedule.ObserveEpoch(Scores(loss)));
        var resumed = New(Short);
        resumed.RestoreState(System.Text.Json.Nodes.JsonNode.Parse(schedule.CaptureState()!.ToJsonString()));
        foreach (var loss in losses[6..])
        {
            Assert.Equal(schedule.At(0), resumed.At(0));
            schedule.ObserveEpoch(Scores(loss));
            resumed.ObserveEpoch(Scores(loss));
        }

        Assert.Equal(Rates(Short, losses)[^1], resumed.At(0).LearningRate);
    }

    [Fact]
    public void A_run_reduces_its_rate_between_epochs_and_goes_on_with_it_when_resumed()
    {
        var path = Path.GetTempFileName();
        using (var broken = Run(new Witness(failAtStep: 10)))
        {
            Assert.Throws<InvalidOperationException>(() => broken.Trainer.Fit(TestContext.Current.CancellationToken));
            Checkpoint.Write(path, broken.Trainer.Run, "epochs: 4");
        }

        using var resumed = Run();
        Checkpoint.Read(path).Restore(resumed.Trainer.Run);
        var report = resumed.Trainer.Fit(TestContext.Current.CancellationToken);
        File.Delete(path);
        Assert.Equal([0.1, 0.1, 0.05, 0.025], report.History.Select(epoch => epoch.LearningRate));

        // Nothing counts as an improvement but the first epoch.
        static TinyRun Run(params IEnumerable<TrainingCallback> callbacks) => new(
            change: plan => plan with { Epochs = 4, Schedule = New(Torch with { Patience = 0, MinDelta = 1e9, ThresholdMode = ThresholdMode.Absolute, Factor = 0.5 }) },
            callbacks: callbacks);
    }

    [Fact]
    public void A_score_of_which_more_is_better_must_rise()
    {
        var recipe = Torch with { Monitor = MonitoredScore.Accuracy, Patience = 0 };
        var schedule = New(recipe);
        Array.ForEach([0.5, 0.6, 0.7], accuracy => schedule.ObserveEpoch(new(0, accuracy, 0, 0, 1)));
        Assert.Equal(Start, schedule.At(0).LearningRate);
        schedule.ObserveEpoch(new(0, 0.7, 0, 0, 1));
        Assert.Equal(Start * 0.1, schedule.At(0).LearningRate);
    }

    [Fact]
    public void A_schedule_without_memory_has_no_state() => Assert.Null(New(new()).CaptureState());

    private static double[] Rates(ScheduleRecipe recipe, double[] losses)
    {
        var schedule = New(recipe);
        return [.. losses.Select(loss =>
        {
            schedule.ObserveEpoch(Scores(loss));
            return schedule.At(0).LearningRate;
        })];
    }

    private static LearningRateSchedule New(ScheduleRecipe recipe) => new(new() { LearningRate = Start }, recipe, epochs: 30, stepsPerEpoch: 1);

    private static ValidationScores Scores(double loss) => new(loss, 0, 0, 0, 1);
}
