using Mien.Inference;
using Mien.Onnx;

namespace Mien.Experiments;

/// <summary>
/// The export of a file of weights that lies beside it, so that ONNX Runtime can predict without libtorch: made at the first prediction,
/// and anew when the weights have another hash. It can be deleted at any time.
/// </summary>
internal static class ExportCache
{
    /// <summary>The cached file of a file of weights.</summary>
    public static string PathOf(string weights) => Path.ChangeExtension(weights, ".cache.onnx");

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
            session = InferenceSession.Load(PathOf(weights), threads);
        }
        catch (InferenceException)
        {
            return null; // damaged, or of a version to come: it is made anew
        }

        if (session.Metadata.GetValueOrDefault(NetworkExport.WeightsHashKey) == hash.GetAwaiter().GetResult())
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
        var model = NetworkExport.ConvertForCache(network, NetworkExport.HashOf(network.Path));
        var exported = RuntimeModel.Open(Save(model, PathOf(network.Path)) ? InferenceSession.Load(PathOf(network.Path), threads) : InferenceSession.Load(model.ToBytes(), threads), network.Path);
        try
        {
            NetworkExport.RequireSame(network, exported);
            return exported;
        }
        catch
        {
            exported.Dispose();
            File.Delete(PathOf(network.Path));
            throw;
        }
    }

    private static bool Save(OnnxModel model, string path)
    {
        try
        {
            model.Save(path);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // a folder of somebody else, or a full disk: predicting goes on from memory
        }
    }
}
