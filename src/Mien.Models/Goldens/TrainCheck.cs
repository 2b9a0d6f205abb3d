using Mien.Core;
using Mien.Torch;

namespace Mien.Models.Goldens;

/// <summary>Trains a model for a few steps on one batch against its golden losses and norms.</summary>
/// <param name="golden">The golden numbers.</param>
/// <param name="dtype">Float32 or Float64, for weights and arithmetic.</param>
internal sealed class TrainCheck(TrainGolden golden, DType dtype)
{
    /// <summary>Numbers are printed with 12 digits and two float64 runs differ by 1e-14; the rest is what five steps make of that.</summary>
    private const double Float64Tolerance = 1e-8;

    /// <summary>How many times as far off as the reference's own float32 run a float32 run may be.</summary>
    private const double Float32Slack = 10;

    /// <summary>Least float32 tolerance, eight roundings: the reference may have hit a number by chance.</summary>
    private const double Float32Floor = 5e-7;

    private const int StepCount = 5;

    private readonly Comparison _comparison = new();
    private double _worstFloat32Loss;

    /// <exception cref="MienException">The file contradicts itself, the model cannot be built and filled, or the optimizer is not SGD.</exception>
    public static IReadOnlyList<VerifyCase> Run(TrainGolden golden, string path)
    {
        if (golden.LossPerStepF64.Count != StepCount || golden.LossPerStepF32.Count != StepCount || golden.InputShape.Count != 4
            || golden.Labels.Count != golden.InputShape[0] || golden.LogitsFirstStepTrainModeFirst16.Count != golden.InputShape[0])
        {
            throw new MienException($"Expected {StepCount} losses in '{path}' and as many labels and rows of outputs as pictures.");
        }

        var options = GoldenOptimizer.Parse(golden.Optimizer);
        return [new TrainCheck(golden, DType.Float32).Run(path, options), new TrainCheck(golden, DType.Float64).Run(path, options)];
    }

    private VerifyCase Run(string path, SgdOptions options)
    {
        using var scope = TensorScope.Begin();
        using var model = FormulaModel.Build(golden, path, golden.InputShape, outputCount: null).To(dtype).Train();
        using var optimizer = new Sgd(model.NamedParameters(), options);
        var initial = model.NamedParameters().ToDictionary(item => item.Name, item => item.Tensor.Detach().Clone());
        var pictures = FormulaModel.Pictures(golden.InputShape).To(dtype);
        var labels = Tensor.From(golden.Labels.ToArray());
        for (var step = 0; step < StepCount; step++)
        {
            using var stepScope = TensorScope.Begin();
            var logits = model.Forward(pictures);
            var loss = Functional.CrossEntropy(logits, labels);
            optimizer.ZeroGrad();
            loss.Backward();
            CompareLoss(step, loss.ToDouble());
            if (step == 0)
            {
                CompareLogits(logits);
                CompareGradients(model);
            }

            optimizer.Step();
            if (step is 0 or StepCount - 1)
            {
                CompareNorms(model, initial, step == 0 ? golden.After1Step : golden.After5Steps, $"after step {step + 1}");
            }
        }

        return new VerifyCase
        {
            Name = $"{dtype.ToString().ToLowerInvariant()} training ({string.Join(", ", golden.InputShape)})",
            Quantity = _comparison.Quantity,
            Deviation = _comparison.Deviation,
            Tolerance = _comparison.Tolerance,
            ComparedCount = _comparison.Count,
        };
    }

    // A float32 run strays further with every step, so a step may be as far off as the worst one before it.
    private void CompareLoss(int step, double loss)
    {
        var expected = golden.LossPerStepF64[step];
        _worstFloat32Loss = Math.Max(_worstFloat32Loss, Math.Abs(golden.LossPerStepF32[step] - expected) / expected);
        CompareRelative($"loss of step {step + 1}", loss, expected, _worstFloat32Loss);
    }

    private void CompareLogits(Tensor logits)
    {
        var classCount = (int)logits.Size(1);
        var values = logits.Detach().To(DType.Float64).ToArray<double>();
        var largest = golden.LogitsFirstStepTrainModeFirst16.SelectMany(row => row).Max(Math.Abs);
        var tolerance = dtype == DType.Float64 ? Float64Tolerance * largest : Float32Slack * golden.LogitsMaxAbsDiffF32;
        for (var picture = 0; picture < golden.InputShape[0]; picture++)
        {
            var row = golden.LogitsFirstStepTrainModeFirst16[picture];
            for (var i = 0; i < row.Count; i++)
            {
                _comparison.Absolute($"output {i} of picture {picture}", values[(picture * classCount) + i], row[i], tolerance);
            }
        }
    }

    private void CompareGradients(Module model)
    {
        var norms = model.NamedParameters().ToDictionary(item => item.Name, item => item.Tensor.Grad is { } gradient ? Norm(gradient) : 0);
        CompareAll("gradient", norms, golden.GradL2FirstStep, golden.GradL2MaxRelDiffF32);
        var total = Math.Sqrt(norms.Values.Sum(norm => norm * norm));
        CompareRelative("gradient of all parameters", total, golden.GradL2TotalFirstStep, golden.GradL2MaxRelDiffF32);
    }

    private void CompareNorms(Module model, Dictionary<string, Tensor> initial, NormsAfterStep expected, string when)
    {
        using var noGrad = NoGrad.Begin();
        var parameters = model.NamedParameters().ToDictionary(item => item.Name, item => item.Tensor);
        CompareAll($"norm {when}", Norms(parameters), expected.ParamL2, expected.ParamL2MaxRelDiffF32);
        var ways = parameters.ToDictionary(item => item.Key, item => item.Value.To(DType.Float64) - initial[item.Key]);
        CompareAll($"way {when}", Norms(ways), expected.ParamDeltaL2FromInitial, expected.ParamDeltaL2MaxRelDiffF32);
        var buffers = model.NamedBuffers().ToDictionary(item => item.Name, item => item.Tensor);
        CompareAll($"norm {when}", Norms(buffers), expected.BnBufferL2, expected.BnBufferL2MaxRelDiffF32);
    }

    private void CompareAll(
        string quantity, Dictionary<string, double> actual, IReadOnlyDictionary<string, double> expected, double float32Deviation)
    {
        foreach (var (name, value) in expected)
        {
            CompareRelative($"{quantity} of {name}", actual.GetValueOrDefault(name, double.NaN), value, float32Deviation);
        }
    }

    private void CompareRelative(string quantity, double actual, double expected, double float32Deviation) => _comparison.Relative(
        quantity, actual, expected, dtype == DType.Float64 ? Float64Tolerance : Math.Max(Float32Slack * float32Deviation, Float32Floor));

    private static Dictionary<string, double> Norms(Dictionary<string, Tensor> tensors) =>
        tensors.ToDictionary(item => item.Key, item => Norm(item.Value));

    private static double Norm(Tensor tensor)
    {
        using var noGrad = NoGrad.Begin();
        return tensor.To(DType.Float64).Norm().ToDouble();
    }
}
