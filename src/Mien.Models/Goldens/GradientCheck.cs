using Mien.Core;
using Mien.Torch;

namespace Mien.Models.Goldens;

/// <summary>Loss, gradients and running moments of one training step in float64, without dropout and stochastic depth.</summary>
internal sealed record GradientGolden : GoldenFile
{
    /// <summary>(N, C, H, W); picture i has label i.</summary>
    public required IReadOnlyList<long> InputShape { get; init; }
    public required double LossF64 { get; init; }
    public required double GradL2Total { get; init; }

    /// <summary>Euclidean norm of each parameter's gradient, without those that are only rounding.</summary>
    public required IReadOnlyDictionary<string, double> GradL2 { get; init; }

    /// <summary>Euclidean norm of each running mean and variance after the step.</summary>
    public required IReadOnlyDictionary<string, double> MomentL2 { get; init; }
}

/// <summary>Runs one training step against its golden loss and norms, auxiliary classifiers included.</summary>
internal static class GradientCheck
{
    /// <summary>Numbers are printed with 12 digits; batch norms over few values lose some of the 15 that are left by float64.</summary>
    private const double Tolerance = 1e-8;

    /// <exception cref="MienException">The model cannot be built and filled.</exception>
    public static IReadOnlyList<VerifyCase> Run(GradientGolden golden, string path)
    {
        using var scope = TensorScope.Begin();
        using var model = FormulaModel.Build(golden, path, golden.InputShape, outputCount: null, new() { Dropout = 0, StochasticDepth = 0 });
        model.To(DType.Float64).Train();
        var comparison = new Comparison();
        var loss = Loss(model, FormulaModel.Pictures(golden.InputShape).To(DType.Float64));
        loss.Backward();
        comparison.Relative("loss", loss.ToDouble(), golden.LossF64, Tolerance);
        var gradients = model.NamedParameters().ToDictionary(item => item.Name, item => item.Tensor.Grad is { } gradient ? Norm(gradient) : 0);
        comparison.Relative("gradient of all parameters", Math.Sqrt(gradients.Values.Sum(norm => norm * norm)), golden.GradL2Total, Tolerance);
        Compare(comparison, "gradient", gradients, golden.GradL2);
        Compare(comparison, "norm", model.NamedBuffers().ToDictionary(item => item.Name, item => Norm(item.Tensor)), golden.MomentL2);
        return
        [
            new VerifyCase
            {
                Name = $"float64 gradients ({string.Join(", ", golden.InputShape)})",
                Quantity = comparison.Quantity,
                Deviation = comparison.Deviation,
                Tolerance = comparison.Tolerance,
                ComparedCount = comparison.Count,
            },
        ];
    }

    private static Tensor Loss(Module model, Tensor pictures)
    {
        var labels = Tensor.Arange(pictures.Size(0));
        if (model is not IAuxiliaryOutputs net)
        {
            return Functional.CrossEntropy(model.Forward(pictures), labels);
        }

        var outputs = net.ForwardWithAuxiliary(pictures);
        return outputs.Auxiliary.Aggregate(
            Functional.CrossEntropy(outputs.Scores, labels), (loss, scores) => loss + (net.AuxiliaryLossWeight * Functional.CrossEntropy(scores, labels)));
    }

    private static void Compare(
        Comparison comparison, string quantity, Dictionary<string, double> actual, IReadOnlyDictionary<string, double> expected)
    {
        foreach (var (name, value) in expected)
        {
            comparison.Relative($"{quantity} of {name}", actual.GetValueOrDefault(name, double.NaN), value, Tolerance);
        }
    }

    private static double Norm(Tensor tensor)
    {
        using var noGrad = NoGrad.Begin();
        return tensor.To(DType.Float64).Norm().ToDouble();
    }
}
