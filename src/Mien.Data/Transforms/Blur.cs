using Mien.Core;
using Mien.Data.Pipelines;
using Mien.Imaging;

namespace Mien.Data.Transforms;

/// <summary>Blurs the picture: every value becomes the mean of the square around it.</summary>
public sealed record Blur : RandomTransform<BlurDraw>
{
    /// <summary>Sides of the square in pixels: the lower end and every second number from there; default [3, 7] (<c>blur_limit</c>).</summary>
    public ValueRange SizeRangePx { get; init; } = new(3, 7);

    /// <inheritdoc/>
    public override BlurDraw Draw(ref RandomStream random, Image image) => new(KernelSizes.DrawEverySecond(SizeRangePx, ref random));

    /// <inheritdoc/>
    public override Image Change(Image image, in BlurDraw draw, ImagePool pool)
    {
        var result = pool.RentLike(image);
        Imaging.Blur.Box(image, draw.Ksize, result);
        return result;
    }

    private protected override RandomTransform Bind(ParameterBinder binder)
    {
        var sizes = binder.WholeRangeFrom("blur_limit", 3, SizeRangePx, 1, 255);
        return this with { SizeRangePx = sizes };
    }
}

/// <summary>What <see cref="Blur"/> draws.</summary>
/// <param name="Ksize">Side of the square in pixels.</param>
public readonly record struct BlurDraw(int Ksize);
