using Mien.Inference;
using Mien.Onnx;
using Mien.Training;

namespace Mien.Experiments;

/// <summary>
/// The export of a file of weights that lies beside it, prepared for this processor, so that ONNX Runtime can predict at once and without
/// libtorch: made at the first prediction, and anew when the weights have another hash or the processor is another. It can be deleted at any time.
/// </summary>
internal static class ExportCache
{
    /// <summary>
    /// The largest difference of a probability, or of valence or arousal, that products of bfloat16 may make: its numbers have 8 bits, of which errors
    /// of a hundred layers leave some thousandths. A network of which they leave more is computed in float32.
    /// </summary>
    private const double RoundedTolerance = 1e-2;

    /// <summary>The cached file of a file of weights, for a precision that was asked for: auto or float32.</summary>
    public static string PathOf(string weights, Precision precision) =>
        Path.ChangeExtension(weights, PreparedModel.HasBfloat16Operators && precision is Precision.Float32 ? ".cache.float32.ort" : ".cache.ort");

    /// <summary>Opens the cached export of these weights; null where there is none of them.</summary>
    public static RuntimeModel? TryOpen(string weights, Precision precision, int threads)
    {
        var path = PathOf(weights, precision);
        if (!File.Exists(path))
        {
            return null;
        }

        var hash = Task.Run(() => NetworkExport.HashOf(weights)); // while the session is made
        InferenceSession session;
        try
        {
            session = PreparedModel.Open(path, threads);
        }
        catch (Exception e) when (e is InferenceException or IOException or UnauthorizedAccessException)
        {
            return null; // damaged, or of another version: it is made anew
        }

        if (session.Metadata.GetValueOrDefault(NetworkExport.PreparedForKey) == PreparedModel.Target
            && session.Metadata.GetValueOrDefault(NetworkExport.WeightsHashKey) == hash.GetAwaiter().GetResult())
        {
            return RuntimeModel.Open(session, weights);
        }

        session.Dispose();
        return null;
    }

    /// <summary>Exports a network, compares the export with libtorch, and keeps it beside the weights where the folder can be written to.</summary>
    /// <param name="network">In float32 on the CPU.</param>
    /// <param name="precision">Auto for bfloat16 where Mien's own operators compute the network in it, or float32.</param>
    /// <param name="threads">Threads of the arithmetic; 0 for one per core.</param>
    /// <exception cref="Core.MienException">The network cannot be exported.</exception>
    public static RuntimeModel Make(TorchModel network, Precision precision, int threads)
    {
        var path = PathOf(network.Path, precision);
        var model = NetworkExport.ConvertForCache(network, NetworkExport.HashOf(network.Path));
        var rounded = PreparedModel.HasBfloat16Operators && precision is Precision.Auto ? Rounded(model, network) : null;
        var bytes = Bytes(rounded ?? (PreparedModel.HasOperators ? model.WithOwnOperators() : null) ?? model);
        var exported = RuntimeModel.Open(Prepare(bytes, path) ? PreparedModel.Open(path, threads) : PreparedModel.Load(bytes, threads), network.Path);
        try
        {
            NetworkExport.RequireSame(network, exported, rounded is null ? NetworkExport.Tolerance : RoundedTolerance);
            return exported;
        }
        catch
        {
            exported.Dispose();
            File.Delete(path);
            throw;
        }
    }

    // Tried in memory, so that a kill leaves no file that is not good enough.
    private static OnnxModel? Rounded(OnnxModel model, TorchModel network)
    {
        if (model.WithOwnOperators(inBfloat16: true)?.WithMetadata([new(NetworkExport.PrecisionKey, NetworkExport.Bfloat16)]) is not { } rounded)
        {
            return null;
        }

        using var tried = RuntimeModel.Open(PreparedModel.Load(Bytes(rounded)), network.Path);
        return NetworkExport.Difference(network, tried) <= RoundedTolerance ? rounded : null;
    }

    private static byte[] Bytes(OnnxModel model)
    {
        try
        {
            return model.ToBytes();
        }
        catch (IOException e)
        {
            throw new OnnxExportException($"Expected weights below 2 GB to predict a run with ONNX Runtime; take '--engine torch', or 'mien export' and the file that it writes. ({e.Message})");
        }
    }

    private static bool Prepare(byte[] model, string path)
    {
        try
        {
            PreparedModel.Write(model, path);
            return true;
        }
        catch (Exception e) when (e is InferenceException or IOException or UnauthorizedAccessException)
        {
            return false; // a folder of somebody else, or a full disk: predicting goes on from memory
        }
    }
}
