namespace Mien.Training.Tests;

/// <summary>Finishes a run as soon as its validation accuracy is reached.</summary>
internal sealed class GoodEnough(double accuracy) : TrainingCallback
{
    public override void OnEpochEnd(RunContext run, EpochReport report)
    {
        if (report.Validation.Accuracy >= accuracy)
        {
            run.Finish($"validation accuracy {accuracy} is reached");
        }
    }
}
