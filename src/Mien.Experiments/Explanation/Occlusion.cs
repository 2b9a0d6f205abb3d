using Mien.Core;

namespace Mien.Experiments;

/// <summary>What of a model's answer is explained.</summary>
/// <param name="Name">A class, <c>valence</c> or <c>arousal</c>.</param>
/// <param name="ClassIndex">Index of the class; -1 for valence and arousal.</param>
/// <param name="Sign">1 for what raises it, -1 for what lowers it.</param>
public sealed record ExplanationTarget(string Name, int ClassIndex, int Sign = 1)
{
    /// <summary>Name of valence.</summary>
    public const string Valence = "valence";

    /// <summary>Name of arousal.</summary>
    public const string Arousal = "arousal";

    /// <summary>Probability, valence or arousal of one picture, times <see cref="Sign"/>.</summary>
    internal double ScoreOf((float[] Probabilities, ValenceArousal[] Affect) answers, int picture, int classCount) => Sign * (ClassIndex >= 0
        ? answers.Probabilities[(picture * classCount) + ClassIndex]
        : Name == Valence ? answers.Affect[picture].Valence : answers.Affect[picture].Arousal);
}

/// <summary>
/// Occlusion maps: how much a score falls while a square over a place is covered with the picture's mean colour. They need nothing but
/// answers, so they explain any network.
/// </summary>
/// <remarks>Zeiler and Fergus 2014, arXiv:1311.2901.</remarks>
public static class Occlusion
{
    /// <summary>Maps of several targets at once: at every pixel the mean fall over the squares that cover it; below 0 where covering it raises the score.</summary>
    /// <param name="model">One network.</param>
    /// <param name="pixels">One picture as the model takes it, shape (H, W, C).</param>
    /// <param name="targets">What is explained.</param>
    /// <param name="patchPx">Side of the square, at least 1 and at most the smaller side of the input.</param>
    /// <param name="stridePx">How far it moves, from 1 to its side; the last one lies at the edge.</param>
    /// <param name="batchSize">Covered pictures that are computed together.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>A map of each target in the size of the input.</returns>
    /// <exception cref="ConfigException">Several networks, or a square that does not fit.</exception>
    public static HeatMap[] Of(
        TrainedModel model, ReadOnlySpan<float> pixels, IReadOnlyList<ExplanationTarget> targets, int patchPx, int stridePx, int batchSize = 32, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        var shape = model.Input.Parts is [var only] ? only : throw new ConfigException("Expected one network to explain but got several that see pictures differently; explain them one by one.");
        Require(shape, patchPx, stridePx);
        var places = (from top in Starts(shape.HeightPx, patchPx, stridePx) from left in Starts(shape.WidthPx, patchPx, stridePx) select (Top: top, Left: left)).ToArray();
        var whole = model.Answers(pixels, 1);
        var (sums, counts) = (targets.Select(_ => new double[shape.HeightPx * shape.WidthPx]).ToArray(), new int[shape.HeightPx * shape.WidthPx]);
        var mean = MeanColour(pixels, shape.Channels);
        foreach (var batch in places.Chunk(batchSize))
        {
            cancellation.ThrowIfCancellationRequested();
            var answers = model.Answers(Covered(pixels, shape, batch, patchPx, mean), batch.Length);
            foreach (var (index, (top, left)) in batch.Index())
            {
                var falls = targets.Select(target => target.ScoreOf(whole, 0, model.Labels.Count) - target.ScoreOf(answers, index, model.Labels.Count)).ToArray();
                Add(falls, top, left);
            }
        }

        return [.. sums.Select(sum => new HeatMap(shape.HeightPx, shape.WidthPx, [.. sum.Zip(counts, (value, count) => (float)(value / count))]))];

        void Add(double[] falls, int top, int left)
        {
            foreach (var place in Inside(shape.WidthPx, top, left, patchPx))
            {
                counts[place]++;
                for (var target = 0; target < falls.Length; target++)
                {
                    sums[target][place] += falls[target];
                }
            }
        }
    }

    private static void Require(Preprocessing shape, int patchPx, int stridePx)
    {
        var most = Math.Min(shape.WidthPx, shape.HeightPx);
        if (patchPx < 1 || patchPx > most || stridePx < 1 || stridePx > patchPx)
        {
            throw new ConfigException($"Expected a square of 1 to {most} pixels that moves by 1 pixel up to its side but got {patchPx} and {stridePx}; the input has {shape.WidthPx}x{shape.HeightPx} pixels.");
        }
    }

    private static IEnumerable<int> Starts(int lengthPx, int patchPx, int stridePx)
    {
        for (var start = 0; start < lengthPx - patchPx; start += stridePx)
        {
            yield return start;
        }

        yield return lengthPx - patchPx;
    }

    private static float[] MeanColour(ReadOnlySpan<float> pixels, int channels)
    {
        var sums = new double[channels];
        for (var index = 0; index < pixels.Length; index++)
        {
            sums[index % channels] += pixels[index];
        }

        var count = pixels.Length / channels;
        return [.. sums.Select(sum => (float)(sum / count))];
    }

    private static float[] Covered(ReadOnlySpan<float> pixels, Preprocessing shape, (int Top, int Left)[] places, int patchPx, float[] colour)
    {
        var pictures = new float[places.Length * pixels.Length];
        foreach (var (index, (top, left)) in places.Index())
        {
            var picture = pictures.AsSpan(index * pixels.Length, pixels.Length);
            pixels.CopyTo(picture);
            foreach (var place in Inside(shape.WidthPx, top, left, patchPx))
            {
                colour.CopyTo(picture[(place * shape.Channels)..]);
            }
        }

        return pictures;
    }

    private static IEnumerable<int> Inside(int widthPx, int top, int left, int patchPx)
    {
        for (var row = top; row < top + patchPx; row++)
        {
            for (var column = left; column < left + patchPx; column++)
            {
                yield return (row * widthPx) + column;
            }
        }
    }
}
