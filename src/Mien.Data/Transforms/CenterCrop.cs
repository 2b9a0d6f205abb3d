using Mien.Core;
using Mien.Data.Pipelines;
using Mien.Imaging;

namespace Mien.Data.Transforms;

/// <summary>Cuts out the middle of the picture, which must be at least as large.</summary>
public sealed record CenterCrop : RandomTransform<NoDraw>
{
    /// <summary>Happens always unless asked otherwise.</summary>
    public CenterCrop() => Probability = 1.0;

    /// <summary>Height of the result in pixels; has no default in files (<c>height</c>).</summary>
    public int HeightPx { get; init; } = 1;

    /// <summary>Width of the result in pixels; has no default in files (<c>width</c>).</summary>
    public int WidthPx { get; init; } = 1;

    /// <inheritdoc/>
    public override bool NeedsFullSize => true;

    /// <inheritdoc/>
    public override NoDraw Draw(ref RandomStream random, Image image) => default;

    /// <inheritdoc/>
    /// <exception cref="MienException">The picture is smaller than the result.</exception>
    public override Image Change(Image image, in NoDraw draw, ImagePool pool)
    {
        CropSize.Check(Name, image, WidthPx, HeightPx);
        return CropSize.Crop(image, (image.Width - WidthPx) / 2, (image.Height - HeightPx) / 2, WidthPx, HeightPx, pool);
    }

    private protected override RandomTransform Bind(ParameterBinder binder) => this with
    {
        HeightPx = binder.RequiredSize("height", HeightPx),
        WidthPx = binder.RequiredSize("width", WidthPx),
    };
}
