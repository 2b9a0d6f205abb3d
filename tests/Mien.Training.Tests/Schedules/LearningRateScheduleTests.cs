using System.Text.Json;
using Mien.Torch;

namespace Mien.Training.Tests;

/// <summary>Golden values: golden/schedules.json, made with PyTorch 1.13.1 by golden/make_schedules.py.</summary>
public sealed class LearningRateScheduleTests
{
    // PyTorch reaches cosine and step rates by a recursion over epochs, which rounds differently from the closed form.
    private const double Tolerance = 1e-13;

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Golden.GetArrayLength())];

    private static JsonElement Golden { get; } =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden", "schedules.json"))).RootElement.GetProperty("cases");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_rate_and_momentum_agrees_with_PyTorch(int index)
    {
        var golden = Golden[index];
        var count = golden.GetProperty("count").GetInt32();
        var schedule = Schedule(golden, count);
        var momenta = Numbers(golden, "momenta");
        foreach (var (step, rate) in Numbers(golden, "rates").Index())
        {
            Assert.Equal(rate, schedule.At(step).LearningRate, Tolerance);
            Assert.Equal(momenta[step], schedule.At(step).Momentum ?? 0.9, Tolerance);
        }
    }

    [Fact]
    public void Rates_by_epoch_stay_the_same_within_an_epoch()
    {
        var schedule = new LearningRateSchedule(new() { LearningRate = 1 }, new() { Name = ScheduleName.Step, StepEpochs = 2, Gamma = 0.5 }, epochs: 4, stepsPerEpoch: 3);
        Assert.Equal([1, 1, 1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5], Enumerable.Range(0, 12).Select(step => schedule.At(step).LearningRate));
    }

    [Fact]
    public void A_cosine_of_the_fixtures_agrees_beyond_its_half_period()
    {
        var cases = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden", "plateaus.json"))).RootElement.GetProperty("cosine_annealing");
        foreach (var golden in cases.EnumerateArray())
        {
            var recipe = new ScheduleRecipe { Name = ScheduleName.Cosine, HalfPeriod = golden.GetProperty("T_max").GetInt32(), MinLearningRate = Number(golden, "eta_min") };
            var schedule = new LearningRateSchedule(new() { LearningRate = Number(golden, "lr0") }, recipe, epochs: 100, stepsPerEpoch: 2);
            foreach (var (epoch, rate) in Numbers(golden, "lr_used_in_epoch").Index())
            {
                Assert.Equal(rate, schedule.At((2 * epoch) + 1).LearningRate, Tolerance);
            }
        }
    }

    [Fact]
    public void A_schedule_may_go_by_step_instead_of_by_epoch()
    {
        var recipe = new ScheduleRecipe { Name = ScheduleName.MultiStep, Milestones = [2, 3], Gamma = 0.5, By = ScheduleUnit.Step };
        var schedule = new LearningRateSchedule(new() { LearningRate = 1 }, recipe, epochs: 2, stepsPerEpoch: 3);
        Assert.Equal([1, 1, 0.5, 0.25, 0.25, 0.25], Enumerable.Range(0, 6).Select(step => schedule.At(step).LearningRate));
    }

    [Fact]
    public void Rates_fall_with_the_inverse_of_time_as_Keras_decays_them()
    {
        // Keras: lr * 1 / (1 + decay * iterations), counted in steps from 0.
        var alone = new LearningRateSchedule(new() { LearningRate = 1 }, new() { Name = ScheduleName.InverseTime, Decay = 0.5 }, epochs: 2, stepsPerEpoch: 2);
        Assert.Equal([1, 1 / 1.5, 0.5, 0.4], Enumerable.Range(0, 4).Select(step => alone.At(step).LearningRate));

        var onTop = new LearningRateSchedule(
            new() { LearningRate = 1, RateDecay = 0.5 }, new() { Name = ScheduleName.Step, StepEpochs = 1, Gamma = 0.1 }, epochs: 2, stepsPerEpoch: 2);
        Assert.Equal([1, 1 / 1.5, 0.1 / 2, 0.1 / 2.5], Enumerable.Range(0, 4).Select(step => onTop.At(step).LearningRate));
    }

    [Fact]
    public void Every_group_follows_the_course_from_its_own_rate()
    {
        using var scope = TensorScope.Begin();
        var (slow, fast) = (Tensor.Zeros([1]), Tensor.Zeros([1]));
        ParameterGroup[] groups = [new("slow", [new("a", slow)], 0.01, momentum: 0.5), new("fast", [new("b", fast)], 1, momentum: 0.9)];
        using var sgd = new Sgd(groups, new() { LearningRate = 0 });
        var recipe = new ScheduleRecipe { CycleMomentum = true };
        var schedule = new LearningRateSchedule(new() { LearningRate = 0.1 }, recipe, epochs: 10, stepsPerEpoch: 1);
        Assert.Equal(0.1, schedule.Apply(sgd, 2), 1e-12);
        Assert.Equal([0.01, 1], sgd.Groups.Select(group => Math.Round(group.LearningRate, 12)));
        Assert.Equal([0.85, 0.85], sgd.Groups.Select(group => group.Momentum));

        new LearningRateSchedule(new(), new() { Name = ScheduleName.Constant }, 1, 1).Apply(sgd, 0);
        Assert.Equal([0.5, 0.9], sgd.Groups.Select(group => group.Momentum));
    }

    [Fact]
    public void A_constant_schedule_keeps_rate_and_momentum()
    {
        var schedule = new LearningRateSchedule(new() { LearningRate = 0.3 }, new() { Name = ScheduleName.Constant }, epochs: 2, stepsPerEpoch: 2);
        Assert.Equal(new ScheduledRate(0.3), schedule.At(3));
    }

    [Theory]
    [InlineData(1, 0.0)]
    [InlineData(1, 1.0)]
    [InlineData(5, 0.2)]
    [InlineData(2, 1.0)]
    public void One_cycle_over_few_steps_stays_finite_and_within_its_range(int steps, double warmup) =>
        Assert.All(Enumerable.Range(0, steps), step => Assert.InRange(Schedules.OneCycle(step, steps, warmup, 0.1, 1, 0.01), 0.01, 1));

    private static LearningRateSchedule Schedule(JsonElement golden, int count)
    {
        var schedule = golden.GetProperty("name").GetString() switch
        {
            "one_cycle" => new ScheduleRecipe
            {
                Name = ScheduleName.OneCycle,
                WarmupFraction = Number(golden, "warmup"),
                DivFactor = Number(golden, "div_factor"),
                FinalDiv = Number(golden, "final_div"),
                CycleMomentum = golden.GetProperty("cycle_momentum").GetBoolean(),
            },
            "cosine_warmup" => new ScheduleRecipe
            {
                Name = ScheduleName.CosineWarmup, WarmupFraction = Number(golden, "warmup"), WarmupStart = Number(golden, "warmup_start"), MinLearningRate = Number(golden, "min_lr"),
            },
            "multi_step" => new ScheduleRecipe { Name = ScheduleName.MultiStep, Milestones = [.. golden.GetProperty("milestones").Deserialize<int[]>()!], Gamma = Number(golden, "gamma") },
            "exponential" => new ScheduleRecipe { Name = ScheduleName.Exponential, Gamma = Number(golden, "gamma") },
            "cosine" => new ScheduleRecipe { Name = ScheduleName.Cosine, MinLearningRate = Number(golden, "min_lr") },
            _ => new ScheduleRecipe { Name = ScheduleName.Step, StepEpochs = (int)Number(golden, "step_epochs"), Gamma = Number(golden, "gamma") },
        };
        return new(new() { LearningRate = Number(golden, "lr") }, schedule, epochs: count, stepsPerEpoch: 1);
    }

    private static double Number(JsonElement golden, string name) => golden.GetProperty(name).GetDouble();

    private static double[] Numbers(JsonElement golden, string name) => [.. golden.GetProperty(name).EnumerateArray().Select(value => value.GetDouble())];
}
