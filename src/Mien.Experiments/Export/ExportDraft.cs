using Mien.Core;
using Mien.Inference;
using Mien.Onnx;

namespace Mien.Experiments;

/// <summary>The steps of an export, each of which is compared with the one before it.</summary>
/// <param name="network">The network in libtorch, calibrated where its export is.</param>
/// <param name="model">Its graph in float32.</param>
/// <param name="options">How.</param>
internal sealed class ExportDraft(TrainedModel network, OnnxModel model, ExportOptions options)
{
    /// <summary>The largest difference of a probability, or of valence or arousal, that float16 may make: its numbers have 11 bits, and errors of a hundred layers add up.</summary>
    public const double HalfTolerance = 1e-2;

    /// <summary>Writes the file.</summary>
    /// <param name="draft">Its path, in a folder of its own.</param>
    /// <param name="progress">Makes a counter of pictures for each long step.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The largest difference from libtorch, null where there is no ONNX Runtime; and what rounding to 8 bits did, null where nothing was rounded.</returns>
    /// <exception cref="MienException">The export computes something else than libtorch, or 8 bits lose too much.</exception>
    public (double? Difference, QuantizationResult? Quantization) Write(string draft, Func<string, int, IProgress<int>>? progress, CancellationToken cancellation)
    {
        if (options.Int8 is { } calibration)
        {
            return Quantize(draft, calibration, progress, cancellation);
        }

        var finished = Finish(options.Float16 ? model.ToFloat16().WithMetadata([new(NetworkExport.PrecisionKey, "float16")]) : model);
        finished.Save(draft);
        if (!OnnxRuntime.IsInstalled)
        {
            return (null, null);
        }

        using var exported = RuntimeModel.Open(draft);
        return (NetworkExport.RequireSame(network, exported, options.Float16 ? HalfTolerance : NetworkExport.Tolerance), null);
    }

    private (double? Difference, QuantizationResult? Quantization) Quantize(
        string draft, Int8Options calibration, Func<string, int, IProgress<int>>? progress, CancellationToken cancellation)
    {
        var before = draft + ".float32" + ModelExport.Suffix;
        model.Save(before);
        try
        {
            using var float32 = RuntimeModel.Open(before);
            var difference = NetworkExport.RequireSame(network, float32, NetworkExport.Tolerance);
            var (quantized, result) = new NetworkQuantization(model, float32, calibration, progress).Run(draft, cancellation);
            Finish(quantized).Save(draft);
            return (difference, result);
        }
        finally
        {
            File.Delete(before);
            File.Delete(before + OnnxModel.DataSuffix);
        }
    }

    private OnnxModel Finish(OnnxModel complete)
    {
        if (!options.WithPreprocessing)
        {
            return complete;
        }

        Dictionary<string, string> texts = new(complete.Metadata);
        ModelMetadata.WriteBytesInput(texts);
        return complete.WithPreprocessing(network.Preprocessing).WithMetadata(texts);
    }
}
