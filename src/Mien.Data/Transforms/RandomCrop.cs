using Mien.Core;
using Mien.Data.Pipelines;
using Mien.Imaging;

namespace Mien.Data.Transforms;

/// <summary>Cuts a part of a given size out of the picture, which must be at least as large; each place is equally likely.</summary>
public sealed record RandomCrop : RandomTransform<RandomCropDraw>
{
    /// <summary>Happens always unless asked otherwise.</summary>
    public RandomCrop() => Probability = 1.0;

    /// <summary>Height of the result in pixels; has no default in files (<c>height</c>).</summary>
    public int HeightPx { get; init; } = 1;

    /// <summary>Width of the result in pixels; has no default in files (<c>width</c>).</summary>
    public int WidthPx { get; init; } = 1;

    /// <inheritdoc/>
    public override bool NeedsFullSize => true;

    /// <inheritdoc/>
    public override RandomCropDraw Draw(ref RandomStream random, Image image)
    {
        var start = random.NextDouble();
        return new(start, random.NextDouble());
    }

    /// <inheritdoc/>
    /// <exception cref="MienException">The picture is smaller than the result.</exception>
    public override Image Change(Image image, in RandomCropDraw draw, ImagePool pool)
    {
        CropSize.Check(Name, image, WidthPx, HeightPx);
        var (x, y) = ((int)((image.Width - WidthPx + 1) * draw.WStart), (int)((image.Height - HeightPx + 1) * draw.HStart));
        return CropSize.Crop(image, x, y, WidthPx, HeightPx, pool);
    }

    private protected override RandomTransform Bind(ParameterBinder binder) => this with
    {
        HeightPx = binder.RequiredSize("height", HeightPx),
        WidthPx = binder.RequiredSize("width", WidthPx),
    };
}

/// <summary>What <see cref="RandomCrop"/> draws.</summary>
/// <param name="HStart">Where among the possible first rows the part begins, in [0, 1).</param>
/// <param name="WStart">Where among the possible first columns the part begins, in [0, 1).</param>
public readonly record struct RandomCropDraw(double HStart, double WStart);
