using System.Runtime.CompilerServices;
using Mien.Core;
using Mien.Data.Pipelines;
using Mien.Imaging;

namespace Mien.Data.Transforms;

/// <summary>Adds normal noise to every value, clips and rounds down, which lowers the mean by half a grey level, as in Albumentations.</summary>
public sealed record GaussNoise : RandomTransform<GaussNoiseDraw>
{
    private const int ChunkWords = 1024;

    /// <summary>Variance of the noise in squared grey levels, one for each picture; default [10, 50] (<c>var_limit</c>).</summary>
    public ValueRange VarianceRange { get; init; } = new(10.0, 50.0);

    /// <summary>Mean of the noise in grey levels; default 0 (<c>mean</c>).</summary>
    public Number Mean { get; init; } = 0;

    /// <summary>Gives each channel noise of its own; otherwise the channels share theirs. Default true (<c>per_channel</c>).</summary>
    public bool PerChannel { get; init; } = true;

    /// <inheritdoc/>
    public override bool TreatsChannelsAlike => !PerChannel;

    /// <inheritdoc/>
    public override GaussNoiseDraw Draw(ref RandomStream random, Image image) =>
        new(Math.Sqrt(VarianceRange.Draw(ref random)), random.NextUInt64());

    /// <inheritdoc/>
    public override Image Change(Image image, in GaussNoiseDraw draw, ImagePool pool)
    {
        var result = pool.RentLike(image);
        var random = new RandomStream(draw.Seed, "gauss noise");
        var table = new NoiseTable(Mean, draw.Sigma, stackalloc uint[NoiseTable.Columns]);
        Span<uint> words = stackalloc uint[ChunkWords];
        var shared = PerChannel ? 1 : image.Channels; // neighbouring values with the same noise
        for (var start = 0; start < image.Pixels.Length; start += ChunkWords * shared)
        {
            var count = Math.Min(ChunkWords * shared, image.Pixels.Length - start);
            var chunk = words[..(count / shared)];
            random.Fill(chunk);
            Add(image.Pixels.AsSpan(start, count), table, chunk, shared, result.Pixels.AsSpan(start, count));
        }

        return result;
    }

    /// <summary>Adds given noise with the arithmetic of the original: the sum in double precision, clipped, rounded down.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="noise">One number for each value, or one for each pixel that its channels share.</param>
    /// <param name="pool">Lends the result.</param>
    internal static Image Add(Image image, ReadOnlySpan<double> noise, ImagePool pool)
    {
        var result = pool.RentLike(image);
        var shared = image.Pixels.Length / noise.Length;
        for (var index = 0; index < image.Pixels.Length; index++)
        {
            result.Pixels[index] = (byte)Math.Clamp(image.Pixels[index] + noise[index / shared], 0, 255);
        }

        return result;
    }

    private protected override RandomTransform Bind(ParameterBinder binder) => this with
    {
        VarianceRange = binder.RangeFrom("var_limit", 0, VarianceRange, 0, 65_025),
        Mean = binder.Number("mean", Mean, -255, 255),
        PerChannel = binder.Flag("per_channel", PerChannel),
    };

    // Optimised at once, as code that is compiled ahead of time calls Math.Clamp for every value.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add(ReadOnlySpan<byte> values, NoiseTable table, ReadOnlySpan<uint> words, int shared, Span<byte> result)
    {
        if (shared == 1)
        {
            for (var index = 0; index < words.Length; index++)
            {
                result[index] = (byte)Math.Clamp(values[index] + table[words[index]], 0, 255);
            }

            return;
        }

        for (var word = 0; word < words.Length; word++)
        {
            var noise = table[words[word]];
            for (var index = word * shared; index < (word + 1) * shared; index++)
            {
                result[index] = (byte)Math.Clamp(values[index] + noise, 0, 255);
            }
        }
    }
}

/// <summary>What <see cref="GaussNoise"/> draws.</summary>
/// <param name="Sigma">Standard deviation of the noise in grey levels.</param>
/// <param name="Seed">Names the noise.</param>
public readonly record struct GaussNoiseDraw(double Sigma, ulong Seed);
