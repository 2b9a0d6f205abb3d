using Mien.Torch;

namespace Mien.Training.Tests;

/// <summary>A run that is broken off and resumed must end as if nothing had happened: same bytes, no gaps, no doubles.</summary>
public sealed class ResumeTests(ResumeTests.UninterruptedRun uninterrupted) : IClassFixture<ResumeTests.UninterruptedRun>, IDisposable
{
    private const string Recipe = "epochs: 2\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("mien-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 1)]
    [InlineData(4, 1)]
    [InlineData(5, 1)]
    [InlineData(6, 1)]
    [InlineData(7, 1)]
    [InlineData(8, 1)]
    [InlineData(2, 3)]
    [InlineData(5, 3)]
    [InlineData(8, 3)]
    [InlineData(3, 100)]
    [InlineData(8, 100)]
    public void A_run_killed_after_any_step_and_resumed_ends_in_the_same_bytes(int killedAt, int saveEvery)
    {
        var whole = uninterrupted.Folder;
        var broken = new RunFolder(Path.Combine(_folder, "broken"));
        Assert.Throws<InvalidOperationException>(() => Fit(broken, saveEvery, new Witness(killedAt)));
        Fit(broken, saveEvery);

        Assert.Equal(File.ReadAllBytes(whole.Model), File.ReadAllBytes(broken.Model));
        Assert.Equal(File.ReadAllText(whole.History), File.ReadAllText(broken.History));
        Assert.Equal(Tensors(whole.LastCheckpoint), Tensors(broken.LastCheckpoint));
        Assert.Equal(Tensors(whole.BestCheckpoint), Tensors(broken.BestCheckpoint));
        Assert.Equal([1, 2], EpochsOf(broken));
    }

    [Fact]
    public void A_run_in_bfloat16_is_resumed_as_exactly()
    {
        var whole = new RunFolder(Path.Combine(_folder, "whole"));
        var broken = new RunFolder(Path.Combine(_folder, "broken"));
        Fit(whole, 100, Bfloat16);
        Fit(broken, 100, Bfloat16, new StopAt(3));
        Fit(broken, 100, Bfloat16);
        Assert.Equal(File.ReadAllBytes(whole.Model), File.ReadAllBytes(broken.Model));
        Assert.NotEqual(File.ReadAllBytes(uninterrupted.Folder.Model), File.ReadAllBytes(broken.Model));

        static TrainingPlan Bfloat16(TrainingPlan plan) => plan with { Autocast = DType.BFloat16 };
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_run_with_averaged_weights_accumulation_and_early_stopping_is_resumed_as_exactly(int killedAt)
    {
        var whole = new RunFolder(Path.Combine(_folder, "whole"));
        var broken = new RunFolder(Path.Combine(_folder, "broken"));
        Fit(whole, 1, Rich);
        Assert.Throws<InvalidOperationException>(() => Fit(broken, 1, Rich, new Witness(killedAt)));
        Fit(broken, 1, Rich);
        Assert.Equal(File.ReadAllBytes(whole.Model), File.ReadAllBytes(broken.Model));
        Assert.Equal(File.ReadAllText(whole.History), File.ReadAllText(broken.History));
        Assert.Equal(Tensors(whole.LastCheckpoint), Tensors(broken.LastCheckpoint));
        Assert.Contains("ema.conv.weight", Tensors(broken.LastCheckpoint).Keys);

        static TrainingPlan Rich(TrainingPlan plan) => AccumulationTests.Accumulated(3)(WeightAverageTests.Averaged(plan));
    }

    [Fact]
    public void The_weights_of_the_best_and_of_regular_epochs_are_kept_on_request()
    {
        var folder = new RunFolder(Path.Combine(_folder, "kept"));
        Fit(folder, 100, plan => plan with { Epochs = 6, Schedule = new(new(), new(), 6, TinyRun.Batches) }, new CheckpointRecipe { Top = 2, Every = 3 });
        var scores = File.ReadAllLines(folder.History).Skip(1).Select(line => double.Parse(line.Split(',')[7], System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        var best = Enumerable.Range(1, 6).OrderByDescending(epoch => scores[epoch - 1]).Take(2);
        Assert.Equal(
            best.Concat([3, 6]).Distinct().Order().Select(folder.ModelOf),
            Directory.GetFiles(Path.GetDirectoryName(folder.ModelOf(1))!).Order());
        Assert.Equal(3, ModelFile.ReadDescription(folder.ModelOf(3)).Epoch);
    }

    [Fact]
    public void Keeping_the_best_epochs_may_begin_with_a_resumption_whose_epochs_are_outdone()
    {
        var folder = new RunFolder(Path.Combine(_folder, "late"));
        Fit(folder, 100, new StopAt(6)); // in the second epoch
        Fit(folder, 100, plan => plan, new CheckpointRecipe { Top = 1 });
        Assert.Equal([1, 2], EpochsOf(folder));
    }

    [Fact]
    public void A_run_stopped_on_request_saves_the_step_it_had_reached()
    {
        var folder = new RunFolder(Path.Combine(_folder, "stopped"));
        Fit(folder, 100, new StopAt(6));
        var checkpoint = Checkpoint.Read(folder.LastCheckpoint);
        Assert.Equal((2, 2), (checkpoint.Epoch, checkpoint.Batch));

        var witness = new Witness();
        Fit(folder, 100, witness);
        Assert.Equal([7, 8], witness.Steps.Select(step => step.Step));
    }

    [Fact]
    public void Events_of_steps_that_come_again_are_cut_off()
    {
        var folder = new RunFolder(Path.Combine(_folder, "events"));
        Assert.Throws<InvalidOperationException>(() => Fit(folder, 100, new Witness(7)));
        File.AppendAllText(folder.Events, "{\"event\":\"half a li");
        Fit(folder, 100);
        var events = File.ReadAllLines(folder.Events).Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("event").GetString());
        Assert.Equal(["start", "epoch", "resume", "epoch", "end"], events);
    }

    [Fact]
    public void A_half_written_checkpoint_beside_the_old_one_does_no_harm()
    {
        var whole = uninterrupted.Folder;
        var broken = new RunFolder(Path.Combine(_folder, "broken"));
        Assert.Throws<InvalidOperationException>(() => Fit(broken, 2, new Witness(5)));
        File.WriteAllText(broken.LastCheckpoint + ".partial", "half");
        File.WriteAllText(broken.Model + ".partial", "half");
        Fit(broken, 2);
        Assert.Equal(File.ReadAllBytes(whole.Model), File.ReadAllBytes(broken.Model));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(2000)]
    public void A_damaged_checkpoint_is_refused_by_name(int bytesLeft)
    {
        var folder = new RunFolder(Path.Combine(_folder, "damaged"));
        Fit(folder, 100, new StopAt(2));
        File.WriteAllBytes(folder.LastCheckpoint, File.ReadAllBytes(folder.LastCheckpoint)[..bytesLeft]);
        Assert.Contains(folder.LastCheckpoint, Assert.Throws<CheckpointException>(() => Fit(folder, 100)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_are_no_checkpoint()
    {
        var message = Assert.Throws<CheckpointException>(() => Checkpoint.Read(uninterrupted.Folder.Model)).Message;
        Assert.StartsWith("Expected a checkpoint of version 1 but", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_disk_leaves_the_old_checkpoint_and_says_how_to_go_on()
    {
        var folder = new RunFolder(Path.Combine(_folder, "full"));
        Fit(folder, 100, new StopAt(2));
        var before = File.ReadAllBytes(folder.LastCheckpoint);
        // Whatever is written to /dev/full fails as on a full disk.
        File.CreateSymbolicLink(folder.LastCheckpoint + ".partial", "/dev/full");
        var message = Assert.Throws<Core.MienException>(() => Fit(folder, 1)).Message;
        Assert.StartsWith($"Cannot save {folder.LastCheckpoint}: No space left on device", message, StringComparison.Ordinal);
        Assert.EndsWith($"mien train --resume {folder.Path}", message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(folder.LastCheckpoint));
    }

    [Fact]
    public void Weights_that_are_no_numbers_are_never_saved()
    {
        var folder = new RunFolder(Path.Combine(_folder, "nan"));
        Fit(folder, 100, new StopAt(2));
        var before = File.ReadAllBytes(folder.LastCheckpoint);
        Assert.Contains("'conv.weight' holds NaN", Assert.Throws<NonFiniteException>(() => Fit(folder, 1, new Poison())).Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(folder.LastCheckpoint));
    }

    private static void Fit(RunFolder folder, int saveEvery, params IEnumerable<TrainingCallback> others) => Fit(folder, saveEvery, plan => plan, others);

    private static void Fit(RunFolder folder, int saveEvery, Func<TrainingPlan, TrainingPlan> change, params IEnumerable<TrainingCallback> others) =>
        Fit(folder, saveEvery, change, new CheckpointRecipe(), others);

    private static void Fit(
        RunFolder folder, int saveEvery, Func<TrainingPlan, TrainingPlan> change, CheckpointRecipe keep, params IEnumerable<TrainingCallback> others)
    {
        Directory.CreateDirectory(folder.Path);
        using var events = new EventsJsonl(folder, TimeProvider.System);
        var save = new CheckpointCallback(folder, Recipe, keep with { Steps = saveEvery }, TinyRun.Description);
        using var run = new TinyRun(change: plan => change(Mixed(plan)), callbacks: [new HistoryCsv(folder), events, .. others.OfType<Poison>(), save, .. others.Where(other => other is not Poison)]);
        using var average = run.Trainer.Run.Plan.Average;
        if (File.Exists(folder.LastCheckpoint))
        {
            Checkpoint.Read(folder.LastCheckpoint).Restore(run.Trainer.Run);
        }

        run.Trainer.Fit();
    }

    private static TrainingPlan Mixed(TrainingPlan plan) => plan with
    {
        Mix = new() { MixupAlpha = 0.5, CutMixAlpha = 1, Probability = 0.8 },
        BatchLayers = new([new() { Name = BatchLayerName.Rotation }, new() { Name = BatchLayerName.Flip }]),
    };

    private static Dictionary<string, string> Tensors(string path)
    {
        using var file = Mien.Torch.Serialization.Safetensors.Read(path);
        return file.LoadAll().ToDictionary(item => item.Key, item => string.Join(',', item.Value.To(DType.Float64).ToArray<double>()));
    }

    private static int[] EpochsOf(RunFolder folder) =>
        [.. File.ReadAllLines(folder.History).Skip(1).Select(line => int.Parse(line.Split(',')[0], System.Globalization.CultureInfo.InvariantCulture))];

    private sealed class StopAt(long step) : TrainingCallback
    {
        public override void OnStepEnd(RunContext run, StepReport report)
        {
            if (report.Step == step)
            {
                run.RequestStop();
            }
        }
    }

    private sealed class Poison : TrainingCallback
    {
        public override void OnStepEnd(RunContext run, StepReport report)
        {
            using var noGrad = NoGrad.Begin();
            run.Plan.Model.NamedParameters().First().Tensor.FillInPlace(double.NaN);
        }
    }

    public sealed class UninterruptedRun : IDisposable
    {
        public UninterruptedRun() => Fit(Folder, saveEvery: 100);

        public RunFolder Folder { get; } = new(Directory.CreateTempSubdirectory("mien-test-").FullName);

        public void Dispose() => Directory.Delete(Folder.Path, recursive: true);
    }
}
