using Mien.Torch;

namespace Mien.Training.Tests;

public sealed class TrainerTests
{
    [Fact]
    public void Callbacks_are_told_of_every_point_in_order()
    {
        var witness = new Witness();
        using var run = new TinyRun(callbacks: witness);
        run.Trainer.Fit(TestContext.Current.CancellationToken);
        Assert.Equal(
        [
            "fit start",
            "epoch 1 start", "step 1.1", "step 1.2", "step 1.3", "step 1.4", "epoch 1 end",
            "epoch 2 start", "step 2.1", "step 2.2", "step 2.3", "step 2.4", "epoch 2 end",
            "fit end",
        ],
        witness.Points);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], witness.Steps.Select(step => step.Step));
        Assert.Equal(FitOutcome.Finished, witness.End!.Outcome);
    }

    [Fact]
    public void The_loss_falls_and_what_was_learned_holds_on_validation_data()
    {
        using var run = new TinyRun(change: plan => plan with
        {
            Epochs = 15,
            Schedule = new(new() { LearningRate = 0.1 }, new(), epochs: 15, stepsPerEpoch: 4),
        });
        var report = run.Trainer.Fit(TestContext.Current.CancellationToken);
        Assert.True(report.History[^1].TrainLoss < 0.6 * report.History[0].TrainLoss);
        Assert.Equal(1, report.Best!.Score); // brightness separates the classes fully
    }

    [Fact]
    public void A_step_is_forward_loss_backward_and_the_optimizer_with_the_scheduled_rate()
    {
        using var trained = new TinyRun(new MemoryBatches(4, 4), plan => plan with { Epochs = 1, Schedule = new(new() { LearningRate = 0.1 }, new() { Name = ScheduleName.CosineWarmup, WarmupFraction = 1, WarmupStart = 0.5 }, 1, 1) });
        using var byHand = new TinyRun(new MemoryBatches(4, 4));
        trained.Trainer.Fit(TestContext.Current.CancellationToken);

        var plan = byHand.Trainer.Run.Plan;
        var batch = plan.Train.Epoch(1).Single();
        TorchRuntime.ManualSeed(new Core.RandomStream(7, "dropout", 1, 0).NextUInt64());
        byHand.Optimizer.LearningRate = 0.1 * 0.5;
        var pixels = Tensor.FromInterleaved(batch.Pixels, 4, MemoryBatches.SizePx, MemoryBatches.SizePx, 3);
        using (var weights = Tensor.From([1f, 2f, 0.5f]))
        {
            Functional.CrossEntropy(byHand.Net.Forward(pixels), Tensor.From(batch.Labels), weights, 0.1).Backward();
        }

        byHand.Optimizer.Step();
        Assert.Equal(byHand.Weights(), trained.Weights());
    }

    [Fact]
    public void A_request_to_stop_ends_the_run_after_the_current_step()
    {
        using var cancellation = new CancellationTokenSource();
        var witness = new Witness();
        using var run = new TinyRun(callbacks: [witness, new CancelAt(3, cancellation)]);
        var report = run.Trainer.Fit(cancellation.Token);
        Assert.Equal((FitOutcome.Stopped, 3L), (report.Outcome, report.Step));
        Assert.Equal(["step 1.3", "fit end"], witness.Points[^2..]);
    }

    [Fact]
    public void A_loss_that_is_no_number_ends_the_run_before_weights_change_and_names_step_batch_rate_and_pictures()
    {
        var witness = new Witness();
        using var run = new TinyRun(new MemoryBatches(15, 4) { PoisonedBatch = 2 }, callbacks: witness);
        var message = Assert.Throws<NonFiniteException>(() => run.Trainer.Fit(TestContext.Current.CancellationToken)).Message;
        Assert.Contains("got NaN at step 3 (epoch 1, batch 3 of 4) with learning rate 0.09", message, StringComparison.Ordinal);
        Assert.Matches(@"pictures of the batch: face\d+\.png, face\d+\.png, face\d+\.png, face\d+\.png\. No checkpoint", message);
        Assert.Equal(FitOutcome.Failed, witness.End!.Outcome);
        Assert.DoesNotContain(run.Net.NamedParameters().SelectMany(item => item.Tensor.ToArray<float>()), float.IsNaN);
    }

    [Fact]
    public void A_failure_at_the_end_does_not_hide_the_one_that_ended_the_run()
    {
        using var run = new TinyRun(callbacks: [new FullDisk(), new Witness(failAtStep: 2)]);
        Assert.Equal("killed", Assert.Throws<InvalidOperationException>(() => run.Trainer.Fit(TestContext.Current.CancellationToken)).Message);
    }

    [Fact]
    public void Losses_read_late_give_the_same_history_and_blame_the_right_step()
    {
        using var atOnce = new TinyRun();
        using var late = new TinyRun(change: plan => plan with { LossReadInterval = 3 });
        using var poisoned = new TinyRun(new MemoryBatches(15, 4) { PoisonedBatch = 1 }, plan => plan with { LossReadInterval = 16 });
        var expected = atOnce.Trainer.Fit(TestContext.Current.CancellationToken).History.Select(epoch => (epoch.TrainLoss, epoch.TrainAccuracy, epoch.Validation));
        Assert.Equal(expected, late.Trainer.Fit(TestContext.Current.CancellationToken).History.Select(epoch => (epoch.TrainLoss, epoch.TrainAccuracy, epoch.Validation)));
        var message = Assert.Throws<NonFiniteException>(() => poisoned.Trainer.Fit(TestContext.Current.CancellationToken)).Message;
        Assert.Contains("got NaN at step 2 (epoch 1, batch 2 of 4)", message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_best_epoch_is_the_first_with_the_highest_score_or_the_lowest_loss()
    {
        var witness = new Witness();
        using var run = new TinyRun(change: plan => plan with { Monitor = MonitoredScore.Loss }, callbacks: witness);
        var report = run.Trainer.Fit(TestContext.Current.CancellationToken);
        var losses = witness.Epochs.Select(epoch => epoch.Validation.Loss).ToList();
        Assert.Equal(losses.Min(), report.Best!.Score);
        Assert.Equal(losses.IndexOf(losses.Min()) + 1, report.Best.Epoch);
        Assert.Equal(losses[1] < losses[0], witness.Epochs[1].IsBest);
    }

    [Fact]
    public void A_penalty_changes_what_is_learnt_but_not_the_losses_that_are_told()
    {
        using var plain = new TinyRun(new MemoryBatches(4, 4), plan => plan with { Epochs = 1 });
        using var punished = new TinyRun(new MemoryBatches(4, 4), plan => plan with { Epochs = 1, Penalty = () => Penalty(plan.Model) });
        plain.Trainer.Fit(TestContext.Current.CancellationToken);
        punished.Trainer.Fit(TestContext.Current.CancellationToken);
        Assert.Equal(plain.Trainer.Run.History[0].TrainLoss, punished.Trainer.Run.History[0].TrainLoss);
        Assert.NotEqual(Kernel(plain.Net).ToArray<float>(), Kernel(punished.Net).ToArray<float>());

        static Tensor Kernel(Module net) => net.NamedParameters().First().Tensor;
        static Tensor Penalty(Module net) => 10 * (Kernel(net) * Kernel(net)).Sum();
    }

    [Fact]
    public void Clipping_shortens_the_step()
    {
        using var free = new TinyRun(new MemoryBatches(4, 4), plan => plan with { Epochs = 1 });
        using var clipped = new TinyRun(new MemoryBatches(4, 4), plan => plan with { Epochs = 1, ClipNorm = 1e-6 });
        using var fresh = new TinyRun();
        var start = fresh.Net.NamedParameters().First().Tensor.ToArray<float>();
        free.Trainer.Fit(TestContext.Current.CancellationToken);
        clipped.Trainer.Fit(TestContext.Current.CancellationToken);
        Assert.True(Distance(clipped) < 0.1 * Distance(free));

        double Distance(TinyRun run) => run.Net.NamedParameters().First().Tensor.ToArray<float>().Zip(start, (a, b) => Math.Abs(a - b)).Sum();
    }

    [Fact]
    public void Three_hundred_steps_leave_the_number_of_live_tensors_unchanged()
    {
        var counter = new LiveTensors();
        using var run = new TinyRun(
            new MemoryBatches(600, 4),
            plan => plan with { Schedule = new(new(), new(), TinyRun.Epochs, 150) },
            counter);
        // What earlier tests left to the garbage collector must not go in the middle of the count.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        run.Trainer.Fit(TestContext.Current.CancellationToken);
        Assert.Equal(300, counter.Counts.Count);
        // The first step makes the optimizer's buffers; after it nothing is added.
        Assert.Single(counter.Counts.Distinct());
    }

    private sealed class CancelAt(long step, CancellationTokenSource cancellation) : TrainingCallback
    {
        public override void OnStepEnd(RunContext run, StepReport report)
        {
            if (report.Step == step)
            {
                cancellation.Cancel();
            }
        }
    }

    private sealed class FullDisk : TrainingCallback
    {
        public override void OnFitEnd(RunContext run, FitReport report) => throw new Core.MienException("disk full");
    }

    private sealed class LiveTensors : TrainingCallback
    {
        public List<long> Counts { get; } = [];

        public override void OnStepEnd(RunContext run, StepReport report) => Counts.Add(TorchRuntime.LiveTensors);
    }
}
