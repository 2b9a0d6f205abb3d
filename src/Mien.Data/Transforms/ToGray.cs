using Mien.Core;
using Mien.Data.Pipelines;
using Mien.Imaging;

namespace Mien.Data.Transforms;

/// <summary>Takes the colour out of the picture, which keeps its three channels; a grey picture stays as it is.</summary>
public sealed record ToGray : RandomTransform<NoDraw>
{
    /// <inheritdoc/>
    public override NoDraw Draw(ref RandomStream random, Image image) => default;

    /// <inheritdoc/>
    public override Image Change(Image image, in NoDraw draw, ImagePool pool)
    {
        if (image.Channels == 1)
        {
            return image;
        }

        var grey = pool.Rent(image.Width, image.Height, 1);
        Colour.Convert(image, grey, ColourConversion.RgbToGrey);
        var result = pool.RentLike(image);
        Colour.Convert(grey, result, ColourConversion.GreyToRgb);
        return result;
    }

    private protected override RandomTransform Bind(ParameterBinder binder) => this;
}
