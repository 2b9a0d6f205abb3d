using System.Globalization;
using Mien.Core;
using Mien.Torch;

namespace Mien.Models.Goldens;

/// <summary>Runs a Keras ResNet in evaluation mode against its golden logits and probabilities.</summary>
internal static class KerasCheck
{
    /// <summary>As in <see cref="EvalCheck"/>: relative to the largest logit, and for traces to what their 9 digits allow.</summary>
    private const double Float64Tolerance = 1e-9, Float64TraceTolerance = 2e-8, Float32TraceTolerance = 1e-5;

    /// <summary>What float32 may differ beyond the original's own float32, as the files suggest for logits.</summary>
    private const double Float32Slack = 8, Float32Floor = 1e-6;

    /// <exception cref="MienException">The model cannot be built and filled.</exception>
    public static IReadOnlyList<VerifyCase> Run(KerasGolden golden, string path)
    {
        var (options, shape) = golden.Describe(path);
        using var scope = TensorScope.Begin();
        using var noGrad = NoGrad.Begin();
        var pictures = FormulaModel.RawPictures(shape);
        if (!pictures.ToArray<float>().Take(golden.InputFirst8.Count).SequenceEqual(golden.InputFirst8))
        {
            throw new MienException($"Expected pictures that begin with {string.Join(", ", golden.InputFirst8)} in '{path}' but the formula gives others.");
        }

        using var model = ModelRegistry.Find(golden.RegistryName).Build(options);
        var listing = FormulaModel.ListingOf(model);
        RequireSame(golden.Parameters, listing);
        FormulaModel.Fill(model, listing, golden.Gain);
        model.Train(false);
        var single = Run(model, golden, pictures, DType.Float32);
        model.To(DType.Float64); // exact, so the float64 run has the float32 weights, as the reference had
        return [single, Run(model, golden, pictures, DType.Float64)];
    }

    private static VerifyCase Run(Module model, KerasGolden golden, Tensor pictures, DType dtype)
    {
        var isDouble = dtype == DType.Float64;
        var comparison = new Comparison();
        double[][] logits = [], probabilities = [];
        using var trace = new Trace(model, Stages(golden.TraceF64, model));
        var last = model.NamedChildren().Single(child => child.Name == "predictions").Module;
        try
        {
            last.OutputObserver = output => logits = Rows(output);
            probabilities = Rows(model.Forward(pictures.To(dtype)));
            var largest = golden.LogitsF64.SelectMany(row => row).Max(Math.Abs);
            Compare(comparison, "logit", logits, golden.LogitsF64, isDouble ? Float64Tolerance * largest : golden.SuggestedAtolLogits);
            Compare(comparison, "probability", probabilities, golden.SoftmaxF64, isDouble ? Float64Tolerance : Math.Max(Float32Slack * golden.MaxAbsDiffSoftmaxF32F64, Float32Floor));
        }
        catch (MienException e)
        {
            comparison.Fail(e.Message.Split('\n')[0]); // the trace, as far as it came, says where
        }
        finally
        {
            last.OutputObserver = null;
        }

        return new VerifyCase
        {
            Name = $"{golden.Model} {dtype.ToString().ToLowerInvariant()} ({string.Join(", ", pictures.Shape)})",
            Quantity = comparison.Quantity,
            Deviation = comparison.Deviation,
            Tolerance = comparison.Tolerance,
            ComparedCount = comparison.Count,
            ArgMax = [.. logits.Select(row => Array.IndexOf(row, row.Max()))],
            FirstWrongStage = isDouble ? trace.FirstDifference(Float64TraceTolerance)
                : comparison.Agrees ? null
                : trace.FirstDifference(Float32TraceTolerance),
        };
    }

    private static double[][] Rows(Tensor output) => [.. output.To(DType.Float64).ToArray<double>().Chunk((int)output.Size(1))];

    private static void Compare(Comparison comparison, string quantity, double[][] actual, IReadOnlyList<IReadOnlyList<double>> expected, double tolerance)
    {
        for (var picture = 0; picture < expected.Count; picture++)
        {
            for (var i = 0; i < expected[picture].Count; i++)
            {
                comparison.Absolute($"{quantity} {i} of picture {picture}", actual[picture][i], expected[picture][i], tolerance);
            }
        }
    }

    // "block 3" is the fourth block of the net, whichever stage it is in.
    private static TraceStage[] Stages(IReadOnlyList<TraceStage> stages, Module model)
    {
        string[] blocks = [.. model.NamedModules().Select(item => item.Name).Where(name => name.Split('.') is [_, var part] && part.StartsWith("block", StringComparison.Ordinal))];
        return [.. stages.Select(stage => stage with { Module = NameOf(stage.Module, blocks) })];
    }

    private static string NameOf(string stage, string[] blocks) =>
        stage.StartsWith("stem", StringComparison.Ordinal) ? "conv1_bn"
        : stage.StartsWith("block ", StringComparison.Ordinal) && int.TryParse(stage.AsSpan(6), NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < blocks.Length ? blocks[index]
        : stage;

    private static void RequireSame(IReadOnlyList<KerasParameter> expected, StateListing listing)
    {
        var numbers = listing.FormulaNumbers();
        KerasParameter[] actual = [.. listing.Entries.Where(entry => numbers.ContainsKey(entry.Name)).Select(entry => new KerasParameter(numbers[entry.Name], RoleOf(entry), entry.Shape))];
        string[] names = [.. numbers.Keys];
        var different = expected.Zip(actual).FirstOrDefault(pair => pair.First.ToString() != pair.Second.ToString());
        if (expected.Count != actual.Length || different != default)
        {
            var where = different == default ? "" : $"; the first that differs: expected {different.First} but got {different.Second}, '{names[different.Second.Number]}'";
            throw new MienException($"The weights of the model are not those of the golden file ({expected.Count} expected, {actual.Length} found){where}.");
        }

        string RoleOf(StateEntry entry) => entry switch
        {
            { Name: var name } when name.EndsWith("running_mean", StringComparison.Ordinal) => "moving_mean",
            { Name: var name } when name.EndsWith("running_var", StringComparison.Ordinal) => "moving_variance",
            { Name: var name } when name.EndsWith("weight", StringComparison.Ordinal) => entry.Shape.Count > 1 ? "kernel" : "gamma",
            _ => listing.Entries.Any(other => other.Name == entry.Name[..^"bias".Length] + "running_mean") ? "beta" : "bias",
        };
    }
}
