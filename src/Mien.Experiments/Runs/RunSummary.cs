using Mien.Training;

namespace Mien.Experiments;

/// <summary>How a run stands.</summary>
public enum RunStatus
{
    /// <summary>A process trains it.</summary>
    Running,
    /// <summary>Nothing is left to do.</summary>
    Finished,
    /// <summary>It was stopped in good order and can be resumed.</summary>
    Stopped,
    /// <summary>An error ended it.</summary>
    Failed,
    /// <summary>Its process ended without a word, as when it is killed; it can be resumed.</summary>
    Interrupted,
}

/// <summary>A run at a glance.</summary>
public sealed record RunSummary
{
    /// <summary>Its folder below the folder of all runs.</summary>
    public required string Name { get; init; }

    /// <summary>Its files.</summary>
    public required RunFolder Folder { get; init; }

    /// <summary>How it stands.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>Its recipe, resolved.</summary>
    public required Recipe Recipe { get; init; }

    /// <summary>Its epochs so far.</summary>
    public required RunHistory History { get; init; }

    /// <summary>When it was started first; null where the events do not say.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>What the events say about its end: "early stopping: ...", or an error; null for nothing.</summary>
    public string? Remark { get; init; }

    /// <summary>A validation score of the best epoch; NaN before the first is finished.</summary>
    public double Score(string column) => History.BestRow is { } row ? History[row, column] : double.NaN;

    /// <summary>The best epoch, from 1; null before the first is finished.</summary>
    public int? BestEpoch => History.BestRow + 1;
}
