using Mien.Core;
using Mien.Imaging;
using Mien.Inference;
using Mien.Onnx;

namespace Mien.Experiments;

/// <summary>Chooses the ranges of values between layers from what pictures give.</summary>
/// <param name="observed">The network with those values as its outputs; takes one picture.</param>
/// <param name="preprocessing">How a picture becomes the input.</param>
internal sealed class RangeFinder(InferenceSession observed, Preprocessing preprocessing)
{
    private readonly float[] _input = new float[preprocessing.Channels * preprocessing.HeightPx * preprocessing.WidthPx];
    private readonly Memory<float>[] _outputs = [.. observed.Outputs.Select(output => new float[output.Shape.Aggregate(1L, (product, size) => product * size)].AsMemory())];
    private readonly ValueHistogram[] _histograms = [.. Enumerable.Range(0, observed.Outputs.Length + 1).Select(_ => new ValueHistogram())]; // the input's comes last

    /// <summary>Looks at the pictures once for their limits and, where the choice needs more, once more.</summary>
    /// <param name="pictures">Readable ones.</param>
    /// <param name="choice">How.</param>
    /// <param name="progress">Hears how many pictures are done.</param>
    /// <param name="cancellation">Ends it.</param>
    public Dictionary<string, ValueRange> Find(IReadOnlyList<string> pictures, RangeChoice choice, IProgress<int>? progress, CancellationToken cancellation)
    {
        Look(pictures, (histogram, values) => histogram.Widen(values), progress, cancellation);
        if (choice != RangeChoice.MinMax)
        {
            Look(pictures, (histogram, values) => histogram.Count(values), progress, cancellation);
        }

        return observed.Outputs.Append(observed.Input).Zip(_histograms).ToDictionary(pair => pair.First.Name, pair => pair.Second.Range(choice));
    }

    private void Look(IReadOnlyList<string> pictures, Action<ValueHistogram, ReadOnlySpan<float>> take, IProgress<int>? progress, CancellationToken cancellation)
    {
        for (var i = 0; i < pictures.Count; i++)
        {
            PixelTensor.ToPlanar(ImageCodec.Read(pictures[i], preprocessing.Channels), preprocessing, _input);
            observed.Run(_input, [1, preprocessing.Channels, preprocessing.HeightPx, preprocessing.WidthPx], _outputs, cancellation);
            take(_histograms[^1], _input);
            Parallel.For(0, _outputs.Length, output => take(_histograms[output], _outputs[output].Span));
            progress?.Report(i + 1);
        }
    }
}
