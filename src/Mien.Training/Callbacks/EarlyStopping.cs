using System.Globalization;
using System.Text.Json.Nodes;
using Mien.Core;

namespace Mien.Training;

/// <summary>
/// Finishes a run that no longer gets better. The best epoch's weights are in model.safetensors whichever epoch is the last, so nothing
/// has to be restored.
/// </summary>
/// <param name="recipe">With a patience.</param>
/// <param name="monitor">The score to watch where the recipe names none of its own.</param>
public sealed class EarlyStopping(EarlyStoppingRecipe recipe, MonitoredScore monitor) : TrainingCallback
{
    private readonly MonitoredScore _score = recipe.Monitor ?? monitor;
    private double? _best;
    private int _waited;

    /// <inheritdoc/>
    public override void OnEpochEnd(RunContext run, EpochReport report)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(report);
        var score = report.Validation[_score];
        var gain = _best is { } best ? (_score is MonitoredScore.Loss ? best - score : score - best) : double.PositiveInfinity;
        (_best, _waited) = gain > recipe.MinDelta ? (score, 0) : (_best, _waited + 1);
        if (_waited >= recipe.Patience && report.Epoch < run.Plan.Epochs)
        {
            run.Finish(string.Create(CultureInfo.InvariantCulture, $"early stopping: no better {ChoiceFormat.SnakeCase(_score.ToString())} than {_best:0.####} in {Counted.Of(_waited, "epoch")}"));
        }
    }

    /// <inheritdoc/>
    public override JsonNode? CaptureState() => new JsonObject { ["best"] = _best, ["waited"] = _waited };

    /// <inheritdoc/>
    public override void RestoreState(JsonNode state)
    {
        ArgumentNullException.ThrowIfNull(state);
        (_best, _waited) = (state["best"]?.GetValue<double>(), state["waited"]!.GetValue<int>());
    }
}
