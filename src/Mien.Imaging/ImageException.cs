using Mien.Core;

namespace Mien.Imaging;

/// <summary>A file that cannot be read or written as a picture or a video. The message names the file and says what was found.</summary>
public sealed class ImageException : MienException
{
    /// <param name="file">Path or name of the file.</param>
    /// <param name="problem">What was found, as the end of a sentence that begins with the file.</param>
    /// <param name="inner">The cause, if there is one.</param>
    public ImageException(string file, string problem, Exception? inner = null)
        : base($"{file}: {problem}", inner) => (File, Problem) = (file, problem);

    /// <summary>Path or name of the file.</summary>
    public string File { get; }

    /// <summary>What was found, without the name of the file.</summary>
    public string Problem { get; }
}
