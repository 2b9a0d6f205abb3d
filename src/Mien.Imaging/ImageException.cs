using Mien.Core;

namespace Mien.Imaging;

/// <summary>What keeps a file from being read as a picture.</summary>
public enum ImageProblem
{
    /// <summary>Damaged, cut short, no picture, or not allowed to be read.</summary>
    Unreadable,

    /// <summary>There is no such file.</summary>
    Missing,

    /// <summary>Of a known format that is not read, such as GIF.</summary>
    Unsupported,

    /// <summary>Above <see cref="DecodeLimits"/>.</summary>
    TooLarge,
}

/// <summary>A file that cannot be read or written as a picture or a video. The message names the file and says what was found.</summary>
public sealed class ImageException : MienException
{
    /// <param name="file">Path or name of the file.</param>
    /// <param name="problem">What was found, as the end of a sentence that begins with the file.</param>
    /// <param name="inner">The cause, if there is one.</param>
    public ImageException(string file, string problem, Exception? inner = null)
        : base($"{file}: {problem}", inner) => (File, Problem) = (file, problem);

    /// <summary>What kind of problem it is.</summary>
    public ImageProblem Kind { get; init; }

    /// <summary>Path or name of the file.</summary>
    public string File { get; }

    /// <summary>What was found, without the name of the file.</summary>
    public string Problem { get; }
}
