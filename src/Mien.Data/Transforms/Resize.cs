using Mien.Core;
using Mien.Data.Pipelines;
using Mien.Imaging;

namespace Mien.Data.Transforms;

/// <summary>Resamples the picture to a size.</summary>
public sealed record Resize : RandomTransform<NoDraw>
{
    /// <summary>Happens always unless asked otherwise.</summary>
    public Resize() => Probability = 1;

    /// <summary>New height in pixels; has no default in files (<c>height</c>).</summary>
    public int HeightPx { get; init; } = 1;

    /// <summary>New width in pixels; has no default in files (<c>width</c>).</summary>
    public int WidthPx { get; init; } = 1;

    /// <summary>How values between pixels are found; default linear (<c>interpolation</c>).</summary>
    public Interpolation Interpolation { get; init; } = Interpolation.Linear;

    /// <inheritdoc/>
    public override bool NeedsFullSize => true;

    /// <inheritdoc/>
    public override NoDraw Draw(ref RandomStream random, Image image) => default;

    /// <inheritdoc/>
    public override Image Change(Image image, in NoDraw draw, ImagePool pool) => CropSize.Resize(image, WidthPx, HeightPx, Interpolation, pool);

    private protected override RandomTransform Bind(ParameterBinder binder) => this with
    {
        HeightPx = binder.RequiredSize("height", HeightPx),
        WidthPx = binder.RequiredSize("width", WidthPx),
        Interpolation = binder.Resampling(Interpolation),
    };
}
