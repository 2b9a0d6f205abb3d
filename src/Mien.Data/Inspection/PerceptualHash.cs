using System.Numerics;
using Mien.Core;
using Mien.Imaging;

namespace Mien.Data;

/// <summary>
/// What a picture looks like in 255 bits: the signs of the lowest 16 x 16 frequencies, without the mean, of its grey picture
/// at 32 x 32 pixels. Resizing, recompression and changes of brightness or contrast turn a few signs over; different
/// pictures differ in about half of them.
/// </summary>
/// <remarks>
/// The DCT hash of Zauner 2010 ("Implementation and benchmarking of perceptual image hash functions") with two changes.
/// 255 bits in place of 64, because aligned face crops share their coarse structure: of 5.6 million pairs of face crops, 29 come within
/// 7 of the 64 coarse bits, but within 48 of all 255 too only three, which show one moment or one photograph. And the sign in place of a
/// comparison with the median, so that mirroring a picture, which negates the odd horizontal frequencies and nothing else, is one exclusive or.
/// </remarks>
/// <param name="Coarse">The 64 lowest frequencies, dealt out to four groups of 16 bits in turn, so that every group has some of each.</param>
/// <param name="Fine0">The next ones.</param>
/// <param name="Fine1">The next ones.</param>
/// <param name="Fine2">The rest; the highest bit is always 0.</param>
public readonly record struct PerceptualHash(ulong Coarse, ulong Fine0, ulong Fine1, ulong Fine2)
{
    /// <summary>
    /// Number of bits in which copies differ at most. Of 800 face crops of 96 pixels, all are found again at half size, at JPEG quality 20 and
    /// blurred by 2 pixels (sigma), 99 % cut by 1 pixel on every side or shifted by 1 across and down, and 77 % cut by 2 on every side.
    /// </summary>
    public const int CopyDistance = 48;

    /// <summary>Number of <see cref="Coarse"/> bits in which copies differ at most; the search rests on it (<see cref="NearDuplicates"/>).</summary>
    public const int CoarseCopyDistance = 7;

    internal const int GroupCount = 4;

    private const int SidePx = 32;
    private const int Frequencies = 16;

    // Below this standard deviation, in grey levels, signs are those of noise: an empty page looks like any other one.
    private const double LeastContrast = 2;

    // Sums of a few hundred products of numbers up to 255 err by far less; a frequency that is not there counts as not positive.
    private const double Nothing = 1e-6;

    private static readonly double[] Cosines = MakeCosines();
    private static readonly int[] BitOf = MakeBitOf();
    private static readonly PerceptualHash OddColumns = FromSigns(static (column, _) => (column & 1) != 0);

    /// <summary>The hash of a picture, or null for one without structure, such as an empty page, which would look like any other one.</summary>
    /// <param name="picture">Colour or grey, of any size.</param>
    public static PerceptualHash? Of(Image picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var isLarge = Math.Min(picture.Width, picture.Height) >= SidePx;
        var small = Geometry.Resize(Colour.ToGrey(picture), SidePx, SidePx, isLarge ? Interpolation.Area : Interpolation.Linear);
        if (Contrast(small.Pixels) < LeastContrast)
        {
            return null;
        }

        var spectrum = Transform(small.Pixels);
        return FromSigns((column, row) => spectrum[(row * Frequencies) + column] > Nothing);
    }

    /// <summary>The hash of the picture mirrored left to right.</summary>
    public PerceptualHash Mirrored() =>
        new(Coarse ^ OddColumns.Coarse, Fine0 ^ OddColumns.Fine0, Fine1 ^ OddColumns.Fine1, Fine2 ^ OddColumns.Fine2);

    /// <summary>Number of bits that differ, 0 to 255.</summary>
    public int DistanceTo(in PerceptualHash other) =>
        BitOperations.PopCount(Coarse ^ other.Coarse) + BitOperations.PopCount(Fine0 ^ other.Fine0)
        + BitOperations.PopCount(Fine1 ^ other.Fine1) + BitOperations.PopCount(Fine2 ^ other.Fine2);

    /// <summary>Whether two hashes are those of copies: near in all bits and in the coarse ones. Mirror images are not looked for.</summary>
    public bool IsCopyOf(in PerceptualHash other) =>
        BitOperations.PopCount(Coarse ^ other.Coarse) <= CoarseCopyDistance && DistanceTo(other) <= CopyDistance;

    /// <summary>One of the four groups of 16 coarse bits.</summary>
    internal ushort Group(int index) => (ushort)(Coarse >> (16 * index));

    private static double Contrast(byte[] grey)
    {
        var mean = grey.Average(value => (double)value);
        return Math.Sqrt(grey.Average(value => (value - mean) * (value - mean)));
    }

    // DCT-II in both directions, unscaled: scale does not change signs.
    private static double[] Transform(byte[] grey)
    {
        var rows = new double[SidePx * Frequencies];
        for (var y = 0; y < SidePx; y++)
        {
            for (var column = 0; column < Frequencies; column++)
            {
                var sum = 0.0;
                for (var x = 0; x < SidePx; x++)
                {
                    sum += grey[(y * SidePx) + x] * Cosines[(column * SidePx) + x];
                }

                rows[(y * Frequencies) + column] = sum;
            }
        }

        var spectrum = new double[Frequencies * Frequencies];
        for (var row = 0; row < Frequencies; row++)
        {
            for (var column = 0; column < Frequencies; column++)
            {
                var sum = 0.0;
                for (var y = 0; y < SidePx; y++)
                {
                    sum += rows[(y * Frequencies) + column] * Cosines[(row * SidePx) + y];
                }

                spectrum[(row * Frequencies) + column] = sum;
            }
        }

        return spectrum;
    }

    private static PerceptualHash FromSigns(Func<int, int, bool> isPositive)
    {
        Span<ulong> bits = stackalloc ulong[4];
        for (var index = 1; index < Frequencies * Frequencies; index++) // 0 is the mean
        {
            if (isPositive(index % Frequencies, index / Frequencies))
            {
                bits[BitOf[index] / 64] |= 1UL << (BitOf[index] % 64);
            }
        }

        return new(bits[0], bits[1], bits[2], bits[3]);
    }

    private static double[] MakeCosines()
    {
        var cosines = new double[Frequencies * SidePx];
        for (var index = 0; index < cosines.Length; index++)
        {
            cosines[index] = Math.Cos(Math.PI * (index / SidePx) * ((2 * (index % SidePx)) + 1) / (2 * SidePx));
        }

        return cosines;
    }

    private static int[] MakeBitOf()
    {
        var bits = new int[Frequencies * Frequencies];
        var byFrequency = Enumerable.Range(0, bits.Length).OrderBy(index => (index % Frequencies) + (index / Frequencies)).ThenBy(index => index);
        foreach (var (rank, index) in byFrequency.Index())
        {
            var bit = rank - 1; // the mean has rank 0 and no bit
            bits[index] = bit is >= 0 and < 64 ? (bit % GroupCount * 16) + (bit / GroupCount) : bit;
        }

        return bits;
    }
}
