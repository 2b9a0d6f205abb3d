using System.Collections.Immutable;
using System.Globalization;
using Mien.Core;

namespace Mien.Data;

/// <summary>What becomes of a picture in which no face was found.</summary>
public enum WithoutFace
{
    /// <summary>It is left out.</summary>
    Skip,
    /// <summary>The whole picture is taken, uncut.</summary>
    Keep,
}

/// <summary>What becomes of a picture in which several faces were found.</summary>
public enum SeveralFaces
{
    /// <summary>The largest face is taken.</summary>
    Largest,
    /// <summary>Every face becomes a picture.</summary>
    All,
    /// <summary>The picture is left out.</summary>
    Skip,
}

/// <summary>How faces are cut out.</summary>
public sealed record CropOptions
{
    /// <summary>What is added around a face on every side, as a fraction of its size, in [0, 4]. The default is that of prediction.</summary>
    public double MarginFraction { get; init; } = FaceCrop.DefaultMarginFraction;

    /// <summary>Side in pixels that crops are resized to, in [16, 4096]; null to leave them as they are.</summary>
    public int? SizePx { get; init; }

    /// <summary>
    /// Whether crops are made square: moved into the picture where they stick out, and the edge repeated where the picture is too small.
    /// The default is true. Otherwise they are the face with its margin, as far as the picture reaches.
    /// </summary>
    public bool Square { get; init; } = true;

    /// <summary>Whether faces are turned so that the eyes are level, where both are found. The default is false, as in prediction.</summary>
    public bool Align { get; init; }

    /// <summary>What becomes of pictures without a face.</summary>
    public WithoutFace None { get; init; }

    /// <summary>What becomes of pictures with several.</summary>
    public SeveralFaces Several { get; init; }

    /// <summary>Threads; 0 for one per core. The result does not depend on them.</summary>
    public int Workers { get; init; }

    /// <exception cref="ConfigException">An option is out of range.</exception>
    internal CropOptions Checked() =>
        MarginFraction is not (>= 0 and <= 4) ? throw new ConfigException(string.Create(CultureInfo.InvariantCulture, $"Expected a margin in [0, 4] but got {MarginFraction}."))
        : SizePx is < 16 or > 4096 ? throw new ConfigException($"Expected a size of 16 to 4096 pixels but got {SizePx}.")
        : SizePx is not null && !Square ? throw new ConfigException("Expected square crops where they are resized to one size, but they were asked not to be square.")
        : this;

    /// <summary>What decides the result, by name.</summary>
    internal ImmutableSortedDictionary<string, string> Deciding() => new Dictionary<string, string>
    {
        ["--margin"] = MarginFraction.ToString("R", CultureInfo.InvariantCulture),
        ["--size"] = SizePx?.ToString(CultureInfo.InvariantCulture) ?? "as found",
        ["--square"] = Square ? "yes" : "no",
        ["--align"] = Align ? "yes" : "no",
        ["--none"] = None.ToString(),
        ["--several"] = Several.ToString(),
    }.ToImmutableSortedDictionary();
}
