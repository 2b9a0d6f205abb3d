using Mien.Core;
using Mien.Data.Pipelines;
using Mien.Imaging;

namespace Mien.Data.Transforms;

/// <summary>Blurs the picture along a short random line, as a moving camera does.</summary>
public sealed record MotionBlur : RandomTransform<MotionBlurDraw>
{
    /// <summary>Sides of the square that holds the line: the lower end and every second number from there; default [3, 7] (<c>blur_limit</c>).</summary>
    public ValueRange SizeRangePx { get; init; } = new(3, 7);

    /// <summary>Leaves the line where it was drawn, which also shifts the picture; otherwise it is centred. Default true (<c>allow_shifted</c>).</summary>
    public bool AllowShifted { get; init; } = true;

    /// <inheritdoc/>
    public override MotionBlurDraw Draw(ref RandomStream random, Image image)
    {
        var size = KernelSizes.DrawEverySecond(SizeRangePx, ref random);
        var (x1, x2) = (random.NextInt32(size), random.NextInt32(size));
        var y1 = random.NextInt32(size);
        var y2 = random.NextInt32(x1 == x2 ? size - 1 : size);
        if (x1 == x2 && y2 >= y1)
        {
            y2++; // the ends must differ
        }

        return AllowShifted ? new(size, x1, y1, x2, y2) : MotionKernel.Centred(size, x1, y1, x2, y2);
    }

    /// <inheritdoc/>
    public override Image Change(Image image, in MotionBlurDraw draw, ImagePool pool)
    {
        Span<float> kernel = stackalloc float[draw.Ksize * draw.Ksize];
        MotionKernel.Fill(draw, kernel);
        var result = pool.RentLike(image);
        Imaging.Blur.Filter(image, kernel, result);
        return result;
    }

    private protected override RandomTransform Bind(ParameterBinder binder)
    {
        var sizes = binder.WholeRangeFrom("blur_limit", 3, SizeRangePx, 3, 99);
        var allowShifted = binder.Flag("allow_shifted", AllowShifted);
        binder.Check("blur_limit", KernelSizes.IsOdd(sizes.High) && (allowShifted || KernelSizes.IsOdd(sizes.Low)), "to have odd ends");
        return this with { SizeRangePx = sizes, AllowShifted = allowShifted };
    }
}

/// <summary>What <see cref="MotionBlur"/> draws: a line in a square; both ends belong to it.</summary>
/// <param name="Ksize">Side of the square.</param>
/// <param name="X1">Column of one end.</param>
/// <param name="Y1">Row of one end.</param>
/// <param name="X2">Column of the other end.</param>
/// <param name="Y2">Row of the other end.</param>
public readonly record struct MotionBlurDraw(int Ksize, int X1, int Y1, int X2, int Y2);
