using Mien.Torch;

namespace Mien.Training.Tests;

public sealed class AccumulationTests
{
    [Fact]
    public void A_step_averages_the_gradients_of_its_batches_and_the_last_one_of_an_epoch_those_that_are_left()
    {
        var witness = new Witness();
        using var run = new TinyRun(change: Accumulated(3), callbacks: witness);
        run.Trainer.Fit(TestContext.Current.CancellationToken);
        Assert.Equal([(1, 3, 1L, 12), (1, 4, 2L, 3), (2, 3, 3L, 12), (2, 4, 4L, 3)], witness.Steps.Select(step => (step.Epoch, step.Batch, step.Step, step.SampleCount)));
    }

    [Fact]
    public void Gradients_are_those_of_one_batch_of_all_samples()
    {
        var (whole, parts) = (TrainFlat(batchSize: 12, accumulate: 1), TrainFlat(batchSize: 4, accumulate: 3));
        Assert.NotEqual(whole, new float[whole.Length]);
        // Sums over 12 samples in another order; float32 has 7 digits.
        Assert.All(whole.Zip(parts), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
    }

    [Fact]
    public void Elements_of_gradients_are_limited()
    {
        using var run = new TinyRun(change: plan => plan with { ClipValue = 1e-3 }, callbacks: new CheckGradients(1e-3f));
        Assert.Equal(FitOutcome.Finished, run.Trainer.Fit(TestContext.Current.CancellationToken).Outcome);
    }

    internal static Func<TrainingPlan, TrainingPlan> Accumulated(int batches) => plan =>
    {
        var changed = plan with { Accumulate = batches };
        return changed with { Schedule = new(new() { LearningRate = 0.1 }, new(), TinyRun.Epochs, changed.StepsPerEpoch) };
    };

    private static float[] TrainFlat(int batchSize, int accumulate)
    {
        TorchRuntime.Initialize(new() { Threads = 1 });
        using var net = new FlatNet();
        using var optimizer = new Sgd(net.NamedParameters(), new() { LearningRate = 0.1 });
        using var loss = new CrossEntropyLoss();
        using var tiny = new TinyRun();
        new Trainer(tiny.Trainer.Run.Plan with
        {
            Model = net,
            Optimizer = optimizer,
            Loss = loss,
            Train = new MemoryBatches(12, batchSize),
            Accumulate = accumulate,
            Schedule = new(new() { LearningRate = 0.1 }, new() { Name = ScheduleName.Constant }, TinyRun.Epochs, 1),
        }).Fit(TestContext.Current.CancellationToken);
        return [.. net.NamedParameters().SelectMany(item => item.Tensor.ToArray<float>())];
    }

    // Without batch norm a batch is the sum of its samples.
    private sealed class FlatNet : Module
    {
        private readonly Linear _head;

        public FlatNet() => _head = Child("head", new Linear(MemoryBatches.SizePx * MemoryBatches.SizePx * 3, MemoryBatches.ClassCount));

        protected override Tensor Compute(Tensor input) => _head.Forward(input.Flatten(1));
    }

    private sealed class CheckGradients(float limit) : TrainingCallback
    {
        public override void OnStepEnd(RunContext run, StepReport report) =>
            Assert.All(run.Plan.Model.NamedParameters().SelectMany(item => item.Tensor.Grad!.ToArray<float>()), value => Assert.InRange(value, -limit, limit));
    }
}
