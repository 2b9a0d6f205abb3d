using Mien.Core;
using Mien.Imaging;

namespace Mien.Experiments;

/// <summary>Makes one picture after another ready for the network. Belongs to one thread, as a cascade serves one at a time.</summary>
internal sealed class PictureReader(ModelInput model, PredictionOptions options) : IDisposable
{
    private readonly FaceFinder? _finder = options.Faces is { } search ? new(search) : null;

    /// <summary>Reads a picture and finds its faces, or says why it cannot.</summary>
    public PreparedPicture Read(InputPicture input)
    {
        if (input.Problem is not null)
        {
            return new([]) { Problem = input.Problem };
        }

        try
        {
            var picture = Decode(input);
            return new(Faces(picture)) { Picture = options.KeepPictures ? picture : null };
        }
        catch (ImageException e)
        {
            return new([]) { Problem = new(PredictionStatuses.Of(e.Kind), e.Problem) };
        }
        catch (MienException e)
        {
            return new([]) { Problem = new(PredictionStatus.Unreadable, e.Message) }; // of a detector: the next picture may be fine
        }
    }

    public void Dispose() => _finder?.Dispose();

    private Image Decode(InputPicture input)
    {
        var channels = _finder is null && !options.KeepPictures ? model.Channels : 3;
        return input switch
        {
            { Picture: { } picture } => picture,
            { Bytes: { } bytes } => ImageCodec.Decode(bytes.Span, input.File, channels),
            _ => ImageCodec.Read(input.File, channels),
        };
    }

    private PreparedFace[] Faces(Image picture) => _finder is null
        ? [new(model.Fit(picture))]
        : [.. _finder.Find(picture).Select(face => _finder.Cut(picture, face)).Select(cut => new PreparedFace(model.Fit(cut.Picture), cut.Face, cut.TurnedDegrees))];
}
