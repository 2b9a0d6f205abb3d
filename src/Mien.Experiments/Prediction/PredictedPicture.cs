using System.Collections.Immutable;
using Mien.Imaging;

namespace Mien.Experiments;

/// <summary>What became of one picture of the input.</summary>
/// <param name="File">The picture or video.</param>
/// <param name="Rows">Its faces in reading order; a single row without a face where none was looked for or found, or the input failed.</param>
public sealed record PredictedPicture(string File, ImmutableArray<FacePrediction> Rows)
{
    /// <summary>Index of the frame in its video, from 0; null for a picture.</summary>
    public long? Frame { get; init; }

    /// <summary>When the frame is shown, from the beginning of its video; null for a picture.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>Facts about the video; null for a picture.</summary>
    public VideoFacts? Video { get; init; }

    /// <summary>The upright picture, where <see cref="PredictionOptions.KeepPictures"/> asks for it and it could be read.</summary>
    public Image? Picture { get; init; }
}
