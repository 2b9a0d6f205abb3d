using System.Globalization;

namespace Mien.Training;

/// <summary>Interrupts a run, in good order, while the disk still has room for its checkpoints.</summary>
/// <param name="folder">The run's folder.</param>
/// <param name="reserveMib">What must be free beyond the checkpoints, in MiB.</param>
/// <param name="freeBytes">Measures the free space of a folder; null for the system's answer.</param>
public sealed class DiskSpaceGuard(RunFolder folder, int reserveMib, Func<string, long>? freeBytes = null) : TrainingCallback
{
    // Two checkpoints and the weights, each beside the file that it replaces.
    private const int FilesPerEpoch = 3;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Func<string, long> _freeBytes = freeBytes ?? (path => new DriveInfo(path).AvailableFreeSpace);
    private long _checked;

    /// <inheritdoc/>
    public override void OnFitStart(RunContext run) => Check(run);

    /// <inheritdoc/>
    public override void OnStepEnd(RunContext run, StepReport report)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.Plan.Time.GetElapsedTime(_checked) >= Interval)
        {
            Check(run);
        }
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(RunContext run, EpochReport report) => Check(run);

    private void Check(RunContext run)
    {
        ArgumentNullException.ThrowIfNull(run);
        _checked = run.Plan.Time.GetTimestamp();
        var needed = (FilesPerEpoch * CheckpointBytes(run)) + ((long)reserveMib << 20);
        var free = _freeBytes(folder.Path);
        if (free < needed)
        {
            run.RequestStop(string.Create(CultureInfo.InvariantCulture,
                $"the disk of {folder.Path} has {free >> 20} MiB left, and the next checkpoints need {needed >> 20} with limits.free_mib"));
        }
    }

    // Before there is one: weights, and the two values that an optimizer may keep for each.
    private long CheckpointBytes(RunContext run) => File.Exists(folder.LastCheckpoint)
        ? new FileInfo(folder.LastCheckpoint).Length
        : 3 * sizeof(float) * run.Plan.Model.NamedParameters().Sum(parameter => parameter.Tensor.Count);
}
