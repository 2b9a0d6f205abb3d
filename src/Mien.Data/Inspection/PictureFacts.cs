using System.Collections.Immutable;
using Mien.Imaging;

namespace Mien.Data;

/// <summary>What was found out about one picture of a dataset.</summary>
/// <param name="Path">Path relative to the folder that was inspected, with '/' between folders, such as <c>train/happy/a.jpg</c>.</param>
/// <param name="Split">Name of its split; empty in a folder without splits.</param>
/// <param name="Label">Class index.</param>
/// <param name="SizeBytes">Size of the file.</param>
public sealed record PictureFacts(string Path, string Split, int Label, long SizeBytes)
{
    /// <summary>Why it cannot be read; null for a readable picture. The other properties mean nothing unless this is null.</summary>
    public string? Problem { get; init; }

    /// <summary>What the file says about itself.</summary>
    public ImageHeader Header { get; init; } = new(ImageFormat.Png, 1, 1, 1);

    /// <summary>Whether the extension names another format than the content is in.</summary>
    public bool HasWrongExtension { get; init; }

    /// <summary>Whether all pixels are grey, however they are stored.</summary>
    public bool IsGrey { get; init; }

    /// <summary>The first 128 bits of the SHA-256 of the file.</summary>
    public UInt128 FileHash { get; init; }

    /// <summary>The first 128 bits of the SHA-256 of width, height and decoded RGB pixels.</summary>
    public UInt128 PixelHash { get; init; }

    /// <summary>What it looks like; null for a picture without structure, such as an empty one.</summary>
    public PerceptualHash? Look { get; init; }

    /// <summary>Mean grey level, 0 (black) to 255.</summary>
    public double Brightness { get; init; }

    /// <summary>Standard deviation of the grey levels, 0 to 127.5.</summary>
    public double Contrast { get; init; }

    /// <summary>Variance of the Laplacian over the variance of the grey levels, at a shorter side of at most 96 pixels; low values are blurry.</summary>
    public double Sharpness { get; init; }

    /// <summary>Number of faces that the detector found; null where it did not look.</summary>
    public int? FaceCount { get; init; }
}

/// <summary>How alike the pictures of a group are. Each kind includes the ones before.</summary>
public enum Likeness
{
    /// <summary>The files are equal byte by byte.</summary>
    SameFile,
    /// <summary>The decoded pixels are equal; the files may differ.</summary>
    SamePixels,
    /// <summary>They look alike: resized, recompressed, mirrored, changed in brightness, slightly cropped; or shots of one moment.</summary>
    LookAlike,
}

/// <summary>Pictures that are alike, directly or through each other.</summary>
/// <param name="Likeness">The weakest link between them.</param>
/// <param name="Members">Positions in <see cref="DatasetInspection.Pictures"/>, ascending, at least two.</param>
/// <param name="HasMirrored">Whether some are mirror images of others.</param>
/// <param name="HasSeveralLabels">Whether they lie in folders of different classes, of which all but one must be wrong if they show the same.</param>
/// <param name="HasSeveralSplits">Whether they lie in different splits: what is measured on one was seen in training.</param>
public sealed record DuplicateGroup(Likeness Likeness, ImmutableArray<int> Members, bool HasMirrored, bool HasSeveralLabels, bool HasSeveralSplits);
