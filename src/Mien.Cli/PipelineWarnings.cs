using Mien.Data;

namespace Mien.Cli;

/// <summary>Writes what was read from a pipeline file but is hardly meant, one line each: <c>warning: augment.yml:4:6: ...</c>.</summary>
internal static class PipelineWarnings
{
    public static void Write(TransformPipeline pipeline, TextWriter error)
    {
        foreach (var warning in pipeline.Warnings)
        {
            error.WriteLine($"warning: {warning}");
        }
    }
}
