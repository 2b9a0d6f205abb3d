using Mien.Core;
using Mien.Data.Pipelines;
using Mien.Imaging;

namespace Mien.Data.Transforms;

/// <summary>Mirrors the picture at its diagonal: rows become columns, so width and height change places.</summary>
public sealed record Transpose : RandomTransform<NoDraw>
{
    /// <inheritdoc/>
    public override NoDraw Draw(ref RandomStream random, Image image) => default;

    /// <inheritdoc/>
    public override Image Change(Image image, in NoDraw draw, ImagePool pool)
    {
        var result = pool.Rent(image.Height, image.Width, image.Channels);
        Geometry.Transpose(image, result);
        return result;
    }

    private protected override RandomTransform Bind(ParameterBinder binder) => this;
}
