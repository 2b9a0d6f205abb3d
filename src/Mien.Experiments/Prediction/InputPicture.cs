using Mien.Imaging;

namespace Mien.Experiments;

/// <summary>A picture that is to be predicted, in whatever form it comes; or the reason why there is none.</summary>
/// <param name="File">The file as results name it, beginning as the user wrote it. Without <see cref="Bytes"/> and <see cref="Picture"/> it is read from there.</param>
public sealed record InputPicture(string File)
{
    /// <summary>Index of the frame in its video, from 0; null for a picture of its own.</summary>
    public long? Frame { get; init; }

    /// <summary>When the frame is shown, from the beginning of its video; null for a picture of its own.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>Facts about the video; null for a picture of its own.</summary>
    public VideoFacts? Video { get; init; }

    /// <summary>The content of the file where it was read already, such as out of an archive.</summary>
    public ReadOnlyMemory<byte>? Bytes { get; init; }

    /// <summary>The picture where it was decoded already, such as a frame of a video. It is not written to.</summary>
    public Image? Picture { get; init; }

    /// <summary>What is wrong with the input; null for a picture that may be fine.</summary>
    public InputProblem? Problem { get; init; }

    /// <summary>Whether it comes from a camera: it is predicted at once and waits for no other picture.</summary>
    public bool IsLive { get; init; }
}
