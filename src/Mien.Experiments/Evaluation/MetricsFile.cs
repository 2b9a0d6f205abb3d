using Mien.Core;

namespace Mien.Experiments;

/// <summary>metrics.json: the newest evaluation of a run, in its folder.</summary>
public static class MetricsFile
{
    /// <summary>Name of the file.</summary>
    public const string Name = "metrics.json";

    /// <summary>Writes the file beside the weights, in one step; an older one is replaced.</summary>
    /// <returns>Its path.</returns>
    /// <exception cref="MienException">The folder cannot be written to, or the disk is full.</exception>
    public static string Write(EvaluationResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var path = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(result.Weights))!, Name);
        try
        {
            AtomicFile.WriteText(path, EvaluationJson.Text(result, indented: true) + "\n");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MienException($"The scores above are not saved: {path} cannot be written: {e.Message}", e);
        }

        return path;
    }
}
