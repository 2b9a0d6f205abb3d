using Mien.Inference;
using Mien.Onnx;

namespace Mien.Experiments;

/// <summary>
/// The export of a file of weights that lies beside it, prepared for this processor, so that ONNX Runtime can predict at once and without
/// libtorch: made at the first prediction, and anew when the weights have another hash or the processor is another. It can be deleted at any time.
/// </summary>
internal static class ExportCache
{
    /// <summary>The cached file of a file of weights.</summary>
    public static string PathOf(string weights) => Path.ChangeExtension(weights, ".cache.ort");

    /// <summary>Opens the cached export of these weights; null where there is none of them.</summary>
    public static RuntimeModel? TryOpen(string weights, int threads)
    {
        if (!File.Exists(PathOf(weights)))
        {
            return null;
        }

        var hash = Task.Run(() => NetworkExport.HashOf(weights)); // while the session is made
        InferenceSession session;
        try
        {
            session = PreparedModel.Open(PathOf(weights), threads);
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
    /// <param name="threads">Threads of the arithmetic; 0 for one per core.</param>
    /// <exception cref="Core.MienException">The network cannot be exported.</exception>
    public static RuntimeModel Make(TorchModel network, int threads)
    {
        var path = PathOf(network.Path);
        var model = NetworkExport.ConvertForCache(network, NetworkExport.HashOf(network.Path));
        var bytes = Bytes(PreparedModel.HasOperators ? model.WithOwnOperators() ?? model : model);
        var exported = RuntimeModel.Open(Prepare(bytes, path) ? PreparedModel.Open(path, threads) : PreparedModel.Load(bytes, threads), network.Path);
        try
        {
            NetworkExport.RequireSame(network, exported);
            return exported;
        }
        catch
        {
            exported.Dispose();
            File.Delete(path);
            throw;
        }
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
