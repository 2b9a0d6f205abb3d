using System.Text.Json;
using System.Text.Json.Nodes;
using Mien.Torch;

namespace Mien.Training;

/// <summary>
/// Counts how often the rate is to be reduced because a score no longer improves: ReduceLROnPlateau as PyTorch 1.13 or Keras 2.11
/// defines it. Which rate that gives is a function of the count, so that every group of parameters can begin at its own.
/// </summary>
/// <param name="schedule">The settings.</param>
/// <param name="peak">The rate of parameters without a group, which decides whether Keras still reduces.</param>
internal sealed class Plateau(ScheduleRecipe schedule, double peak)
{
    // PyTorch skips smaller changes of the rate.
    private const double SmallestChange = 1e-8;

    private State _state = new(Best: null, Wait: 0, Cooldown: 0, Reductions: 0);

    private bool IsKeras => schedule.Flavor is OptimizerFlavor.Keras;

    /// <summary>The rate after the reductions so far.</summary>
    public double RateFrom(double start)
    {
        var rate = start;
        for (var reduction = 0; reduction < _state.Reductions; reduction++)
        {
            var next = Math.Max(rate * schedule.Factor, schedule.MinLearningRate);
            rate = IsKeras || rate - next > SmallestChange ? Math.Min(rate, next) : rate;
        }

        return rate;
    }

    /// <summary>Looks at the score of a finished epoch.</summary>
    public void Observe(double score)
    {
        var isBetter = _state.Best is not { } best || IsBetter(score, best);
        var cooldown = Math.Max(0, _state.Cooldown - 1);
        // Keras no longer cools down in the epoch in which the count reaches 0, PyTorch still does.
        var cools = IsKeras ? cooldown > 0 : _state.Cooldown > 0;
        var wait = isBetter || cools ? 0 : (IsKeras && _state.Cooldown > 0 ? 0 : _state.Wait) + 1;
        var isTooLong = !isBetter && (IsKeras ? wait > 0 && wait >= schedule.Patience : wait > schedule.Patience);
        var reduces = isTooLong && (!IsKeras || RateFrom(peak) > schedule.MinLearningRate);
        _state = new(
            isBetter ? score : _state.Best,
            reduces ? 0 : wait,
            reduces ? schedule.Cooldown : cooldown,
            _state.Reductions + (reduces ? 1 : 0));
    }

    public JsonNode Capture() => JsonSerializer.SerializeToNode(_state)!;

    /// <exception cref="JsonException">It is not what <see cref="Capture"/> gave.</exception>
    public void Restore(JsonNode state) => _state = state.Deserialize<State>() ?? throw new JsonException("The state of the plateau is null.");

    private bool IsBetter(double score, double best)
    {
        var sign = schedule.Monitor is MonitoredScore.Loss ? -1 : 1;
        var delta = !IsKeras && schedule.ThresholdMode is ThresholdMode.Relative ? best * schedule.MinDelta : schedule.MinDelta;
        return sign < 0 ? score < best - delta : score > best + delta;
    }

    private sealed record State(double? Best, int Wait, int Cooldown, int Reductions);
}
