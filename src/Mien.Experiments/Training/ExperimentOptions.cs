using Mien.Data;
using Mien.Training;

namespace Mien.Experiments;

/// <summary>What a caller may add to a training run.</summary>
public sealed record ExperimentOptions
{
    /// <summary>Callbacks of the caller, such as a progress bar. History, events and checkpoints come after them at every point.</summary>
    public IReadOnlyList<TrainingCallback> Callbacks { get; init; } = [];

    /// <summary>Hears, once, what is about to be trained, after everything was checked and before the first step.</summary>
    public Action<ExperimentSetup>? OnReady { get; init; }

    /// <summary>Hears how many pictures have been decoded before training; from several threads.</summary>
    public IProgress<DecodeProgress>? Decoding { get; init; }

    /// <summary>Clock of events and reports.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>How far the first reading of all pictures is.</summary>
/// <param name="Done">Pictures decoded.</param>
/// <param name="Total">Pictures to decode.</param>
public readonly record struct DecodeProgress(int Done, int Total);

/// <summary>A training run as it is about to begin.</summary>
public sealed record ExperimentSetup
{
    /// <summary>The recipe with everything decided: device, precision, threads, fingerprint.</summary>
    public required Recipe Recipe { get; init; }

    /// <summary>Its files.</summary>
    public required RunFolder Folder { get; init; }

    /// <summary>The training pictures.</summary>
    public required FaceDataset Train { get; init; }

    /// <summary>The validation pictures.</summary>
    public required FaceDataset Validation { get; init; }

    /// <summary>Numbers of the network that can learn.</summary>
    public required long ParameterCount { get; init; }

    /// <summary>How many of them are frozen at first.</summary>
    public long FrozenCount { get; init; }

    /// <summary>What was done to make the weights fit that the run starts from, or what to expect of fresh ones, as sentences for the user.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>Why the precision is what it is, for the user: "bfloat16: this CPU multiplies it fast".</summary>
    public required string PrecisionReason { get; init; }

    /// <summary>Whether nobody is in training and validation pictures, as far as annotations.csv says.</summary>
    public bool KeepsPeopleApart { get; init; }

    /// <summary>The epoch in which a resumed run goes on, from 1; null for a run from the beginning.</summary>
    public int? ResumedInEpoch { get; init; }
}

/// <summary>What a training run achieved.</summary>
/// <param name="Folder">Its files.</param>
/// <param name="Recipe">The resolved recipe.</param>
/// <param name="Fit">How it ended.</param>
/// <param name="WasFinished">Whether it was finished before, so that a resumption had nothing to do.</param>
public sealed record ExperimentResult(RunFolder Folder, Recipe Recipe, FitReport Fit, bool WasFinished = false);
