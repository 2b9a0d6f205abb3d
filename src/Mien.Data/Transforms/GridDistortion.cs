using System.Buffers;
using System.Collections.Immutable;
using Mien.Core;
using Mien.Data.Pipelines;
using Mien.Imaging;

namespace Mien.Data.Transforms;

/// <summary>Lays a grid over the picture and stretches each of its columns and rows by a factor of its own.</summary>
public sealed record GridDistortion : BorderTransform<GridDistortionDraw>
{
    /// <summary>Columns and rows of the grid, beside a last one for what is left over; default 5 (<c>num_steps</c>).</summary>
    public int StepCount { get; init; } = 5;

    /// <summary>What is added to the factor 1; default [-0.3, 0.3] (<c>distort_limit</c>).</summary>
    public ValueRange DistortRange { get; init; } = ValueRange.Symmetric(0.3);

    /// <summary>Scales the factors so that nothing leaves the picture; default false (<c>normalized</c>).</summary>
    public bool Normalized { get; init; }

    /// <inheritdoc/>
    public override GridDistortionDraw Draw(ref RandomStream random, Image image)
    {
        var columns = Factors(ref random);
        return new(columns, Factors(ref random));
    }

    /// <inheritdoc/>
    public override Image Change(Image image, in GridDistortionDraw draw, ImagePool pool)
    {
        var (width, height) = (image.Width, image.Height);
        var count = width * height;
        var maps = ArrayPool<float>.Shared.Rent(2 * count);
        var mapX = maps.AsSpan(0, count);
        var mapY = maps.AsSpan(count, count);
        FillAxis(draw.StepsY, mapX[..height]); // until the columns need the room
        for (var y = 0; y < height; y++)
        {
            mapY.Slice(y * width, width).Fill(mapX[y]);
        }

        FillAxis(draw.StepsX, mapX[..width]);
        for (var y = 1; y < height; y++)
        {
            mapX[..width].CopyTo(mapX[(y * width)..]);
        }

        var result = pool.RentLike(image);
        Span<byte> fill = stackalloc byte[3];
        Border.CopyTo(fill);
        Warp.Remap(image, mapX, mapY, result, Interpolation, BorderMode, fill);
        ArrayPool<float>.Shared.Return(maps);
        return result;
    }

    /// <summary>Writes where each column, or each row, comes from.</summary>
    /// <param name="factors">One more than <see cref="StepCount"/>.</param>
    /// <param name="positions">As many as there are columns or rows.</param>
    internal void FillAxis(ImmutableArray<double> factors, Span<float> positions)
    {
        Span<double> scaled = stackalloc double[factors.Length];
        factors.CopyTo(scaled);
        var (side, step) = (positions.Length, positions.Length / StepCount);
        if (Normalized && step > 0)
        {
            Normalize(scaled, side, step);
        }

        positions.Clear();
        var previous = 0.0;
        for (var index = 0; index <= StepCount; index++)
        {
            var start = index * step;
            var leaves = start + step > side;
            var current = leaves ? side : previous + (step * scaled[index]);
            FillEvenly(positions[Math.Min(start, side)..(leaves ? side : start + step)], previous, current);
            previous = current;
        }
    }

    private protected override RandomTransform Bind(ParameterBinder binder) => this with
    {
        StepCount = binder.Whole("num_steps", StepCount, 1, 1000),
        DistortRange = binder.SymmetricRange("distort_limit", DistortRange, -1, 1),
        Interpolation = binder.Interpolation(Interpolation),
        BorderMode = binder.Border("border_mode", BorderMode),
        BorderValue = binder.ChannelValues("value", BorderValue),
        MaskValue = binder.ChannelValues("mask_value", MaskValue),
        Normalized = binder.Flag("normalized", Normalized),
    };

    private ImmutableArray<double> Factors(ref RandomStream random)
    {
        var factors = ImmutableArray.CreateBuilder<double>(StepCount + 1);
        for (var index = 0; index <= StepCount; index++)
        {
            factors.Add(1 + DistortRange.Draw(ref random));
        }

        return factors.MoveToImmutable();
    }

    // The last factor counts by what is left of its step; then all are scaled so that the steps end at the last pixel.
    private void Normalize(Span<double> factors, int side, int step)
    {
        var last = Math.Min(side, (StepCount + 1) * step) - (StepCount * step);
        factors[^1] *= (double)last / step;
        var sum = 0.0;
        foreach (var factor in factors)
        {
            sum += factor;
        }

        var scale = (double)side / step / sum;
        foreach (ref var factor in factors)
        {
            factor *= scale;
        }
    }

    // numpy.linspace: both ends included.
    private static void FillEvenly(Span<float> positions, double first, double last)
    {
        var step = (last - first) / Math.Max(1, positions.Length - 1);
        for (var index = 0; index < positions.Length; index++)
        {
            positions[index] = (float)((index * step) + first);
        }

        if (positions.Length > 1)
        {
            positions[^1] = (float)last;
        }
    }
}

/// <summary>What <see cref="GridDistortion"/> draws.</summary>
/// <param name="StepsX">Factors of the columns.</param>
/// <param name="StepsY">Factors of the rows.</param>
public readonly record struct GridDistortionDraw(ImmutableArray<double> StepsX, ImmutableArray<double> StepsY);
