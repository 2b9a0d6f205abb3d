using Mien.Core;
using Mien.Imaging;

namespace Mien.Experiments;

/// <summary>Reads pictures and cuts their faces out, as prediction does; for work on one picture after another. Belongs to one thread.</summary>
/// <param name="search">How faces are looked for; null takes every picture as a face already.</param>
/// <param name="channels">Channels of pictures that are taken whole, as the model takes them.</param>
public sealed class FaceSource(FaceSearch? search, int channels) : IDisposable
{
    private readonly FaceFinder? _finder = search is null ? null : new(search);

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
            { Bytes: { } bytes } => ImageCodec.Decode(bytes.Span, input.File, _finder is null ? channels : 3),
            _ => ImageCodec.Read(input.File, _finder is null ? channels : 3),
        };
        if (_finder is null)
        {
            return [(picture, null)];
        }

        (Image, FaceBox?)[] faces = [.. _finder.Find(picture).Select(face => (_finder.Cut(picture, face).Picture, (FaceBox?)face.Box))];
        return faces.Length > 0 ? faces : throw new MienException("no face was found; '--no-detect' takes the whole picture");
    }

    /// <summary>Releases the detector.</summary>
    public void Dispose() => _finder?.Dispose();
}
