using Mien.Torch;

namespace Mien.Models.Goldens;

/// <summary>Watches named modules while a model runs, to find the first whose output is not the golden one.</summary>
internal sealed class Trace : IDisposable
{
    private readonly IReadOnlyList<TraceStage> _expected;
    private readonly Dictionary<string, Module> _modules;
    private readonly Dictionary<string, TraceStage> _seen = [];

    public Trace(Module model, IReadOnlyList<TraceStage> expected)
    {
        _expected = expected;
        _modules = model.NamedModules().ToDictionary(item => item.Name, item => item.Module);
        foreach (var name in expected.Select(stage => stage.Module).Where(_modules.ContainsKey))
        {
            // Summed up at once: a ReLU that works in place is about to overwrite the output.
            _modules[name].OutputObserver = output => _seen.TryAdd(name, Summarise(name, output));
        }
    }

    /// <summary>The first stage that differs and how, or null.</summary>
    /// <param name="tolerance">Largest difference relative to the stage's root mean square (mean) or norm (l2).</param>
    public string? FirstDifference(double tolerance) =>
        _expected.Select(stage => Difference(stage, tolerance)).FirstOrDefault(difference => difference is not null);

    /// <summary>Stops watching.</summary>
    public void Dispose()
    {
        foreach (var stage in _expected.Where(stage => _modules.ContainsKey(stage.Module)))
        {
            _modules[stage.Module].OutputObserver = null;
        }
    }

    private static TraceStage Summarise(string name, Tensor output)
    {
        using var scope = TensorScope.Begin();
        using var noGrad = NoGrad.Begin();
        var values = output.To(DType.Float64);
        return new TraceStage(name, output.Shape, values.Mean().ToDouble(), values.Norm().ToDouble());
    }

    private string? Difference(TraceStage expected, double tolerance)
    {
        if (!_seen.TryGetValue(expected.Module, out var actual))
        {
            return _modules.ContainsKey(expected.Module)
                ? $"{expected.Module}: the model did not run it"
                : $"{expected.Module}: the model has no module of that name";
        }

        if (!actual.Shape.SequenceEqual(expected.Shape))
        {
            return $"{expected.Module}: expected shape ({string.Join(", ", expected.Shape)}) but got ({string.Join(", ", actual.Shape)})";
        }

        var rootMeanSquare = expected.L2 / Math.Sqrt(expected.Shape.Aggregate(1.0, (product, size) => product * size));
        return Differs(actual.L2, expected.L2, tolerance * expected.L2) ? FormattableString.Invariant($"{expected.Module}: expected l2 {expected.L2} but got {actual.L2:G9}")
            : Differs(actual.Mean, expected.Mean, tolerance * rootMeanSquare) ? FormattableString.Invariant($"{expected.Module}: expected mean {expected.Mean} but got {actual.Mean:G9}")
            : null;
    }

    // Not "greater than": a NaN differs from everything.
    private static bool Differs(double actual, double expected, double tolerance) => !(Math.Abs(actual - expected) <= tolerance);
}
