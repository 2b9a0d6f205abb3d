using System.Collections.Immutable;
using Mien.Core;

namespace Mien.Data;

/// <summary>What became of a picture.</summary>
public enum CropStatus
{
    /// <summary>Its face, or its faces, were cut out.</summary>
    Cropped,
    /// <summary>It was kept whole, as no face was found.</summary>
    Kept,
    /// <summary>It was left out, as no face or several were found.</summary>
    Skipped,
    /// <summary>It cannot be read.</summary>
    Unreadable,
}

/// <summary>A picture that was written.</summary>
/// <param name="Path">Where, relative to the output, with '/' between folders.</param>
/// <param name="Region">The part of the source, in pixels of the upright picture.</param>
/// <param name="TurnedDegrees">By how much it was turned counter-clockwise to level the eyes; 0 where it was not.</param>
/// <param name="Bytes">Size of the file.</param>
public sealed record CroppedFace(string Path, FaceBox Region, double TurnedDegrees, long Bytes);

/// <summary>What became of one picture of the source.</summary>
/// <param name="Source">Its path, relative to the source, with '/' between folders.</param>
/// <param name="Status">What became of it.</param>
/// <param name="FaceCount">Number of faces found.</param>
/// <param name="Faces">What was written.</param>
/// <param name="Problem">Why it cannot be read; null if it can.</param>
public sealed record CropResult(string Source, CropStatus Status, int FaceCount, ImmutableArray<CroppedFace> Faces, string? Problem = null);

/// <summary>What became of a folder of pictures.</summary>
/// <param name="Results">For every picture, by path.</param>
/// <param name="AnnotationCount">Rows of annotations.csv that were taken over.</param>
public sealed record CropSummary(ImmutableArray<CropResult> Results, int AnnotationCount)
{
    /// <summary>How many pictures became so.</summary>
    public int Count(CropStatus status) => Results.Count(result => result.Status == status);

    /// <summary>How many files were written.</summary>
    public int FileCount => Results.Sum(result => result.Faces.Length);
}
