using Mien.Core;
using Mien.Data.Pipelines;
using Mien.Imaging;

namespace Mien.Data.Transforms;

/// <summary>Shrinks the picture and enlarges it again to its size, which loses detail.</summary>
public sealed record Downscale : RandomTransform<DownscaleDraw>
{
    /// <summary>Least factor, above 0; default 0.25 (<c>scale_min</c>).</summary>
    public Number LeastScale { get; init; } = 0.25;

    /// <summary>Greatest factor, below 1; default 0.25 (<c>scale_max</c>).</summary>
    public Number GreatestScale { get; init; } = 0.25;

    /// <summary>For shrinking and for enlarging; default nearest for both (<c>interpolation</c>).</summary>
    public (Interpolation Down, Interpolation Up) Interpolations { get; init; } = (Interpolation.Nearest, Interpolation.Nearest);

    /// <inheritdoc/>
    public override DownscaleDraw Draw(ref RandomStream random, Image image) => new(random.NextDouble(LeastScale, GreatestScale));

    /// <inheritdoc/>
    public override Image Change(Image image, in DownscaleDraw draw, ImagePool pool)
    {
        var result = pool.RentLike(image);

        // At least one pixel must be left; the original fails on smaller pictures.
        var scale = Math.Max(draw.Scale, 1.0 / Math.Min(image.Width, image.Height));
        Colour.Downscale(image, scale, Interpolations.Down, Interpolations.Up, result);
        return result;
    }

    private protected override RandomTransform Bind(ParameterBinder binder)
    {
        var bound = this with
        {
            LeastScale = binder.Number("scale_min", LeastScale, 0.01, 0.999),
            GreatestScale = binder.Number("scale_max", GreatestScale, 0.01, 0.999),
            Interpolations = binder.Bind("interpolation", Interpolations, new DownscaleFormat()),
        };
        binder.Check("scale_min", bound.LeastScale <= bound.GreatestScale, "not to be above scale_max");
        return bound;
    }
}

/// <summary>What <see cref="Downscale"/> draws.</summary>
/// <param name="Scale">The factor by which the picture is shrunk.</param>
public readonly record struct DownscaleDraw(double Scale);
