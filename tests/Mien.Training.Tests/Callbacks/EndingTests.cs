namespace Mien.Training.Tests;

/// <summary>What ends a run before its last epoch.</summary>
public sealed class EndingTests : IDisposable
{
    private readonly RunFolder _folder = new(Directory.CreateTempSubdirectory("mien-test-").FullName);

    public void Dispose() => Directory.Delete(_folder.Path, recursive: true);

    [Theory]
    [InlineData(MonitoredScore.Accuracy, 0, new[] { 0.5, 0.6, 0.6, 0.59, 0.9 }, 4)]
    [InlineData(MonitoredScore.Accuracy, 0.2, new[] { 0.5, 0.6, 0.7, 0.9 }, 3)]
    [InlineData(MonitoredScore.Loss, 0, new[] { 0.5, 0.6, 0.4, 0.4, 0.4, 0.1 }, 5)]
    [InlineData(MonitoredScore.Loss, 0, new[] { 0.5, 0.4, 0.3, 0.2 }, null)]
    public void Early_stopping_waits_for_improvements_by_more_than_the_smallest_change(MonitoredScore score, double minDelta, double[] scores, int? last)
    {
        using var run = new TinyRun(change: plan => plan with { Epochs = 100 });
        var stopping = new EarlyStopping(new() { Patience = 2, MinDelta = minDelta, Monitor = score }, MonitoredScore.MacroF1);
        var ended = scores.Index().Where(epoch =>
        {
            stopping.OnEpochEnd(run.Trainer.Run, Report(epoch.Index + 1, epoch.Item));
            return run.Trainer.Run.IsFinished;
        }).Select(epoch => (int?)(epoch.Index + 1)).FirstOrDefault();
        Assert.Equal(last, ended);
    }

    [Fact]
    public void Waiting_goes_on_where_a_checkpoint_left_it()
    {
        using var run = new TinyRun(change: plan => plan with { Epochs = 100 });
        var (first, second) = (Stopping(), Stopping());
        first.OnEpochEnd(run.Trainer.Run, Report(1, 0.5));
        first.OnEpochEnd(run.Trainer.Run, Report(2, 0.5));
        second.RestoreState(first.CaptureState()!);
        second.OnEpochEnd(run.Trainer.Run, Report(3, 0.5));
        Assert.Equal("early stopping: no better accuracy than 0.5 in 2 epochs", run.Trainer.Run.FinishReason);

        static EarlyStopping Stopping() => new(new() { Patience = 2 }, MonitoredScore.Accuracy);
    }

    [Fact]
    public void A_run_that_stopped_early_is_finished_and_stays_so()
    {
        var save = new CheckpointCallback(_folder, "", new(), TinyRun.Description);
        using var run = new TinyRun(change: plan => plan with { Epochs = 50, Schedule = new(new(), new() { Name = ScheduleName.Constant }, 50, TinyRun.Batches) }, callbacks: [new FinishAfter(2), save]);
        var report = run.Trainer.Fit(TestContext.Current.CancellationToken);
        Assert.Equal((FitOutcome.Finished, 2, "enough"), (report.Outcome, report.History.Length, report.Reason));
        var checkpoint = Checkpoint.Read(_folder.LastCheckpoint);
        Assert.True(checkpoint.IsFinished(50));
        Assert.Equal("enough", checkpoint.ToReport().Reason);
    }

    [Fact]
    public void A_time_limit_interrupts_after_a_step_and_says_so()
    {
        using var run = new TinyRun(callbacks: new TimeLimit(hours: 1e-9));
        var report = run.Trainer.Fit(TestContext.Current.CancellationToken);
        Assert.Equal((FitOutcome.Stopped, 1L), (report.Outcome, report.Step));
        Assert.StartsWith("the time limit of", report.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_disk_that_fills_up_interrupts_while_there_is_room_to_save()
    {
        var free = 100L << 20;
        var guard = new DiskSpaceGuard(_folder, reserveMib: 50, _ => free);
        var save = new CheckpointCallback(_folder, "", new(), TinyRun.Description);
        using var run = new TinyRun(callbacks: [guard, new At(TinyRun.Batches, () => free = 49L << 20), save]);
        var report = run.Trainer.Fit(TestContext.Current.CancellationToken);
        Assert.Equal((FitOutcome.Stopped, (long)TinyRun.Batches), (report.Outcome, report.Step));
        Assert.Contains("has 49 MiB left", report.Reason, StringComparison.Ordinal);
        Assert.Equal(2, Checkpoint.Read(_folder.LastCheckpoint).Epoch);
    }

    private static EpochReport Report(int epoch, double score) => new()
    {
        Epoch = epoch,
        LearningRate = 1,
        TrainLoss = 1,
        TrainAccuracy = 0,
        Validation = new(score, score, score, score, 1),
        IsBest = false,
        TrainDuration = default,
        ImagesPerSecond = 0,
    };

    private sealed class FinishAfter(int epoch) : TrainingCallback
    {
        public override void OnEpochEnd(RunContext run, EpochReport report)
        {
            if (report.Epoch == epoch)
            {
                run.Finish("enough");
            }
        }
    }

    private sealed class At(long step, Action action) : TrainingCallback
    {
        public override void OnStepEnd(RunContext run, StepReport report)
        {
            if (report.Step == step)
            {
                action();
            }
        }
    }
}
