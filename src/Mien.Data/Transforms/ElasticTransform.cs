using System.Buffers;
using Mien.Core;
using Mien.Data.Pipelines;
using Mien.Imaging;

namespace Mien.Data.Transforms;

/// <summary>Bends the picture like rubber: a small affine map, then smooth random shifts (Simard et al. 2003, ICDAR).</summary>
/// <remarks>All that is random follows from one whole number through the Mersenne twister, as in Albumentations.</remarks>
public sealed record ElasticTransform : BorderTransform<ElasticTransformDraw>
{
    private const int ApproximateKernelPx = 17;

    /// <summary>Greatest shift before smoothing, in pixels; default 1 (<c>alpha</c>).</summary>
    public Number Alpha { get; init; } = 1;

    /// <summary>Standard deviation of the smoothing in pixels; default 50 (<c>sigma</c>).</summary>
    public Number SigmaPx { get; init; } = 50;

    /// <summary>How far the affine map moves its three points at most, in pixels; default 50 (<c>alpha_affine</c>).</summary>
    public Number AlphaAffinePx { get; init; } = 50;

    /// <summary>Smooths with a kernel of 17x17 pixels, which is faster and less smooth; default false (<c>approximate</c>).</summary>
    public bool Approximate { get; init; }

    /// <summary>Shifts by as much vertically as horizontally; default false (<c>same_dxdy</c>).</summary>
    public bool SameShifts { get; init; }

    /// <inheritdoc/>
    public override ElasticTransformDraw Draw(ref RandomStream random, Image image) => new(random.NextInt32(10_001));

    /// <inheritdoc/>
    public override Image Change(Image image, in ElasticTransformDraw draw, ImagePool pool)
    {
        var random = new MersenneTwister((uint)draw.RandomState);
        Span<double> matrix = stackalloc double[6];
        FillAffine(random, image.Width, image.Height, matrix);
        Span<byte> fill = stackalloc byte[3];
        Border.CopyTo(fill);
        var warped = pool.RentLike(image);
        Geometry.WarpAffine(image, matrix, warped, Interpolation, BorderMode, fill);

        var count = image.Width * image.Height;
        var maps = ArrayPool<float>.Shared.Rent(2 * count);
        var mapX = maps.AsSpan(0, count);
        var mapY = maps.AsSpan(count, count);
        FillShifts(random, image.Width, mapX);
        if (SameShifts)
        {
            mapX.CopyTo(mapY);
        }
        else
        {
            FillShifts(random, image.Width, mapY);
        }

        for (var index = 0; index < count; index++)
        {
            mapX[index] += index % image.Width;
            mapY[index] += index / image.Width;
        }

        var result = pool.RentLike(image);
        Warp.Remap(warped, mapX, mapY, result, Interpolation, BorderMode, fill);
        ArrayPool<float>.Shared.Return(maps);
        return result;
    }

    private protected override RandomTransform Bind(ParameterBinder binder) => this with
    {
        Alpha = binder.Number("alpha", Alpha, 0, 10_000),
        SigmaPx = binder.Number("sigma", SigmaPx, 0.1, 200),
        AlphaAffinePx = binder.Number("alpha_affine", AlphaAffinePx, 0, 10_000),
        Interpolation = binder.Interpolation(Interpolation),
        BorderMode = binder.Border("border_mode", BorderMode),
        BorderValue = binder.ChannelValues("value", BorderValue),
        MaskValue = binder.ChannelValues("mask_value", MaskValue),
        Approximate = binder.Flag("approximate", Approximate),
        SameShifts = binder.Flag("same_dxdy", SameShifts),
    };

    // Three corners of a square in the middle, moved at random. The original takes (height, width) for (x, y) here.
    private void FillAffine(MersenneTwister random, int width, int height, Span<double> matrix)
    {
        var (x, y, side) = (height / 2, width / 2, Math.Min(width, height) / 3);
        Span<float> from = [x + side, y + side, x + side, y - side, x - side, y - side];
        Span<float> to = stackalloc float[6];
        for (var index = 0; index < to.Length; index++)
        {
            to[index] = from[index] + (float)(-AlphaAffinePx + (2 * AlphaAffinePx * random.NextDouble()));
        }

        Warp.AffineMap(from, to, matrix);
    }

    private void FillShifts(MersenneTwister random, int width, Span<float> shifts)
    {
        if (Approximate)
        {
            foreach (ref var shift in shifts)
            {
                shift = ((float)random.NextDouble() * 2) - 1;
            }

            Imaging.Blur.Field(shifts, width, ApproximateKernelPx, SigmaPx);
            foreach (ref var shift in shifts)
            {
                shift *= (float)Alpha;
            }

            return;
        }

        var field = ArrayPool<double>.Shared.Rent(shifts.Length);
        var values = field.AsSpan(0, shifts.Length);
        foreach (ref var value in values)
        {
            value = (random.NextDouble() * 2) - 1;
        }

        Imaging.Blur.Field(values, width, SigmaPx);
        for (var index = 0; index < values.Length; index++)
        {
            shifts[index] = (float)(values[index] * Alpha);
        }

        ArrayPool<double>.Shared.Return(field);
    }
}

/// <summary>What <see cref="ElasticTransform"/> draws.</summary>
/// <param name="RandomState">Seed of the Mersenne twister, 0 to 10,000.</param>
public readonly record struct ElasticTransformDraw(int RandomState);
