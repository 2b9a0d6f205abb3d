using Mien.Core;
using Mien.Torch;

namespace Mien.Training;

/// <summary>How every sample of a batch is mixed with another one: all of it (mixup), or a box of it is replaced (CutMix).</summary>
/// <remarks>Mixup: Zhang et al. 2018, ICLR. CutMix: Yun et al. 2019, ICCV. One share for all samples of a batch, as in the authors' programs.</remarks>
public sealed class BatchMix
{
    private readonly int[] _partners;
    private readonly (int Top, int Left, int Height, int Width)? _box;

    private BatchMix(int[] partners, double share, (int Top, int Left, int Height, int Width)? box) => (_partners, Share, _box) = (partners, share, box);

    /// <summary>How much of a sample stays, in [0, 1].</summary>
    public double Share { get; }

    /// <summary>Draws the mix of a batch, or null where it stays as it is.</summary>
    /// <param name="recipe">How strongly and how often.</param>
    /// <param name="count">Samples of the batch.</param>
    /// <param name="heightPx">Height of the pictures.</param>
    /// <param name="widthPx">Width of the pictures.</param>
    /// <param name="random">Named by the position in the run, so that a resumed run mixes alike.</param>
    public static BatchMix? Draw(MixRecipe recipe, int count, int heightPx, int widthPx, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        if (!recipe.IsOn || !random.NextBool(recipe.Probability))
        {
            return null;
        }

        int[] partners = [.. Enumerable.Range(0, count)];
        random.Shuffle(partners.AsSpan());
        var cuts = recipe.MixupAlpha == 0 || (recipe.CutMixAlpha > 0 && random.NextBool(recipe.SwitchProbability));
        var share = Beta(cuts ? recipe.CutMixAlpha : recipe.MixupAlpha, ref random);
        return cuts ? Cut(partners, share, heightPx, widthPx, ref random) : new(partners, share, box: null);
    }

    /// <summary>The mixed pictures.</summary>
    /// <param name="pixels">(N, C, H, W); unchanged.</param>
    public Tensor Mix(Tensor pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        var others = pixels.IndexSelect(0, Tensor.From([.. _partners.Select(partner => (long)partner)]).To(pixels.Device));
        if (_box is not var (top, left, height, width))
        {
            return (pixels * Share) + (others * (1 - Share));
        }

        var mixed = pixels.Clone();
        mixed.Narrow(2, top, height).Narrow(3, left, width).CopyFrom(others.Narrow(2, top, height).Narrow(3, left, width));
        return mixed;
    }

    /// <summary>Targets mixed like the pictures; NaN where either is NaN.</summary>
    /// <param name="targets">Numbers of all samples, rows packed.</param>
    /// <param name="width">Numbers of a sample.</param>
    internal float[] Mix(float[] targets, int width)
    {
        var mixed = new float[targets.Length];
        for (var index = 0; index < mixed.Length; index++)
        {
            var other = (_partners[index / width] * width) + (index % width);
            mixed[index] = (float)((targets[index] * Share) + (targets[other] * (1 - Share)));
        }

        return mixed;
    }

    /// <summary>The labels of the larger parts.</summary>
    internal long[] Dominant(long[] labels) => Share >= 0.5 ? labels : [.. _partners.Select(partner => labels[partner])];

    // The box may hang over the edge; what is left of it says how much of the picture is replaced.
    private static BatchMix Cut(int[] partners, double share, int heightPx, int widthPx, ref RandomStream random)
    {
        var side = Math.Sqrt(1 - share);
        var (halfHeight, halfWidth) = ((int)(heightPx * side) / 2, (int)(widthPx * side) / 2);
        var (y, x) = (random.NextInt32(heightPx), random.NextInt32(widthPx));
        var (top, bottom) = (Math.Max(0, y - halfHeight), Math.Min(heightPx, y + halfHeight));
        var (left, right) = (Math.Max(0, x - halfWidth), Math.Min(widthPx, x + halfWidth));
        var replaced = (double)(bottom - top) * (right - left) / ((double)heightPx * widthPx);
        return new(partners, 1 - replaced, (top, left, bottom - top, right - left));
    }

    // A draw of Beta(alpha, alpha) is X / (X + Y) of two draws of Gamma(alpha).
    private static double Beta(double alpha, ref RandomStream random)
    {
        var (x, y) = (Gamma(alpha, ref random), Gamma(alpha, ref random));
        return x + y > 0 ? x / (x + y) : 0.5;
    }

    // Marsaglia and Tsang 2000, ACM Transactions on Mathematical Software 26(3).
    private static double Gamma(double shape, ref RandomStream random)
    {
        if (shape < 1)
        {
            return Gamma(shape + 1, ref random) * Math.Pow(1 - random.NextDouble(), 1 / shape);
        }

        var d = shape - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var normal = random.NextGaussian();
            var v = Math.Pow(1 + (c * normal), 3);
            if (v > 0 && Math.Log(1 - random.NextDouble()) < (normal * normal / 2) + d - (d * v) + (d * Math.Log(v)))
            {
                return d * v;
            }
        }
    }
}
