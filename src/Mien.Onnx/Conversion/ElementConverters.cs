using Mien.Torch;

namespace Mien.Onnx.Conversion;

/// <summary>Arithmetic element by element.</summary>
internal static class ElementConverters
{
    public static string Silu(OperatorCall call, GraphBuilder graph)
    {
        var value = graph.Value(call.Tensor(0));
        return graph.Add("Mul", [value, graph.Add("Sigmoid", [value])]);
    }

    /// <summary>x / 2 * (1 + erf(x / sqrt 2)), in the form that ONNX Runtime recognises and computes at once; Gelu itself is not in opset 17.</summary>
    public static string Gelu(OperatorCall call, GraphBuilder graph)
    {
        var value = graph.Value(call.Tensor(0));
        var erf = graph.Add("Erf", [graph.Add("Div", [value, graph.Scalar("sqrt_2", Math.Sqrt(2))])]);
        var product = graph.Add("Mul", [value, graph.Add("Add", [erf, graph.Scalar("one", 1)])]);
        return graph.Add("Mul", [product, graph.Scalar("half", 0.5)]);
    }

    /// <summary>Limits on both sides; an open one stays open.</summary>
    public static string Clip(OperatorCall call, GraphBuilder graph) => graph.Add("Clip",
    [
        graph.Value(call.Tensor(0)),
        graph.Scalar("low", call.Number(1) ?? double.NegativeInfinity),
        graph.Scalar("high", call.Number(2) ?? double.PositiveInfinity),
    ]);

    /// <summary>A sum or difference whose second term may have a factor.</summary>
    public static string Sum(OperatorCall call, GraphBuilder graph, string type)
    {
        var (left, right) = (graph.Value(call.Tensor(0)), graph.Value(call.Tensor(1)));
        return graph.Add(type, [left, call.Number(2) is { } factor and not 1 ? graph.Add("Mul", [right, graph.Scalar("factor", factor)]) : right]);
    }

    public static Converter WithNumber(string type) => (call, graph) =>
        graph.Add(type, [graph.Value(call.Tensor(0)), graph.Scalar("number", call.Number(1)!.Value)]);

    public static string RequireSameType(OperatorCall call, GraphBuilder graph) => call.Output.DType == call.Tensor(0).DType
        ? graph.Value(call.Tensor(0))
        : throw new OnnxExportException($"Expected a network that computes in float32 but '{graph.Place}' converts {call.Tensor(0).DType} to {call.Output.DType}.");
}
