using System.Text.Json.Nodes;
using Mien.Torch;

namespace Mien.Training;

/// <summary>A picture for TensorBoard.</summary>
/// <param name="Tag">Its name; pictures of one name at several epochs are shown with a slider.</param>
/// <param name="Png">The file.</param>
/// <param name="WidthPx">Its width.</param>
/// <param name="HeightPx">Its height.</param>
public sealed record LoggedPicture(string Tag, byte[] Png, int WidthPx, int HeightPx);

/// <summary>
/// Keeps an event file for TensorBoard: curves over epochs and steps, the recipe as hyperparameters, and on request histograms of
/// weights and gradients and pictures. A resumption cuts off what was written after its checkpoint, so nothing is there twice;
/// a TensorBoard that is open meanwhile has to be started again.
/// </summary>
/// <param name="folder">The run's folder.</param>
/// <param name="recipe">The resolved recipe.</param>
/// <param name="time">Clock of the events.</param>
/// <param name="pictures">Makes pictures at the start of a new run (no report yet) and after every epoch; null for none.</param>
public sealed class TensorBoardCallback(
    RunFolder folder, Recipe recipe, TimeProvider time, Func<RunContext, EpochReport?, IEnumerable<LoggedPicture>>? pictures = null) : TrainingCallback, IDisposable
{
    private static readonly string[] ComparedScores = ["accuracy/validation", "macro_f1/validation", "loss/validation"];

    private readonly GrowingFile _file = new(folder, folder.TensorBoard);

    /// <inheritdoc/>
    public override void OnFitStart(RunContext run)
    {
        ArgumentNullException.ThrowIfNull(run);
        _file.Open(isNewRun: run.Step == 0);
        if (_file.IsEmpty)
        {
            Append(TensorBoardEvents.Header);
            var parameters = RecipeValues.Of(recipe);
            Append(now => TensorBoardEvents.Experiment(now, parameters.Keys, ComparedScores));
            Append(now => TensorBoardEvents.SessionStart(now, parameters));
            AppendPictures(run, null);
        }
    }

    /// <inheritdoc/>
    public override void OnStepEnd(RunContext run, StepReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (report.Step % recipe.TensorBoard.Steps == 0 && double.IsFinite(report.Loss))
        {
            Append(now => TensorBoardEvents.Scalars(now, report.Step, [("step/loss", report.Loss), ("step/learning_rate", report.LearningRate)]));
        }
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(RunContext run, EpochReport report)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(report);
        var scores = report.Validation;
        Append(now => TensorBoardEvents.Scalars(now, report.Epoch,
        [
            ("loss/train", report.TrainLoss), ("loss/validation", scores.Loss),
            ("accuracy/train", report.TrainAccuracy), ("accuracy/validation", scores.Accuracy),
            ("balanced_accuracy/validation", scores.BalancedAccuracy), ("macro_f1/validation", scores.MacroF1),
            ("run/learning_rate", report.LearningRate), ("run/images_per_second", report.ImagesPerSecond),
            .. Affect(scores),
        ]));
        if (recipe.TensorBoard.HistogramEpochs is { } epochs && report.Epoch % epochs == 0)
        {
            AppendHistograms(run, report.Epoch);
        }

        AppendPictures(run, report);
    }

    /// <inheritdoc/>
    public override void OnFitEnd(RunContext run, FitReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (report.Outcome is not FitOutcome.Stopped)
        {
            Append(now => TensorBoardEvents.SessionEnd(now, report.Outcome is FitOutcome.Finished));
        }

        Dispose();
    }

    /// <inheritdoc/>
    public override JsonNode? CaptureState() => JsonValue.Create(_file.Sync());

    /// <inheritdoc/>
    public override void RestoreState(JsonNode state)
    {
        ArgumentNullException.ThrowIfNull(state);
        _file.Restore(state.GetValue<long>());
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static IEnumerable<(string Tag, double Value)> Affect(ValidationScores scores) => scores.Affect is not { } affect
        ? []
        : new (string Tag, double? Value)[]
        {
            ("valence_ccc/validation", affect.ValenceCcc), ("valence_rmse/validation", affect.ValenceRmse),
            ("arousal_ccc/validation", affect.ArousalCcc), ("arousal_rmse/validation", affect.ArousalRmse),
        }.Where(score => score.Value is not null).Select(score => (score.Tag, score.Value!.Value));

    private void AppendHistograms(RunContext run, int epoch)
    {
        using var scope = TensorScope.Begin();
        foreach (var (name, tensor) in run.Plan.Model.NamedParameters())
        {
            AppendHistogram($"weights/{name}", tensor, epoch);
            AppendHistogram($"gradients/{name}", tensor.Grad, epoch);
        }
    }

    private void AppendHistogram(string tag, Tensor? tensor, int epoch)
    {
        float[] values = tensor is null ? [] : [.. tensor.Detach().To(DType.Float32).To(Device.Cpu).ToArray<float>().Where(float.IsFinite)];
        if (values.Length > 0)
        {
            Append(now => TensorBoardEvents.Histogram(now, epoch, tag, new(values)));
        }
    }

    private void AppendPictures(RunContext run, EpochReport? report)
    {
        foreach (var picture in recipe.TensorBoard.Pictures && pictures is not null ? pictures(run, report) : [])
        {
            Append(now => TensorBoardEvents.Image(now, report?.Epoch ?? 0, picture));
        }
    }

    private void Append(Func<DateTimeOffset, ProtoMessage> message) => _file.Append(TfRecord.Frame(message(time.GetUtcNow()).ToArray()));
}
