using System.Collections.Immutable;

namespace Mien.Models.Summaries;

/// <summary>One layer of a net: a module without parts, or with weights of its own.</summary>
public sealed record LayerSummary
{
    /// <summary>Name as in the weights, such as "layer1.0.conv1"; "" for the net itself.</summary>
    public required string Name { get; init; }

    /// <summary>Such as "Conv2d".</summary>
    public required string Type { get; init; }

    /// <summary>Shape of the output for one picture, (1, ...); empty when the layer did not run, such as auxiliary classifiers in evaluation.</summary>
    public required ImmutableArray<long> OutputShape { get; init; }

    /// <summary>Elements that learn.</summary>
    public required long TrainableCount { get; init; }

    /// <summary>Elements of buffers but for counters: the running moments of batch norms.</summary>
    public required long BufferCount { get; init; }

    /// <summary>Products that are summed up, in one forward pass of one picture, in this layer itself.</summary>
    public required long MultiplyAdds { get; init; }

    /// <summary>All elements, as Keras counts them.</summary>
    public long ParameterCount => TrainableCount + BufferCount;
}
