using System.Collections.Immutable;
using Mien.Core;

namespace Mien.Torch;

/// <summary>Weights do not fit the model, or a file of weights cannot be read.</summary>
public sealed class CheckpointException : MienException
{
    /// <param name="message">What is wrong with the file.</param>
    /// <param name="inner">The cause, where there is one.</param>
    public CheckpointException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    internal CheckpointException(
        ImmutableArray<string> missing, ImmutableArray<string> unexpected, ImmutableArray<ShapeMismatch> misshapen)
        : base(Describe(missing, unexpected, misshapen))
    {
        Missing = missing;
        Unexpected = unexpected;
        Misshapen = misshapen;
    }

    /// <summary>Names that the model has and the weights lack.</summary>
    public ImmutableArray<string> Missing { get; } = [];

    /// <summary>Names that the weights have and the model lacks.</summary>
    public ImmutableArray<string> Unexpected { get; } = [];

    /// <summary>Names whose shapes differ.</summary>
    public ImmutableArray<ShapeMismatch> Misshapen { get; } = [];

    /// <summary>Whether there is anything to report; an instance without is not thrown.</summary>
    internal bool HasAny => Missing.Length + Unexpected.Length + Misshapen.Length > 0;

    private static string Describe(
        ImmutableArray<string> missing, ImmutableArray<string> unexpected, ImmutableArray<ShapeMismatch> misshapen)
    {
        List<string> lines =
            [$"The weights do not fit the model: {missing.Length} missing, {unexpected.Length} unexpected, {misshapen.Length} of another shape."];
        lines.AddRange(missing.Select(name => $"  missing: {name}"));
        lines.AddRange(unexpected.Select(name => $"  unexpected: {name}"));
        lines.AddRange(misshapen.Select(item => $"  shape: {item}"));
        return string.Join('\n', lines);
    }
}

/// <summary>A weight whose shape is not the model's.</summary>
/// <param name="Name">Its name in the state dict.</param>
/// <param name="Expected">The model's shape.</param>
/// <param name="Actual">The shape in the weights.</param>
public sealed record ShapeMismatch(string Name, ImmutableArray<long> Expected, ImmutableArray<long> Actual)
{
    /// <summary>Name and both shapes.</summary>
    public override string ToString() => $"{Name}: expected {Shapes.Text(Expected.AsSpan())} but got {Shapes.Text(Actual.AsSpan())}";
}
