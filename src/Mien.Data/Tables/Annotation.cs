using System.Collections.Immutable;
using Mien.Core;

namespace Mien.Data.Tables;

/// <summary>What is known about one picture of a dataset; null or empty is what is not known.</summary>
public sealed record Annotation
{
    /// <summary>Path of the picture from the folder of the table, with '/' between folders: <c>train/happy/000001.png</c>.</summary>
    public required string FileName { get; init; }

    /// <summary>Name of the class.</summary>
    public required string Label { get; init; }

    /// <summary>Valence, in [-1, 1].</summary>
    public double? Valence { get; init; }

    /// <summary>Arousal, in [-1, 1].</summary>
    public double? Arousal { get; init; }

    /// <summary>Who is in the picture, in the words of the source.</summary>
    public string? Identity { get; init; }

    /// <summary>Where the face is, in pixels of this picture.</summary>
    public FaceBox? Box { get; init; }

    /// <summary>Landmarks in pixels of this picture: x and y of the first, of the second, and so on.</summary>
    public ImmutableArray<double> Landmarks { get; init; } = [];

    /// <summary>Fraction of the votes for each class of <see cref="AnnotationTable.SoftClasses"/>; they add up to 1.</summary>
    public ImmutableArray<double> SoftLabels { get; init; } = [];

    /// <summary>Where the picture came from: a path, or file and line of a table.</summary>
    public string? Source { get; init; }
}
