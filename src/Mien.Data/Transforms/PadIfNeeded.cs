using Mien.Core;
using Mien.Data.Pipelines;
using Mien.Imaging;

namespace Mien.Data.Transforms;

/// <summary>Widens the picture to a least size, or to a size that a number divides.</summary>
public sealed record PadIfNeeded : BorderTransform<NoDraw>
{
    private const int MaxSide = 16_384;

    /// <summary>Happens always unless asked otherwise.</summary>
    public PadIfNeeded() => Probability = 1.0;

    /// <summary>Least height in pixels; null goes by <see cref="HeightDivisor"/>; default 1024 (<c>min_height</c>).</summary>
    public int? MinHeightPx { get; init; } = 1024;

    /// <summary>Least width in pixels; null goes by <see cref="WidthDivisor"/>; default 1024 (<c>min_width</c>).</summary>
    public int? MinWidthPx { get; init; } = 1024;

    /// <summary>What the height becomes a multiple of, instead of a least height; default null (<c>pad_height_divisor</c>).</summary>
    public int? HeightDivisor { get; init; }

    /// <summary>What the width becomes a multiple of, instead of a least width; default null (<c>pad_width_divisor</c>).</summary>
    public int? WidthDivisor { get; init; }

    /// <summary>Where in the result the picture lies: center, or a corner such as top_left; default center (<c>position</c>).</summary>
    public string Position { get; init; } = "center";

    /// <inheritdoc/>
    public override bool NeedsFullSize => true;

    /// <inheritdoc/>
    public override NoDraw Draw(ref RandomStream random, Image image) => default;

    /// <inheritdoc/>
    public override Image Change(Image image, in NoDraw draw, ImagePool pool)
    {
        var (width, height) = (Padded(image.Width, MinWidthPx, WidthDivisor), Padded(image.Height, MinHeightPx, HeightDivisor));
        if (width == image.Width && height == image.Height)
        {
            return image;
        }

        var result = pool.Rent(width, height, image.Channels);
        var left = Before(width - image.Width, atStart: Position.EndsWith("left", StringComparison.Ordinal));
        var top = Before(height - image.Height, atStart: Position.StartsWith("top", StringComparison.Ordinal));
        Span<byte> fill = stackalloc byte[3];
        Border.CopyTo(fill);
        Geometry.Pad(image, left, top, result, BorderMode, fill);
        return result;
    }

    private protected override RandomTransform Bind(ParameterBinder binder)
    {
        var bound = this with
        {
            MinHeightPx = binder.OptionalWhole("min_height", MinHeightPx, 1, MaxSide),
            MinWidthPx = binder.OptionalWhole("min_width", MinWidthPx, 1, MaxSide),
            HeightDivisor = binder.OptionalWhole("pad_height_divisor", HeightDivisor, 1, MaxSide),
            WidthDivisor = binder.OptionalWhole("pad_width_divisor", WidthDivisor, 1, MaxSide),
            BorderMode = binder.Border("border_mode", BorderMode),
            BorderValue = binder.ChannelValues("value", BorderValue),
            MaskValue = binder.ChannelValues("mask_value", MaskValue),

            // Albumentations forgets it when it saves; so does this, or its files could not be read there.
            Position = binder.Bind("position", Position, new WordFormat("center", "top_left", "top_right", "bottom_left", "bottom_right"), isSaved: false),
        };
        const string OneOfBoth = "to be given, with its divisor nothing, or the other way round (min_height and min_width are 1024 unless they are nothing)";
        binder.Check("min_height", bound.MinHeightPx is null != bound.HeightDivisor is null, OneOfBoth);
        binder.Check("min_width", bound.MinWidthPx is null != bound.WidthDivisor is null, OneOfBoth);
        return bound;
    }

    private static int Padded(int side, int? least, int? divisor) =>
        least is { } min ? Math.Max(side, min) : (side + divisor.GetValueOrDefault(1) - 1) / divisor.GetValueOrDefault(1) * divisor.GetValueOrDefault(1);

    // Of an odd number the larger half goes behind the picture.
    private int Before(int total, bool atStart) => Position == "center" ? total / 2 : atStart ? 0 : total;
}
