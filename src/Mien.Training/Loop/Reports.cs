using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Mien.Training;

/// <summary>One finished optimizer step.</summary>
public sealed record StepReport
{
    /// <summary>Epoch, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>Its last batch within the epoch, from 1.</summary>
    public required int Batch { get; init; }

    /// <summary>Batches of an epoch.</summary>
    public required int BatchCount { get; init; }

    /// <summary>Step of the whole run, from 1.</summary>
    public required long Step { get; init; }

    /// <summary>Loss of the newest batch that was looked at. On a GPU it lags behind, see <see cref="TrainingPlan.LossReadInterval"/>; NaN before the first look.</summary>
    public required double Loss { get; init; }

    /// <summary>Mean loss of the epoch so far.</summary>
    public required double EpochLoss { get; init; }

    /// <summary>Fraction of the epoch's pictures so far that were right when they were seen.</summary>
    public required double EpochAccuracy { get; init; }

    /// <summary>Learning rate of the step.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Pictures in the batches of the step.</summary>
    public required int SampleCount { get; init; }

    /// <summary>Time since the step before, waiting for data included.</summary>
    public required TimeSpan Duration { get; init; }
}

/// <summary>What a model scores on the validation pictures.</summary>
/// <param name="Loss">Mean loss, by the criterion that is trained: with its class weights and label smoothing.</param>
/// <param name="Accuracy">Fraction that is right.</param>
/// <param name="BalancedAccuracy">Mean of the recall of the classes that occur.</param>
/// <param name="MacroF1">Mean of the classes' F1.</param>
/// <param name="SampleCount">Pictures.</param>
public sealed record ValidationScores(double Loss, double Accuracy, double BalancedAccuracy, double MacroF1, long SampleCount)
{
    /// <summary>Scores of valence and arousal; null where the model does not give them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AffectAgreement? Affect { get; init; }

    /// <summary>The score that a recipe monitors.</summary>
    public double this[MonitoredScore score] => score switch
    {
        MonitoredScore.Loss => Loss,
        MonitoredScore.Accuracy => Accuracy,
        MonitoredScore.BalancedAccuracy => BalancedAccuracy,
        MonitoredScore.Ccc => Affect?.MeanCcc ?? 0,
        _ => MacroF1,
    };
}

/// <summary>How well valence and arousal follow the truth, over the pictures whose values are known.</summary>
/// <param name="ValenceCcc">Concordance correlation coefficient; 0 where it is 0/0.</param>
/// <param name="ValenceRmse">Root of the mean squared error; null where no picture has a known value, or a prediction is not finite.</param>
/// <param name="ArousalCcc">As for valence.</param>
/// <param name="ArousalRmse">As for valence.</param>
public sealed record AffectAgreement(double ValenceCcc, double? ValenceRmse, double ArousalCcc, double? ArousalRmse)
{
    /// <summary>Mean of both coefficients.</summary>
    [JsonIgnore]
    public double MeanCcc => (ValenceCcc + ArousalCcc) / 2;
}

/// <summary>One finished epoch.</summary>
public sealed record EpochReport
{
    /// <summary>Epoch, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>Learning rate of its last step.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Mean loss of its training pictures, each as the model was when it saw them.</summary>
    public required double TrainLoss { get; init; }

    /// <summary>Fraction of its training pictures that were right when they were seen.</summary>
    public required double TrainAccuracy { get; init; }

    /// <summary>Scores after the epoch.</summary>
    public required ValidationScores Validation { get; init; }

    /// <summary>Whether no epoch before it was as good.</summary>
    public required bool IsBest { get; init; }

    /// <summary>Time of training, without validation and saving; after an interruption only that since the resumption.</summary>
    public required TimeSpan TrainDuration { get; init; }

    /// <summary>Training pictures per second in that time, their loading and augmentation included.</summary>
    public required double ImagesPerSecond { get; init; }
}

/// <summary>The best epoch so far.</summary>
/// <param name="Epoch">Epoch, from 1.</param>
/// <param name="Score">Its monitored score.</param>
public sealed record BestEpoch(int Epoch, double Score);

/// <summary>How a call of <see cref="Trainer.Fit"/> ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FitOutcome>))]
public enum FitOutcome
{
    /// <summary>All epochs are done, or no more are needed.</summary>
    Finished,
    /// <summary>Stopped on request after a step; it can be resumed.</summary>
    Stopped,
    /// <summary>An exception ended it.</summary>
    Failed,
}

/// <summary>What a call of <see cref="Trainer.Fit"/> achieved.</summary>
public sealed record FitReport
{
    /// <summary>How it ended.</summary>
    public required FitOutcome Outcome { get; init; }

    /// <summary>Every finished epoch of the run, those before a resumption included.</summary>
    public required ImmutableArray<EpochReport> History { get; init; }

    /// <summary>The best of them; null before the first is finished.</summary>
    public required BestEpoch? Best { get; init; }

    /// <summary>Steps of the run that are done.</summary>
    public required long Step { get; init; }

    /// <summary>Time of the call.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Why it was finished before its last epoch or stopped, for the user; null where all epochs are done or the user stopped it.</summary>
    public string? Reason { get; init; }

    /// <summary>What ended it, when <see cref="Outcome"/> is <see cref="FitOutcome.Failed"/>.</summary>
    public Exception? Failure { get; init; }
}
