using Mien.Core;
using Mien.Torch;

namespace Mien.Models.Goldens;

/// <summary>Runs a model in evaluation mode against its golden outputs, in float32 and in float64.</summary>
internal static class EvalCheck
{
    /// <summary>Relative to the largest output. Two float64 runs differ by about 1e-14, a golden number is printed with 12 digits.</summary>
    private const double Float64Tolerance = 1e-9;

    /// <summary>Trace entries are printed with 9 digits: half a unit of the last is up to 5e-9.</summary>
    private const double Float64TraceTolerance = 2e-8;

    /// <summary>Only used to say where a float32 run that failed went astray: rounding stays near 1e-6.</summary>
    private const double Float32TraceTolerance = 1e-5;

    /// <exception cref="MienException">The model cannot be built and filled.</exception>
    public static IReadOnlyList<VerifyCase> Run(EvalGolden golden, string path)
    {
        if (golden.Cases.Count == 0 || !golden.Cases.All(item => item.IsConsistent))
        {
            throw new MienException($"Expected cases in '{path}', each with (N, C, H, W) as input shape and N entries in every list of outputs.");
        }

        using var model = FormulaModel.Build(golden, path, golden.Cases[0].InputShape, golden.Cases[0].NumOutputs);
        RequireWeights(model, golden.WeightChecks);
        model.Train(false);
        List<VerifyCase> cases = [.. golden.Cases.Select(item => Run(model, item, DType.Float32))];
        model.To(DType.Float64); // exact, so the float64 run has the float32 weights, as the reference had
        cases.AddRange(golden.Cases.Select(item => Run(model, item, DType.Float64)));
        return cases;
    }

    private static VerifyCase Run(Module model, GoldenCase golden, DType dtype)
    {
        using var scope = TensorScope.Begin();
        using var noGrad = NoGrad.Begin();
        using var trace = new Trace(model, golden.TraceF64);
        var comparison = new Comparison();
        double[][] outputs = [];
        try
        {
            outputs = Rows(model.Forward(FormulaModel.Pictures(golden.InputShape).To(dtype)), golden);
            var tolerance = dtype == DType.Float64 ? Float64Tolerance * golden.MaxAbsLogit : golden.SuggestedAtol;
            Compare(comparison, outputs, golden.LogitsF64, tolerance);
        }
        catch (MienException e)
        {
            comparison.Fail(e.Message.Split('\n')[0]); // the trace, as far as it came, says where
        }

        return new VerifyCase
        {
            Name = $"{dtype.ToString().ToLowerInvariant()} ({string.Join(", ", golden.InputShape)})",
            Quantity = comparison.Quantity,
            Deviation = comparison.Deviation,
            Tolerance = comparison.Tolerance,
            ComparedCount = comparison.Count,
            ArgMax = [.. outputs.Select(row => Array.IndexOf(row, row.Max()))],
            FirstWrongStage = dtype == DType.Float64 ? trace.FirstDifference(Float64TraceTolerance)
                : comparison.Agrees ? null
                : trace.FirstDifference(Float32TraceTolerance),
        };
    }

    private static double[][] Rows(Tensor output, GoldenCase golden)
    {
        if (!output.Shape.SequenceEqual([golden.InputShape[0], golden.NumOutputs]))
        {
            throw new MienException(
                $"expected output ({golden.InputShape[0]}, {golden.NumOutputs}) but got ({string.Join(", ", output.Shape)})");
        }

        return [.. output.To(DType.Float64).ToArray<double>().Chunk(golden.NumOutputs)];
    }

    // Mean and standard deviation cannot be off by more than the outputs are; the norm by that times the root of their number.
    private static void Compare(Comparison comparison, double[][] outputs, OutputSummary golden, double tolerance)
    {
        for (var picture = 0; picture < outputs.Length; picture++)
        {
            var row = outputs[picture];
            for (var i = 0; i < golden.First16[picture].Count; i++)
            {
                comparison.Absolute($"output {i} of picture {picture}", row[i], golden.First16[picture][i], tolerance);
            }

            var mean = row.Average();
            var variance = row.Average(value => (value - mean) * (value - mean));
            comparison.Absolute($"mean of picture {picture}", mean, golden.Mean[picture], tolerance);
            comparison.Absolute($"standard deviation of picture {picture}", Math.Sqrt(variance), golden.StdPopulation[picture], tolerance);
            comparison.Absolute(
                $"l2 of picture {picture}", Math.Sqrt(row.Sum(value => value * value)), golden.L2[picture], tolerance * Math.Sqrt(row.Length));
        }
    }

    private static void RequireWeights(Module model, IReadOnlyList<WeightCheck> checks)
    {
        var state = model.StateDict().ToDictionary(item => item.Name, item => item.Tensor);
        foreach (var check in checks)
        {
            var values = state.TryGetValue(check.Name, out var tensor) ? tensor.ToArray<float>() : [];
            var sum = values.Sum(value => (double)value);
            if (!values.Take(check.First4.Count).SequenceEqual(check.First4) || Math.Abs(sum - check.SumF64) > 1e-9 + (1e-11 * Math.Abs(check.SumF64)))
            {
                throw new MienException(
                    $"The formula fills '{check.Name}' with {string.Join(", ", values.Take(4))}, sum {sum}, "
                    + $"but the golden file has {string.Join(", ", check.First4)}, sum {check.SumF64}.");
            }
        }
    }
}
