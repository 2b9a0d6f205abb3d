using System.Collections.Immutable;

namespace Mien.Torch;

/// <summary>One call of an operator, as a <see cref="ForwardObserver"/> sees it.</summary>
/// <param name="Name">As in its schema, such as "aten::add.Tensor".</param>
/// <param name="Arguments">
/// In the order of the schema, those left out at the end missing: a Tensor, a list of them, a long, double, bool, string, long[] or double[];
/// null for None and for what takes its default.
/// </param>
/// <param name="Output">Its result.</param>
public sealed record OperatorCall(string Name, ImmutableArray<object?> Arguments, Tensor Output)
{
    /// <summary>The tensors among the arguments, in order; empty for an operator that makes tensors.</summary>
    public IReadOnlyList<Tensor> Inputs { get; } = [.. Arguments.SelectMany(TensorsOf)];

    private static IEnumerable<Tensor> TensorsOf(object? argument) => argument switch
    {
        Tensor tensor => [tensor],
        IReadOnlyList<Tensor> tensors => tensors,
        _ => [],
    };
}
