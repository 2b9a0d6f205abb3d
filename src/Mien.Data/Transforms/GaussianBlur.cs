using Mien.Core;
using Mien.Data.Pipelines;
using Mien.Imaging;

namespace Mien.Data.Transforms;

/// <summary>Blurs the picture by a Gaussian kernel.</summary>
/// <remarks>
/// As in Albumentations, an even size that is drawn becomes the next odd one, so of the default sizes 3 has probability 1/5
/// and 5 and 7 have 2/5 each.
/// </remarks>
public sealed record GaussianBlur : RandomTransform<GaussianBlurDraw>
{
    /// <summary>Sides of the kernel in pixels, odd; 0 lets the deviation choose; default [3, 7] (<c>blur_limit</c>).</summary>
    public ValueRange SizeRangePx { get; init; } = new(3, 7);

    /// <summary>Standard deviation in pixels; 0, the default, lets the size choose (<c>sigma_limit</c>).</summary>
    public ValueRange SigmaRangePx { get; init; } = new(0, 0);

    /// <inheritdoc/>
    public override GaussianBlurDraw Draw(ref RandomStream random, Image image)
    {
        var size = SizeRangePx.DrawWhole(ref random);
        if (size != 0 && size % 2 == 0)
        {
            size = (size + 1) % ((int)SizeRangePx.High + 1);
        }

        return new(size, SigmaRangePx.Draw(ref random));
    }

    /// <inheritdoc/>
    public override Image Change(Image image, in GaussianBlurDraw draw, ImagePool pool)
    {
        var result = pool.RentLike(image);
        Imaging.Blur.Gaussian(image, draw.Ksize, draw.Sigma, result);
        return result;
    }

    private protected override RandomTransform Bind(ParameterBinder binder)
    {
        var sizes = binder.WholeRangeFrom("blur_limit", 0, SizeRangePx, 0, 255);
        var sigmas = binder.RangeFrom("sigma_limit", 0, SigmaRangePx, 0, 100);
        if (sizes.Low == 0 && sigmas.Low == 0)
        {
            sizes = new(3, Math.Max(3, (int)sizes.High)); // neither would say how much to blur; the original does the same
        }

        var areOdd = (sizes.Low == 0 || KernelSizes.IsOdd(sizes.Low)) && (sizes.High == 0 || KernelSizes.IsOdd(sizes.High));
        binder.Check("blur_limit", areOdd, "to have ends that are odd or 0");
        return this with { SizeRangePx = sizes, SigmaRangePx = sigmas };
    }
}

/// <summary>What <see cref="GaussianBlur"/> draws.</summary>
/// <param name="Ksize">Side of the kernel in pixels, or 0.</param>
/// <param name="Sigma">Standard deviation in pixels, or 0.</param>
public readonly record struct GaussianBlurDraw(int Ksize, double Sigma);
