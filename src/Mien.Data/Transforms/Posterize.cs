using System.Collections.Immutable;
using Mien.Core;
using Mien.Data.Pipelines;
using Mien.Imaging;

namespace Mien.Data.Transforms;

/// <summary>Keeps the upper bits of every value only.</summary>
public sealed record Posterize : RandomTransform<PosterizeDraw>
{
    /// <summary>How many bits are kept, 0 to 8: one range, or one for each of three channels; default [4, 4] (<c>num_bits</c>).</summary>
    public ImmutableArray<ValueRange> BitRanges { get; init; } = [ValueRange.Exactly(4)];

    /// <summary>Ranges are compared one by one.</summary>
    public bool Equals(Posterize? other) => base.Equals(other) && BitRanges.SequenceEqual(other.BitRanges);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), BitRanges.Length);

    /// <inheritdoc/>
    public override bool TreatsChannelsAlike => BitRanges.Length == 1;

    /// <inheritdoc/>
    public override PosterizeDraw Draw(ref RandomStream random, Image image)
    {
        var first = BitRanges[0].DrawWhole(ref random);
        if (BitRanges.Length == 1)
        {
            return new(first, first, first);
        }

        var second = BitRanges[1].DrawWhole(ref random);
        return new(first, second, BitRanges[2].DrawWhole(ref random));
    }

    /// <inheritdoc/>
    /// <exception cref="MienException">The picture is grey and has one channel, but each channel has a range of its own.</exception>
    public override Image Change(Image image, in PosterizeDraw draw, ImagePool pool)
    {
        if (image.Channels == 1 && BitRanges.Length > 1)
        {
            throw new MienException("Expected pictures in colour for Posterize with num_bits for each channel but got one with a single grey channel; give one num_bits for those.");
        }

        Span<byte> tables = stackalloc byte[3 * ValueTable.Levels];
        for (var value = 0; value < ValueTable.Levels; value++)
        {
            tables[value] = Keep(value, draw.First);
            tables[value + ValueTable.Levels] = Keep(value, draw.Second);
            tables[value + (2 * ValueTable.Levels)] = Keep(value, draw.Third);
        }

        return image.Channels == 1 ? ValueTable.Apply(image, tables[..ValueTable.Levels], pool) : ValueTable.ApplyEach(image, tables, pool);
    }

    private protected override RandomTransform Bind(ParameterBinder binder) => this with
    {
        BitRanges = binder.Bind("num_bits", BitRanges, new BitRangesFormat()),
    };

    private static byte Keep(int value, int bits) => (byte)(value & (0xFF << (8 - bits)));
}

/// <summary>What <see cref="Posterize"/> draws: how many bits are kept.</summary>
/// <param name="First">Of the first channel.</param>
/// <param name="Second">Of the second channel.</param>
/// <param name="Third">Of the third channel.</param>
public readonly record struct PosterizeDraw(int First, int Second, int Third);
