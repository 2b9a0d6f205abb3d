using System.Text.Json;

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
            "cosine" => new ScheduleRecipe { Name = ScheduleName.Cosine, MinLearningRate = Number(golden, "min_lr") },
            _ => new ScheduleRecipe { Name = ScheduleName.Step, StepEpochs = (int)Number(golden, "step_epochs"), Gamma = Number(golden, "gamma") },
        };
        return new(new() { LearningRate = Number(golden, "lr") }, schedule, epochs: count, stepsPerEpoch: 1);
    }

    private static double Number(JsonElement golden, string name) => golden.GetProperty(name).GetDouble();

    private static double[] Numbers(JsonElement golden, string name) => [.. golden.GetProperty(name).EnumerateArray().Select(value => value.GetDouble())];
}
