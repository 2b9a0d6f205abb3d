using System.Collections.Immutable;
using Mien.Core;

namespace Mien.Reports;

/// <summary>What <see cref="FaceAnnotator"/> draws at one face.</summary>
public sealed record FaceAnnotation
{
    /// <summary>The face; null where the whole picture is one.</summary>
    public FaceBox? Box { get; init; }

    /// <summary>The classes in the order of <see cref="Probabilities"/>.</summary>
    public required LabelSet Labels { get; init; }

    /// <summary>Probability of each class.</summary>
    public required ImmutableArray<float> Probabilities { get; init; }

    /// <summary>Whether no class is probable enough to be called by its name alone.</summary>
    public bool IsUncertain { get; init; }

    /// <summary>Valence and arousal; null for none.</summary>
    public ValenceArousal? Affect { get; init; }

    /// <summary>Number of the person through a video; null for none.</summary>
    public int? Track { get; init; }

    /// <summary>Index of the most probable class, the first of equals.</summary>
    public int BestIndex => Probabilities.IndexOf(Probabilities.Max());

    /// <summary>Name of the most probable class.</summary>
    public string Best => Labels[BestIndex];
}
