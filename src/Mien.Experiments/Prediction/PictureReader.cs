using Mien.Core;
using Mien.Imaging;

namespace Mien.Experiments;

/// <summary>Makes one picture after another ready for the network. Belongs to one thread, as a detector serves one at a time.</summary>
internal sealed class PictureReader(ModelInput input, PredictionOptions options) : IDisposable
{
    private readonly FaceDetector? _detector = options.Crop ? new FaceDetector() : null;

    /// <summary>Fills the picture's row, or notes why it cannot.</summary>
    public void Read(PreparedPicture picture)
    {
        try
        {
            var image = ImageCodec.Read(picture.Path, _detector is null ? input.Channels : 3);
            input.Fill(Part(image, picture), picture.Batch.Row(picture.Row));
        }
        catch (ImageException e)
        {
            picture.Error = e.Problem;
        }
        catch (Exception e) when (e is MienException or IOException or UnauthorizedAccessException)
        {
            picture.Error = e.Message;
        }
    }

    public void Dispose() => _detector?.Dispose();

    private Image Part(Image image, PreparedPicture picture)
    {
        if (_detector is null)
        {
            return image;
        }

        if (_detector.Detect(image) is not [{ Box: var face }, ..])
        {
            picture.IsFaceMissing = true;
            return image;
        }

        picture.Face = face;
        var region = FaceCrop.Region(face, image.Width, image.Height, options.MarginFraction);
        return Geometry.Crop(image, region.X, region.Y, region.Width, region.Height);
    }
}
