using Mien.Core;
using Mien.Imaging;
using Mien.Inference;

namespace Mien.Experiments;

/// <summary>Reads pictures and cuts their faces out, as prediction does; for work on one picture after another. Belongs to one thread.</summary>
public sealed class FaceSource : IDisposable
{
    private readonly int _channels;
    private readonly YuNetDetector? _detector;
    private readonly FaceFinder? _finder;

    /// <param name="search">How faces are looked for; null takes every picture as a face already.</param>
    /// <param name="channels">Channels of pictures that are taken whole, as the model takes them.</param>
    /// <exception cref="MienException">The detector cannot be loaded.</exception>
    public FaceSource(FaceSearch? search, int channels)
    {
        _channels = channels;
        _detector = search?.DetectorFile is { } file ? YuNetDetector.Load(file) : null;
        _finder = search is null ? null : new(_detector is null ? search : search with { Detector = _detector });
    }

    /// <summary>The faces of a picture in reading order, and where they are; null for a picture that is taken whole.</summary>
    /// <exception cref="MienException">There is no picture, or no face in it.</exception>
    public IReadOnlyList<(Image Face, FaceBox? Box)> Read(InputPicture input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Problem is { } problem)
        {
            throw new MienException(problem.Text);
        }

        var picture = input switch
        {
            { Picture: { } decoded } => decoded,
            { Bytes: { } bytes } => ImageCodec.Decode(bytes.Span, input.File, _finder is null ? _channels : 3),
            _ => ImageCodec.Read(input.File, _finder is null ? _channels : 3),
        };
        if (_finder is null)
        {
            return [(picture, null)];
        }

        (Image, FaceBox?)[] faces = [.. _finder.Find(picture).Select(face => (_finder.Cut(picture, face).Picture, (FaceBox?)face.Box))];
        return faces.Length > 0 ? faces : throw new MienException("no face was found; '--no-detect' takes the whole picture");
    }

    /// <summary>Releases the detector.</summary>
    public void Dispose()
    {
        _finder?.Dispose();
        _detector?.Dispose();
    }
}
