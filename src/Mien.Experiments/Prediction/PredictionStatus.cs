using Mien.Imaging;

namespace Mien.Experiments;

/// <summary>What became of an input. Its name in JSON and CSV is in small letters with hyphens: <c>no-face</c>.</summary>
public enum PredictionStatus
{
    /// <summary>There is a prediction.</summary>
    Ok,

    /// <summary>There is a prediction, but the most probable expression is less probable than was asked for.</summary>
    Uncertain,

    /// <summary>The picture is fine, and no face was found in it.</summary>
    NoFace,

    /// <summary>There is no such file, nothing in the folder or archive, or nothing that a pattern fits.</summary>
    Missing,

    /// <summary>Damaged, cut short, not what it says it is, or not allowed to be read.</summary>
    Unreadable,

    /// <summary>Of a kind that Mien does not read.</summary>
    Unsupported,

    /// <summary>Larger than the limits that protect memory.</summary>
    TooLarge,
}

/// <summary>Facts about <see cref="PredictionStatus"/>.</summary>
public static class PredictionStatuses
{
    /// <summary>The name in JSON and CSV.</summary>
    public static string Name(this PredictionStatus status) => status switch
    {
        PredictionStatus.Ok => "ok",
        PredictionStatus.Uncertain => "uncertain",
        PredictionStatus.NoFace => "no-face",
        PredictionStatus.Missing => "missing",
        PredictionStatus.Unreadable => "unreadable",
        PredictionStatus.Unsupported => "unsupported",
        PredictionStatus.TooLarge => "too-large",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Expected a status of predictions."),
    };

    /// <summary>The status of a file that cannot be read.</summary>
    internal static PredictionStatus Of(ImageProblem kind) => kind switch
    {
        ImageProblem.Missing => PredictionStatus.Missing,
        ImageProblem.Unsupported => PredictionStatus.Unsupported,
        ImageProblem.TooLarge => PredictionStatus.TooLarge,
        _ => PredictionStatus.Unreadable,
    };

    /// <summary>Whether something is wrong with the input, which makes the exit code of the command line 1.</summary>
    public static bool IsFailure(this PredictionStatus status) => status >= PredictionStatus.Missing;
}

/// <summary>Why there is no picture.</summary>
/// <param name="Status">One of the failures.</param>
/// <param name="Text">What was found, as the end of a sentence that begins with the file.</param>
public sealed record InputProblem(PredictionStatus Status, string Text);
