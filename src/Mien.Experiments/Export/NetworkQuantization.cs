using System.Collections.Immutable;
using System.Globalization;
using Mien.Core;
using Mien.Imaging;
using Mien.Inference;
using Mien.Onnx;

namespace Mien.Experiments;

/// <summary>Rounds an export to 8 bits: chooses ranges from pictures, and measures on others what is lost.</summary>
/// <param name="model">In float32, without preprocessing.</param>
/// <param name="float32">The same, to compare with.</param>
/// <param name="options">How.</param>
/// <param name="progress">Makes a counter of pictures for each step, by what is done and to what it counts.</param>
internal sealed class NetworkQuantization(OnnxModel model, RuntimeModel float32, Int8Options options, Func<string, int, IProgress<int>>? progress)
{
    /// <summary>Share of the pictures for which 8 bits must predict what float32 does.</summary>
    public const double LeastAgreement = 0.9;

    private readonly List<UnreadablePicture> _unreadable = [];

    /// <param name="draft">A file that may be written on the way.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The model of 8 bits, and what it does to predictions.</returns>
    /// <exception cref="ConfigException">A layer is unknown, none is left, or the folder has other classes than the model.</exception>
    /// <exception cref="MienException">There are no pictures, or 8 bits lose too much.</exception>
    public (OnnxModel Model, QuantizationResult Result) Run(string draft, CancellationToken cancellation)
    {
        var floatLayers = options.ChooseFloatLayers(model.Layers);
        var set = Int8Pictures.Read(options, float32.Labels);
        var quantization = new QuantizationOptions { FloatLayers = floatLayers };
        var readable = Readable(set.ForRanges);
        var quantized = model.Quantize(quantization, Ranges(draft, quantization, readable, cancellation));
        File.Delete(draft + OnnxModel.DataSuffix); // of the model that gave the ranges
        quantized.Save(draft);
        QuantizationResult result;
        using (var int8 = RuntimeModel.Open(draft))
        {
            var (predictions, labels) = Compare(set, int8, cancellation);
            result = new()
            {
                Ranges = options.Ranges,
                RangePictures = readable.Length,
                LayerCount = model.Layers.Length - floatLayers.Count,
                FloatLayers = [.. model.Layers.Where(floatLayers.Contains)],
                Predictions = predictions,
                Labels = set.HasLabels ? labels : [],
                Unreadable = [.. _unreadable],
                ClassCount = float32.Labels.Count,
            };
        }

        if (!options.Force)
        {
            RequireAgreement(result);
        }

        return (quantized.WithMetadata([new(NetworkExport.PrecisionKey, "int8"), new("mien.quantization", result.ToJson())]), result);
    }

    /// <exception cref="MienException">Float32 and 8 bits predict too often something else.</exception>
    internal static void RequireAgreement(QuantizationResult result)
    {
        if (result.AgreementFraction < LeastAgreement)
        {
            throw new MienException(string.Create(CultureInfo.InvariantCulture,
                $"Expected a model of 8 bits that predicts what float32 does for {LeastAgreement * 100:0} % of {result.Predictions.Length} pictures but it does for {result.AgreementFraction * 100:0.0} %. "
                + $"Nothing is written. Try other ranges (--ranges), keep more layers in float32 (--keep-float), or write it all the same (--force)."));
        }
    }

    private Dictionary<string, ValueRange> Ranges(string draft, QuantizationOptions quantization, ImmutableArray<string> pictures, CancellationToken cancellation)
    {
        var preprocessing = float32.Preprocessing;
        model.ToObserve(quantization, preprocessing.HeightPx, preprocessing.WidthPx).Save(draft);
        using var observed = InferenceSession.Load(draft);
        return new RangeFinder(observed, preprocessing).Find(pictures, options.RangeChoice, progress?.Invoke("looking for ranges", pictures.Length), cancellation);
    }

    private (ImmutableArray<(int Float32, int Int8)> Predictions, ImmutableArray<int> Labels) Compare(Int8Pictures set, RuntimeModel int8, CancellationToken cancellation)
    {
        var counter = progress?.Invoke("comparing", set.ToMeasure.Length);
        var pixels = new float[float32.Preprocessing.Channels * float32.Preprocessing.HeightPx * float32.Preprocessing.WidthPx];
        var (predictions, labels) = (ImmutableArray.CreateBuilder<(int, int)>(), ImmutableArray.CreateBuilder<int>());
        foreach (var (path, label) in set.ToMeasure)
        {
            cancellation.ThrowIfCancellationRequested();
            if (TryRead(path) is { } image)
            {
                PixelTensor.ToInterleaved(image, float32.Preprocessing, pixels);
                predictions.Add((Best(float32, pixels), Best(int8, pixels)));
                labels.Add(label);
            }

            counter?.Report(predictions.Count);
        }

        return predictions.Count == 0 ? throw NothingReadable() : (predictions.ToImmutable(), labels.ToImmutable());
    }

    private ImmutableArray<string> Readable(ImmutableArray<string> paths)
    {
        ImmutableArray<string> readable = [.. paths.Where(path => TryRead(path) is not null)];
        return readable.IsEmpty ? throw NothingReadable() : readable;
    }

    private Image? TryRead(string path)
    {
        try
        {
            return ImageCodec.Read(path, float32.Preprocessing.Channels);
        }
        catch (Exception e) when (e is MienException or IOException or UnauthorizedAccessException)
        {
            _unreadable.Add(new(path, e.Message));
            return null;
        }
    }

    private MienException NothingReadable() =>
        new($"Expected pictures to choose ranges from in {options.Folder} but none of {_unreadable.Count} can be read; the first: {_unreadable[0].Error}");

    private static int Best(RuntimeModel network, float[] pixels)
    {
        var probabilities = network.Probabilities(pixels, 1);
        return Array.IndexOf(probabilities, probabilities.Max());
    }
}
