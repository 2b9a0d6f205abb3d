using Mien.Core;
using Mien.Models.Goldens;

namespace Mien.Models;

/// <summary>
/// Holds an architecture against a golden file: builds it by its registry name, fills it by the weight formula, runs it and
/// compares every number. Whoever adds an architecture starts here; the first stage that differs says where to look.
/// </summary>
public static class GoldenVerifier
{
    /// <summary>Verifies one file; never throws for what the file holds or the model does.</summary>
    /// <param name="goldenPath">
    /// A golden file (<c>tests/golden/models/README.md</c>). The names of the weights are read from <c>../state_dicts/MODEL.json</c> beside it.
    /// </param>
    public static VerifyReport Verify(string goldenPath)
    {
        ArgumentException.ThrowIfNullOrEmpty(goldenPath);
        var report = new VerifyReport { GoldenPath = goldenPath };
        try
        {
            var golden = GoldenJson.Read<GoldenFile>(goldenPath);
            report = report with { Model = golden.Model };
            return report with { Cases = Run(golden.Mode, goldenPath) };
        }
        catch (MienException e)
        {
            return report with { Failure = e.Message };
        }
    }

    private static IReadOnlyList<VerifyCase> Run(string mode, string path) => mode switch
    {
        "eval" => EvalCheck.Run(GoldenJson.Read<EvalGolden>(path), path),
        "train" => TrainCheck.Run(GoldenJson.Read<TrainGolden>(path), path),
        "gradients" => GradientCheck.Run(GoldenJson.Read<GradientGolden>(path), path),
        _ => throw new MienException($"Expected mode 'eval', 'train' or 'gradients' in '{path}' but got '{mode}'."),
    };
}
