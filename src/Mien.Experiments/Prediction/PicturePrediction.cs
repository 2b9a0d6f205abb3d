using System.Collections.Immutable;
using Mien.Core;

namespace Mien.Experiments;

/// <summary>What a model says about one picture, or why it says nothing.</summary>
public sealed record PicturePrediction
{
    /// <summary>The picture.</summary>
    public required string File { get; init; }

    /// <summary>The classes in the order of <see cref="Probabilities"/>.</summary>
    public required LabelSet Labels { get; init; }

    /// <summary>The face that was looked at, in pixels of the upright picture; null without face detection, or where none was found.</summary>
    public FaceBox? Face { get; init; }

    /// <summary>True where a face was looked for and none found, so that the whole picture was taken.</summary>
    public bool IsFaceMissing { get; init; }

    /// <summary>Probability of each class, summing to 1; empty where the picture could not be read.</summary>
    public ImmutableArray<float> Probabilities { get; init; } = [];

    /// <summary>Valence and arousal; null where the model does not give them or there is no prediction.</summary>
    public ValenceArousal? Affect { get; init; }

    /// <summary>Why there is no prediction; null where there is one.</summary>
    public string? Error { get; init; }

    /// <summary>Index of the most probable class, the first of equals; -1 without a prediction.</summary>
    public int BestIndex => Probabilities.IsEmpty ? -1 : Probabilities.IndexOf(Probabilities.Max());

    /// <summary>Name of the most probable class; null without a prediction.</summary>
    public string? Expression => Error is null ? Labels[BestIndex] : null;

    /// <summary>Probability of <see cref="Expression"/>; 0 without a prediction.</summary>
    public float Probability => Error is null ? Probabilities[BestIndex] : 0;

    /// <summary>Classes and probabilities, the most probable first; equals in the order of the classes.</summary>
    public IEnumerable<(string Name, float Probability)> Ranking =>
        Probabilities.Select((probability, index) => (Labels[index], probability)).OrderByDescending(item => item.probability);
}
