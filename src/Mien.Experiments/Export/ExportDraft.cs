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

    /// <summary>The same for putting preprocessing into a network of 8 bits: a normalised value that differs in its last digit may be rounded to the next of 256.</summary>
    public const double RoundedTolerance = 1e-2;

    private const string HalfAdvice = "Float16 has 11 bits and nothing beyond 65504, which is too little for this network. Export it in float32, without --float16; for a smaller file try --int8.";

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
        return (options.Float16 ? NetworkExport.RequireSame(network, exported, HalfTolerance, HalfAdvice) : NetworkExport.RequireSame(network, exported), null);
    }

    private (double? Difference, QuantizationResult? Quantization) Quantize(
        string draft, Int8Options calibration, Func<string, int, IProgress<int>>? progress, CancellationToken cancellation)
    {
        var before = draft + ".float32" + ModelExport.Suffix;
        model.Save(before);
        try
        {
            using var float32 = RuntimeModel.Open(before);
            var difference = NetworkExport.RequireSame(network, float32);
            var (quantized, result) = new NetworkQuantization(model, float32, calibration, progress).Run(draft, cancellation);
            using var rounded = RuntimeModel.Open(draft);
            Finish(quantized).Save(draft);
            using var finished = RuntimeModel.Open(draft);
            NetworkExport.RequireSame(rounded, finished, RoundedTolerance);
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
