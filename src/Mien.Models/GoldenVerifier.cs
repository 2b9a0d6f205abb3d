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
    /// A golden file (<c>tests/golden/models/README.md</c>), of one model or of several. The names of the weights are read from
    /// <c>../state_dicts/MODEL.json</c> beside it, unless it lists them itself.
    /// </param>
    public static VerifyReport Verify(string goldenPath)
    {
        ArgumentException.ThrowIfNullOrEmpty(goldenPath);
        var report = new VerifyReport { GoldenPath = goldenPath };
        try
        {
            foreach (var entry in GoldenJson.Entries(goldenPath))
            {
                var golden = entry.As<GoldenFile>();
                report = report with { Model = report.Model == VerifyReport.Unknown ? golden.Model : $"{report.Model}, {golden.Model}" };
                report = report with { Cases = [.. report.Cases, .. Run(golden.Mode, entry)] };
            }

            return report;
        }
        catch (MienException e)
        {
            return report with { Failure = e.Message };
        }
    }

    private static IReadOnlyList<VerifyCase> Run(string mode, GoldenEntry entry) => mode switch
    {
        "eval" when entry.ListsParameters => KerasCheck.Run(entry.As<KerasGolden>(), entry.Path),
        "eval" => EvalCheck.Run(entry.As<EvalGolden>(), entry.Path),
        "train" => TrainCheck.Run(entry.As<TrainGolden>(), entry.Path),
        "gradients" => GradientCheck.Run(entry.As<GradientGolden>(), entry.Path),
        _ => throw new MienException($"Expected mode 'eval', 'train' or 'gradients' in '{entry.Path}' but got '{mode}'."),
    };
}
