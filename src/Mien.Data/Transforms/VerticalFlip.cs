using Mien.Core;
using Mien.Data.Pipelines;
using Mien.Imaging;

namespace Mien.Data.Transforms;

/// <summary>Mirrors the picture upside down.</summary>
public sealed record VerticalFlip : RandomTransform<NoDraw>
{
    /// <inheritdoc/>
    public override NoDraw Draw(ref RandomStream random, Image image) => default;

    /// <inheritdoc/>
    public override Image Change(Image image, in NoDraw draw, ImagePool pool)
    {
        var result = pool.RentLike(image);
        Geometry.FlipVertical(image, result);
        return result;
    }

    private protected override RandomTransform Bind(ParameterBinder binder) => this;
}
