using Mien.Training;

namespace Mien.Experiments;

/// <summary>Interrupts a run after an epoch, so that it can be compared with others and go on later as if nothing had happened.</summary>
internal sealed class PauseAfter(int epoch) : TrainingCallback
{
    public override void OnEpochEnd(RunContext run, EpochReport report)
    {
        if (report.Epoch >= epoch && report.Epoch < run.Plan.Epochs)
        {
            run.RequestStop($"epoch {report.Epoch} is compared with other runs");
        }
    }
}
