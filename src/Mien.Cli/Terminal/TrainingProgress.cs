using System.Globalization;
using Mien.Training;

namespace Mien.Cli;

/// <summary>Shows a training run: a bar with loss, pictures a second and time left, and one line that stays for each finished epoch.</summary>
internal sealed class TrainingProgress(ProgressLine line) : TrainingCallback
{
    private const double RateMemory = 0.9; // of the smoothed rate, per step
    private double _imagesPerSecond;

    /// <inheritdoc/>
    public override void OnStepEnd(RunContext run, StepReport report)
    {
        var rate = report.SampleCount / report.Duration.TotalSeconds;
        _imagesPerSecond = _imagesPerSecond == 0 ? rate : (RateMemory * _imagesPerSecond) + ((1 - RateMemory) * rate);
        var stepsLeft = ((long)run.Plan.Epochs * run.Plan.StepsPerEpoch) - report.Step;
        var left = TimeSpan.FromSeconds(stepsLeft * report.SampleCount / _imagesPerSecond);
        line.Show((double)report.Batch / report.BatchCount, EpochText(run, report.Epoch), string.Create(CultureInfo.InvariantCulture,
            $"loss {report.EpochLoss:0.000}  accuracy {report.EpochAccuracy:0.000}  {_imagesPerSecond:0} pictures/s  {ProgressLine.Duration(left)} left"));
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(RunContext run, EpochReport report)
    {
        var scores = report.Validation;
        line.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{EpochText(run, report.Epoch)}  loss {report.TrainLoss:0.000}  validation: loss {scores.Loss:0.000}  accuracy {scores.Accuracy:0.000}  macro F1 {scores.MacroF1:0.000}  {report.ImagesPerSecond:0} pictures/s{(report.IsBest ? "  best" : "")}"));
    }

    private static string EpochText(RunContext run, int epoch)
    {
        var total = run.Plan.Epochs.ToString(CultureInfo.InvariantCulture);
        return $"epoch {epoch.ToString(CultureInfo.InvariantCulture).PadLeft(total.Length)}/{total}";
    }
}
