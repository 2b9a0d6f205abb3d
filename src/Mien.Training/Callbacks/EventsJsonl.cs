using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Mien.Training;

/// <summary>
/// Keeps events.jsonl: a line of JSON when the run starts or is resumed, at most once a second for a step, for every epoch and
/// at the end. A resumption first cuts off what was written after its checkpoint, because those steps come again.
/// </summary>
/// <param name="folder">The run's folder.</param>
/// <param name="time">Clock of the lines.</param>
public sealed class EventsJsonl(RunFolder folder, TimeProvider time) : TrainingCallback, IDisposable
{
    private static readonly TimeSpan StepInterval = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time = time;
    private readonly GrowingFile _file = new(folder, folder.Events);
    private long _lastStep;

    private static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <inheritdoc/>
    public override void OnFitStart(RunContext run)
    {
        ArgumentNullException.ThrowIfNull(run);
        _file.Open(isNewRun: run.Step == 0);
        _lastStep = _time.GetTimestamp();
        Append(run.Step == 0 ? "start" : "resume", new JsonObject
        {
            ["epoch"] = run.Epoch,
            ["step"] = run.Step,
            ["epochs"] = run.Plan.Epochs,
            ["batches_per_epoch"] = run.Plan.Train.BatchCount,
            ["train_samples"] = run.Plan.Train.SampleCount,
            ["validation_samples"] = run.Plan.Validation.SampleCount,
        });
    }

    /// <inheritdoc/>
    public override void OnStepEnd(RunContext run, StepReport report)
    {
        if (_time.GetElapsedTime(_lastStep) >= StepInterval)
        {
            _lastStep = _time.GetTimestamp();
            Append("step", Fields(report));
        }
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(RunContext run, EpochReport report) => Append("epoch", Fields(report));

    /// <inheritdoc/>
    public override void OnFitEnd(RunContext run, FitReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        Append("end", new JsonObject
        {
            ["outcome"] = ChoiceFormat.SnakeCase(report.Outcome.ToString()),
            ["step"] = report.Step,
            ["seconds"] = report.Duration.TotalSeconds,
            ["best_epoch"] = report.Best?.Epoch,
            ["best_score"] = report.Best?.Score,
            ["reason"] = report.Reason,
            ["error"] = report.Failure?.Message,
        });
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

    private static JsonObject Fields<T>(T report) => JsonSerializer.SerializeToNode(report, Options)!.AsObject();

    private void Append(string name, JsonObject fields)
    {
        fields.Insert(0, "time", _time.GetUtcNow().ToString("O"));
        fields.Insert(1, "event", name);
        _file.Append(Encoding.UTF8.GetBytes(fields.ToJsonString(Options) + "\n"));
    }
}
