using System.Collections.Immutable;
using Mien.Core;
using Mien.Onnx.Format;
using Mien.Onnx.Rewriting;

namespace Mien.Onnx;

/// <summary>A network as a graph of ONNX. Its weights are those of the network, which must live until the file is written.</summary>
public sealed class OnnxModel
{
    /// <summary>What is added to the name of a model's file for the weights above 2 GB beside it.</summary>
    public const string DataSuffix = OnnxWriter.DataSuffix;

    private readonly OnnxGraph _graph;

    internal OnnxModel(OnnxGraph graph, IReadOnlyDictionary<string, string> metadata) => (_graph, Metadata) = (graph, metadata);

    /// <summary>Texts that travel in the file.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The operators of the graph in the order of computing, such as "Conv".</summary>
    public ImmutableArray<string> Operators => [.. _graph.Nodes.Select(node => node.Type)];

    /// <summary>The layers that can be computed in 8 bits, by their modules' paths, in the order of computing.</summary>
    public ImmutableArray<string> Layers => [.. QuantizationPlan.LayersOf(_graph).Select(node => node.Place).Distinct()];

    /// <summary>The nodes, a line for each: name, operator, inputs, settings.</summary>
    public override string ToString() => string.Join('\n', _graph.Nodes);

    /// <summary>The same model with other texts beside those it has.</summary>
    public OnnxModel WithMetadata(IEnumerable<KeyValuePair<string, string>> texts) => new(_graph, Metadata.Concat(texts).GroupBy(pair => pair.Key).ToDictionary(group => group.Key, group => group.Last().Value));

    /// <summary>
    /// The same model for pictures as they are: its input is <see cref="OnnxExport.PixelsInput"/>, bytes (N, H, W, 3), red first; grey, scaling and order are its
    /// first nodes, exact to the bit. Pictures must have the right size already.
    /// </summary>
    /// <param name="preprocessing">What the network's own input is made by; as many channels as it takes.</param>
    public OnnxModel WithPreprocessing(Preprocessing preprocessing) => new(InputPreprocessing.Prepend(_graph, preprocessing), Metadata);

    /// <summary>The same model, computing in float16 inside. Input and outputs stay float32, as do operators whose inner values may be beyond float16.</summary>
    /// <exception cref="OnnxExportException">A weight is beyond float16.</exception>
    public OnnxModel ToFloat16() => new(HalfPrecision.Convert(_graph), Metadata);

    /// <summary>
    /// The same model up to its global mean of operators that only Mien has, in a layout of their own: convolution, activation, sum and scaling in one pass.
    /// </summary>
    /// <param name="inBfloat16">Whether dense convolutions but the first round what they multiply to bfloat16, and sum in float32.</param>
    /// <returns>Null where the network is not made of what they compute, or gains nothing: in float32 without a convolution by channel.</returns>
    public OnnxModel? WithOwnOperators(bool inBfloat16 = false) => BlockedLayout.TryRewrite(_graph, inBfloat16) is { } graph ? new(graph, Metadata) : null;

    /// <summary>
    /// The same model that gives, instead of its outputs, the values whose ranges <see cref="Quantize"/> must know, by their names; it takes one picture of a fixed size.
    /// </summary>
    /// <param name="options">What is to be in 8 bits.</param>
    /// <param name="heightPx">Height of the picture.</param>
    /// <param name="widthPx">Width of the picture.</param>
    public OnnxModel ToObserve(QuantizationOptions options, int heightPx, int widthPx)
    {
        ArgumentNullException.ThrowIfNull(options);
        var observed = new QuantizationPlan(_graph, options.FloatLayers).Observed.Where(name => name != _graph.Input.Name);
        var input = _graph.Input with { Shape = [1L, _graph.Input.Shape[1], (long)heightPx, (long)widthPx] };
        return new((_graph with { Input = input, Outputs = [.. observed.Select(name => new OnnxValue(name, default))] }).WithoutDeadParts(), Metadata);
    }

    /// <summary>The same model with layers of 8 bits.</summary>
    /// <param name="options">Those of <see cref="ToObserve"/>.</param>
    /// <param name="ranges">Of all values that it gives, and of the input.</param>
    /// <exception cref="ArgumentException">A range is missing.</exception>
    public OnnxModel Quantize(QuantizationOptions options, IReadOnlyDictionary<string, ValueRange> ranges)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(ranges);
        var plan = new QuantizationPlan(_graph, options.FloatLayers);
        return plan.Observed.FirstOrDefault(name => !ranges.ContainsKey(name)) is { } missing
            ? throw new ArgumentException($"Expected a range for every value but '{missing}' has none.", nameof(ranges))
            : new(new Quantizer(_graph, plan, ranges).Run(), Metadata);
    }

    /// <summary>Writes the file in one step; weights above 2 GB go into <c>path.data</c> beside it. Older files are replaced.</summary>
    /// <exception cref="IOException">The disk is full or the like; an older file is untouched.</exception>
    public void Save(string path) => OnnxWriter.Write(path, _graph, Metadata);

    /// <summary>The bytes of the file.</summary>
    /// <exception cref="IOException">The weights are above 2 GB.</exception>
    public byte[] ToBytes() => OnnxWriter.ToBytes(_graph, Metadata);

    internal void Save(string path, long mostInlineBytes) => OnnxWriter.Write(path, _graph, Metadata, mostInlineBytes);
}
