using Mien.Core;
using Mien.Data.Pipelines;
using Mien.Imaging;

namespace Mien.Data.Transforms;

/// <summary>Sharpens the picture and mixes the result with the original.</summary>
public sealed record Sharpen : RandomTransform<SharpenDraw>
{
    /// <summary>Share of the sharpened picture, in [0, 1]; default [0.2, 0.5] (<c>alpha</c>).</summary>
    public ValueRange AlphaRange { get; init; } = new(0.2, 0.5);

    /// <summary>What the sharpened picture gets of the original on top; 1 keeps the brightness; default [0.5, 1] (<c>lightness</c>).</summary>
    public ValueRange LightnessRange { get; init; } = new(0.5, 1.0);

    /// <inheritdoc/>
    public override SharpenDraw Draw(ref RandomStream random, Image image)
    {
        var alpha = AlphaRange.Draw(ref random);
        return new(alpha, LightnessRange.Draw(ref random));
    }

    /// <inheritdoc/>
    public override Image Change(Image image, in SharpenDraw draw, ImagePool pool)
    {
        // In single precision and in this order, as in the original: the last bit decides how halves are rounded.
        var alpha = (float)draw.Alpha;
        Span<float> kernel = stackalloc float[9];
        kernel.Fill(alpha * -1f);
        kernel[4] = (float)(1 - draw.Alpha) + (alpha * (float)(8 + draw.Lightness));
        var result = pool.RentLike(image);
        Imaging.Blur.Filter(image, kernel, result);
        return result;
    }

    private protected override RandomTransform Bind(ParameterBinder binder) => this with
    {
        AlphaRange = binder.RangeFrom("alpha", 0.0, AlphaRange, 0, 1),
        LightnessRange = binder.RangeFrom("lightness", 0.0, LightnessRange, 0, 100),
    };
}

/// <summary>What <see cref="Sharpen"/> draws.</summary>
/// <param name="Alpha">Share of the sharpened picture.</param>
/// <param name="Lightness">What it gets of the original on top.</param>
public readonly record struct SharpenDraw(double Alpha, double Lightness);
