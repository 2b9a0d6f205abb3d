using Mien.Torch;

namespace Mien.Training.Tests;

public sealed class WeightAverageTests
{
    [Fact]
    public void The_average_moves_towards_the_weights_and_counters_are_copied()
    {
        using var run = new TinyRun();
        using var average = new WeightAverage(run.Net, decay: 0.75, warmUp: false);
        using var noGrad = NoGrad.Begin();
        var before = Named(average, "conv.bias");
        run.Net.NamedParameters().First(item => item.Name == "conv.bias").Tensor.AddInPlace(1);
        run.Net.StateDict().First(item => item.Name == "norm.num_batches_tracked").Tensor.FillInPlace(5);
        average.Update(step: 0);
        Assert.All(before.Zip(Named(average, "conv.bias")), pair => Assert.Equal(pair.First + 0.25f, pair.Second, 1e-6f)); // one rounding
        Assert.Equal(5, average.StateDict().First(item => item.Name == "norm.num_batches_tracked").Tensor.ToDouble());
    }

    // (1 + t) / (10 + t) is 0.1 at step 0, 0.5 at step 8, and above 0.75 from step 26 on.
    [Theory]
    [InlineData(0, 0.9)]
    [InlineData(8, 0.5)]
    [InlineData(1000, 0.25)]
    public void Warming_up_lets_the_average_leave_the_initial_weights_soon(long step, double part)
    {
        using var run = new TinyRun();
        using var average = new WeightAverage(run.Net, decay: 0.75, warmUp: true);
        using var noGrad = NoGrad.Begin();
        var before = Named(average, "conv.bias");
        run.Net.NamedParameters().First(item => item.Name == "conv.bias").Tensor.AddInPlace(1);
        average.Update(step);
        Assert.All(before.Zip(Named(average, "conv.bias")), pair => Assert.Equal(pair.First + part, pair.Second, 1e-6));
    }

    [Fact]
    public void Applying_it_exchanges_values_and_returns_every_bit()
    {
        using var run = new TinyRun();
        using var average = new WeightAverage(run.Net, decay: 0.5, warmUp: false);
        using (NoGrad.Begin())
        {
            run.Net.NamedParameters().First().Tensor.AddInPlace(1);
        }

        var (weights, averages) = (run.Weights(), Values(average));
        using (average.Apply())
        {
            Assert.Equal(averages, run.Weights());
        }

        Assert.Equal(weights, run.Weights());
        Assert.Equal(averages, Values(average));
    }

    [Fact]
    public void Validation_and_the_saved_model_have_the_average_and_training_goes_on_without_it()
    {
        using var plain = new TinyRun();
        using var averaged = new TinyRun(change: Averaged);
        var without = plain.Trainer.Fit(TestContext.Current.CancellationToken);
        var with = averaged.Trainer.Fit(TestContext.Current.CancellationToken);
        Assert.Equal(plain.Weights(), averaged.Weights());
        Assert.Equal(without.History[^1].TrainLoss, with.History[^1].TrainLoss);
        Assert.NotEqual(without.History[^1].Validation.Loss, with.History[^1].Validation.Loss);
        averaged.Trainer.Run.Plan.Average!.Dispose();
    }

    internal static TrainingPlan Averaged(TrainingPlan plan) => plan with { Average = new WeightAverage(plan.Model, 0.8, warmUp: true) };

    private static float[] Named(WeightAverage average, string name) => average.StateDict().First(item => item.Name == name).Tensor.ToArray<float>();

    private static float[] Values(WeightAverage average) =>
        [.. average.StateDict().Where(item => item.Tensor.DType == DType.Float32).SelectMany(item => item.Tensor.ToArray<float>())];
}
