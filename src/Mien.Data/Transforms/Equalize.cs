using Mien.Core;
using Mien.Data.Pipelines;
using Mien.Imaging;

namespace Mien.Data.Transforms;

/// <summary>Spreads the values so that all occur about equally often.</summary>
public sealed record Equalize : RandomTransform<NoDraw>
{
    /// <summary>Whose arithmetic: OpenCV's (cv) or that of the Python imaging library (pil); default cv (<c>mode</c>).</summary>
    public string Mode { get; init; } = "cv";

    /// <summary>Does it with each channel; otherwise with the luma only. Default true (<c>by_channels</c>).</summary>
    public bool ByChannels { get; init; } = true;

    /// <inheritdoc/>
    public override bool TreatsChannelsAlike => ByChannels;

    /// <inheritdoc/>
    public override NoDraw Draw(ref RandomStream random, Image image) => default;

    /// <inheritdoc/>
    public override Image Change(Image image, in NoDraw draw, ImagePool pool)
    {
        Span<byte> tables = stackalloc byte[3 * ValueTable.Levels];
        if (image.Channels == 1)
        {
            FillTable(image, channel: 0, tables[..ValueTable.Levels]);
            return ValueTable.Apply(image, tables[..ValueTable.Levels], pool);
        }

        if (ByChannels)
        {
            FillTable(image, 0, tables[..ValueTable.Levels]);
            FillTable(image, 1, tables.Slice(ValueTable.Levels, ValueTable.Levels));
            FillTable(image, 2, tables[(2 * ValueTable.Levels)..]);
            return ValueTable.ApplyEach(image, tables, pool);
        }

        var luma = pool.RentLike(image);
        Colour.Convert(image, luma, ColourConversion.RgbToYCrCb);
        FillTable(luma, channel: 0, tables[..ValueTable.Levels]);
        for (var index = 0; index < luma.Pixels.Length; index += 3)
        {
            luma.Pixels[index] = tables[luma.Pixels[index]];
        }

        var result = pool.RentLike(image);
        Colour.Convert(luma, result, ColourConversion.YCrCbToRgb);
        return result;
    }

    private protected override RandomTransform Bind(ParameterBinder binder) => this with
    {
        Mode = binder.Word("mode", Mode, "cv", "pil"),
        ByChannels = binder.Flag("by_channels", ByChannels),
    };

    private void FillTable(Image image, int channel, Span<byte> table)
    {
        Span<int> counts = stackalloc int[ValueTable.Levels];
        PixelStatistics.Histogram(image, channel, counts);
        for (var value = 0; value < table.Length; value++)
        {
            table[value] = (byte)value;
        }

        var first = counts.IndexOfAnyExcept(0);
        var total = image.Width * image.Height;
        if (counts[first] == total)
        {
            return; // a single value stays
        }

        if (Mode == "cv")
        {
            FillLikeOpenCv(counts, first, total, table);
        }
        else
        {
            FillLikePil(counts, total - counts[counts.LastIndexOfAnyExcept(0)], table);
        }
    }

    private static void FillLikeOpenCv(ReadOnlySpan<int> counts, int first, int total, Span<byte> table)
    {
        var scale = 255f / (total - counts[first]);
        var sum = 0;
        table[first] = 0;
        for (var value = first + 1; value < table.Length; value++)
        {
            sum += counts[value];
            table[value] = (byte)Math.Clamp(MathF.Round(sum * scale), 0f, 255f);
        }
    }

    // As many pixels as there are below the brightest value share the 255 steps.
    private static void FillLikePil(ReadOnlySpan<int> counts, int below, Span<byte> table)
    {
        var step = below / 255;
        if (step == 0)
        {
            return;
        }

        var sum = step / 2;
        for (var value = 0; value < table.Length; value++)
        {
            table[value] = (byte)Math.Min(sum / step, 255);
            sum += counts[value];
        }
    }
}
