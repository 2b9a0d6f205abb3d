using System.Collections.Immutable;
using Mien.Core;
using Mien.Models;
using Mien.Onnx.Conversion;
using Mien.Onnx.Format;
using Mien.Torch;

namespace Mien.Onnx;

/// <summary>Exports networks to ONNX by recording what they compute.</summary>
public static class OnnxExport
{
    /// <summary>Name of the output of class probabilities.</summary>
    public const string ExpressionOutput = "expression";

    /// <summary>Name of the output of valence and arousal.</summary>
    public const string RegressionOutput = "valence_arousal";

    /// <summary>Name of the input of models that take pictures as they are; others have a name of their own, so that neither is fed with the other's.</summary>
    public const string PixelsInput = "pixels";

    private const string LogitsOutput = "logits";

    // Two numbers of pictures, so that what depends on their number shows; neither is a usual size of anything else.
    private const int BatchSize = 2, OtherBatchSize = 3;

    // Odd and even numbers, and different remainders of 7 and 32, down to the last maps.
    private static readonly ImmutableArray<(int Height, int Width)> OtherSizes = [(33, 50), (71, 14), (2, 107)];

    /// <summary>
    /// Records a network on empty pictures. It must compute in float32 on the CPU; it is switched to evaluation, and its batch norms are taken
    /// into the convolutions before them, so that it can no longer train.
    /// </summary>
    /// <exception cref="OnnxExportException">An operator has no converter, or the network depends on the number of pictures in a way that is not understood.</exception>
    /// <exception cref="ConfigException">Any size is asked for and the network is made for one.</exception>
    public static OnnxModel Convert(Module network, OnnxOptions options)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(options);
        BatchNormFolding.Fold(network);
        var graph = Trace(network, options, BatchSize);
        if (graph.FirstDifference(Trace(network, options, OtherBatchSize)) is { } difference)
        {
            throw new OnnxExportException($"Expected a network that treats any number of pictures alike but these parts differ between {BatchSize} and {OtherBatchSize}: {difference}");
        }

        if (options.AnySize)
        {
            RequireAnySize(network, options, graph);
        }

        return new(graph, options.Metadata);
    }

    private static void RequireAnySize(Module network, OnnxOptions options, OnnxGraph graph)
    {
        foreach (var (height, width) in OtherSizes)
        {
            var other = options with { HeightPx = options.HeightPx + height, WidthPx = options.WidthPx + width };
            string? difference;
            try
            {
                difference = graph.FirstDifference(Trace(network, other, BatchSize));
            }
            catch (MienException e)
            {
                difference = e.Message;
            }

            if (difference is not null)
            {
                throw new ConfigException(
                    $"Expected a network that takes pictures of any size but this one does not compute alike at {options.WidthPx} x {options.HeightPx} and {other.WidthPx} x {other.HeightPx}. Export it for one size. The difference: {difference}");
            }
        }
    }

    private static OnnxGraph Trace(Module network, OnnxOptions options, int count)
    {
        using var scope = TensorScope.Begin();
        using var noGrad = NoGrad.Begin();
        var input = Tensor.Zeros([count, options.Channels, options.HeightPx, options.WidthPx]);
        var tracer = new Tracer(network, input);
        Tensor output;
        using (ForwardObserver.Begin(tracer))
        {
            output = network.Forward(input);
        }

        tracer.Graph.Place = "";
        var outputs = Outputs(tracer.Graph, output, options);
        object[] sizes = options.AnySize ? ["height", "width"] : [(long)options.HeightPx, (long)options.WidthPx];
        return new OnnxGraph(
            network.GetType().Name, new(GraphBuilder.InputName, ["batch", (long)options.Channels, .. sizes]), outputs,
            [.. tracer.Graph.Nodes], [.. tracer.Graph.Constants]).WithoutDeadParts();
    }

    private static ImmutableArray<OnnxValue> Outputs(GraphBuilder graph, Tensor output, OnnxOptions options)
    {
        var (value, count) = (graph.Value(output), output.Size(1));
        if (options.ClassCount is not { } classes)
        {
            return [Name(graph, LogitsOutput, value, count)];
        }

        if (count != classes && count != classes + 2)
        {
            throw new OnnxExportException($"Expected {classes} class scores, or two more for arousal and valence, but the network gives {count}.");
        }

        if (count == classes)
        {
            return [Name(graph, ExpressionOutput, Probabilities(graph, value, options.Temperature), classes)];
        }

        var scores = graph.Add("Gather", [value, graph.Constant("classes", [.. Enumerable.Range(0, classes).Select(index => (long)index)])], ("axis", 1L));
        var regression = graph.Add("Gather", [value, graph.Constant("valence_then_arousal", classes + 1, classes)], ("axis", 1L));
        return
        [
            Name(graph, ExpressionOutput, Probabilities(graph, scores, options.Temperature), classes),
            Name(graph, RegressionOutput, regression, 2),
        ];
    }

    private static string Probabilities(GraphBuilder graph, string scores, double? temperature) =>
        graph.Add("Softmax", [temperature is { } value ? graph.Add("Div", [scores, graph.Scalar("temperature", value)]) : scores], ("axis", 1L));

    // A node of its own, as a value has one name and another node may use it.
    private static OnnxValue Name(GraphBuilder graph, string name, string value, long count)
    {
        graph.Nodes.Add(new("Identity", name, [value], []));
        return new(name, ["batch", count]);
    }
}
