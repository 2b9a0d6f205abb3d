using System.Collections.Immutable;
using Mien.Core;
using Mien.Data.Pipelines;
using Mien.Imaging;

namespace Mien.Data.Transforms;

/// <summary>Puts rectangles of one colour over the picture.</summary>
/// <remarks>As in Albumentations what is the least is by default also the most, so there are eight holes of 8x8 pixels.</remarks>
public sealed record CoarseDropout : RandomTransform<CoarseDropoutDraw>
{
    /// <summary>Greatest number of holes; default 8 (<c>max_holes</c>).</summary>
    public int MaxHoles { get; init; } = 8;

    /// <summary>Greatest height, in pixels or, with a decimal point, as a fraction of the picture; default 8 (<c>max_height</c>).</summary>
    public Number MaxHeight { get; init; } = 8;

    /// <summary>Greatest width, likewise; default 8 (<c>max_width</c>).</summary>
    public Number MaxWidth { get; init; } = 8;

    /// <summary>Least number of holes; null, the default, is the greatest (<c>min_holes</c>).</summary>
    public int? MinHoles { get; init; }

    /// <summary>Least height; null, the default, is the greatest (<c>min_height</c>).</summary>
    public Number? MinHeight { get; init; }

    /// <summary>Least width; null, the default, is the greatest (<c>min_width</c>).</summary>
    public Number? MinWidth { get; init; }

    /// <summary>The colour of the holes, one number for all channels or one for each; default 0 (<c>fill_value</c>).</summary>
    public ChannelValues FillValue { get; init; } = ChannelValues.One(0);

    /// <summary>Concerns masks only; kept for saving (<c>mask_fill_value</c>).</summary>
    internal ChannelValues? MaskFillValue { get; init; }

    /// <inheritdoc/>
    public override bool TreatsChannelsAlike => FillColour.OfPixels(FillValue).IsGrey;

    /// <inheritdoc/>
    /// <exception cref="MienException">The picture is smaller than a hole.</exception>
    public override CoarseDropoutDraw Draw(ref RandomStream random, Image image)
    {
        var least = MinHoles ?? MaxHoles;
        var holes = ImmutableArray.CreateBuilder<Hole>(least + random.NextInt32(MaxHoles - least + 1));
        while (holes.Count < holes.Capacity)
        {
            var height = Side(MinHeight ?? MaxHeight, MaxHeight, image.Height, ref random);
            var width = Side(MinWidth ?? MaxWidth, MaxWidth, image.Width, ref random);
            CropSize.Check(Name, image, width, height);
            var y = random.NextInt32(image.Height - height + 1);
            var x = random.NextInt32(image.Width - width + 1);
            holes.Add(new(x, y, x + width, y + height));
        }

        return new(holes.MoveToImmutable());
    }

    /// <inheritdoc/>
    public override Image Change(Image image, in CoarseDropoutDraw draw, ImagePool pool)
    {
        var result = pool.RentLike(image);
        image.Pixels.CopyTo(result.Pixels, 0);
        var colour = FillColour.OfPixels(FillValue);
        foreach (var hole in draw.Holes)
        {
            for (var y = hole.Y1; y < Math.Min(hole.Y2, image.Height); y++)
            {
                Fill(result.Row(y)[(hole.X1 * image.Channels)..(Math.Min(hole.X2, image.Width) * image.Channels)], image.Channels, colour);
            }
        }

        return result;
    }

    private protected override RandomTransform Bind(ParameterBinder binder)
    {
        const int MaxSide = 16_384;
        var maxHoles = binder.Whole("max_holes", MaxHoles, 1, 10_000);
        var (maxHeight, maxWidth) = (binder.Number("max_height", MaxHeight, 0, MaxSide), binder.Number("max_width", MaxWidth, 0, MaxSide));
        var side = new OptionalFormat<Number>(new NumberFormat(0, MaxSide));
        var bound = this with
        {
            MaxHoles = maxHoles,
            MaxHeight = maxHeight,
            MaxWidth = maxWidth,
            MinHoles = binder.OptionalWhole("min_holes", MinHoles ?? maxHoles, 1, 10_000) ?? maxHoles,
            MinHeight = binder.Bind("min_height", MinHeight ?? maxHeight, side) ?? maxHeight,
            MinWidth = binder.Bind("min_width", MinWidth ?? maxWidth, side) ?? maxWidth,
            FillValue = binder.ChannelValues("fill_value", FillValue) ?? ChannelValues.One(0),
            MaskFillValue = binder.ChannelValues("mask_fill_value", MaskFillValue),
        };
        bound.Check(binder);
        return bound;
    }

    private void Check(ParameterBinder binder)
    {
        Number[] sides = [MaxHeight, MaxWidth, MinHeight ?? MaxHeight, MinWidth ?? MaxWidth];
        binder.Check("min_holes", MinHoles <= MaxHoles, "not to be above max_holes");
        binder.Check("min_height", MinHeight > 0 && MinHeight <= MaxHeight, "to be above 0 and not above max_height");
        binder.Check("min_width", MinWidth > 0 && MinWidth <= MaxWidth, "to be above 0 and not above max_width");
        binder.Check(
            "max_height", sides.All(side => !side.HasPoint) || sides.All(side => side.HasPoint && side < 1),
            "to be, like the other heights and widths, a whole number of pixels, or all of them fractions below 1 with a decimal point");
    }

    private static int Side(Number least, Number greatest, int pictureSide, ref RandomStream random) => greatest.HasPoint
        ? (int)(pictureSide * random.NextDouble(least, greatest))
        : (int)least + random.NextInt32((int)greatest - (int)least + 1);

    private static void Fill(Span<byte> values, int channels, FillColour colour)
    {
        for (var index = 0; index < values.Length; index++)
        {
            values[index] = colour[index % channels];
        }
    }
}

/// <summary>What <see cref="CoarseDropout"/> draws.</summary>
/// <param name="Holes">The rectangles, which may overlap.</param>
public readonly record struct CoarseDropoutDraw(ImmutableArray<Hole> Holes);

/// <summary>A rectangle of a picture.</summary>
/// <param name="X1">First column.</param>
/// <param name="Y1">First row.</param>
/// <param name="X2">Column after the last one.</param>
/// <param name="Y2">Row after the last one.</param>
public readonly record struct Hole(int X1, int Y1, int X2, int Y2);
