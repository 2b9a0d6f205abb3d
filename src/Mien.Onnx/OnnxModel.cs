using System.Collections.Immutable;
using Mien.Onnx.Format;

namespace Mien.Onnx;

/// <summary>A network as a graph of ONNX. Its weights are those of the network, which must live until the file is written.</summary>
public sealed class OnnxModel
{
    private readonly OnnxGraph _graph;
    private readonly IReadOnlyDictionary<string, string> _metadata;

    internal OnnxModel(OnnxGraph graph, IReadOnlyDictionary<string, string> metadata) => (_graph, _metadata) = (graph, metadata);

    /// <summary>The operators of the graph in the order of computing, such as "Conv".</summary>
    public ImmutableArray<string> Operators => [.. _graph.Nodes.Select(node => node.Type)];

    /// <summary>The nodes, a line for each: name, operator, inputs, settings.</summary>
    public override string ToString() => string.Join('\n', _graph.Nodes);

    /// <summary>Writes the file in one step; weights above 2 GB go into <c>path.data</c> beside it. Older files are replaced.</summary>
    /// <exception cref="IOException">The disk is full or the like; an older file is untouched.</exception>
    public void Save(string path) => OnnxWriter.Write(path, _graph, _metadata);

    /// <summary>The bytes of the file.</summary>
    /// <exception cref="IOException">The weights are above 2 GB.</exception>
    public byte[] ToBytes() => OnnxWriter.ToBytes(_graph, _metadata);

    internal void Save(string path, long mostInlineBytes) => OnnxWriter.Write(path, _graph, _metadata, mostInlineBytes);
}
