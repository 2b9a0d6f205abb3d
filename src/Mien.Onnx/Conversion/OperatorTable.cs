using Mien.Torch;

namespace Mien.Onnx.Conversion;

/// <summary>Adds what an operator does to the graph.</summary>
/// <returns>The name of the value that its output has.</returns>
internal delegate string Converter(OperatorCall call, GraphBuilder graph);

/// <summary>The operators of libtorch that can be exported, by the names of their schemas. A new one is one more line.</summary>
internal static class OperatorTable
{
    public static IReadOnlyDictionary<string, Converter> Converters { get; } = new Dictionary<string, Converter>
    {
        // Layers
        ["mien::conv2d"] = LayerConverters.Convolution,
        ["mien::batch_norm_act"] = LayerConverters.BatchNorm,
        ["mien::max_pool2d"] = LayerConverters.MaxPool,
        ["aten::avg_pool2d"] = LayerConverters.AveragePool,
        ["aten::adaptive_avg_pool2d"] = LayerConverters.AdaptiveAveragePool,
        ["aten::linear"] = LayerConverters.Linear,
        ["aten::layer_norm"] = LayerConverters.LayerNorm,
        ["aten::matmul"] = Binary("MatMul"),
        ["aten::softmax.int"] = (call, graph) => graph.Add("Softmax", [graph.Value(call.Tensor(0))], ("axis", call.Integer(1))),
        ["aten::mean.dim"] = LayerConverters.Mean,

        // Element by element
        ["aten::relu"] = Unary("Relu"),
        ["aten::sigmoid"] = Unary("Sigmoid"),
        ["aten::tanh"] = Unary("Tanh"),
        ["aten::exp"] = Unary("Exp"),
        ["aten::sqrt"] = Unary("Sqrt"),
        ["aten::abs"] = Unary("Abs"),
        ["aten::neg"] = Unary("Neg"),
        ["aten::hardswish"] = Unary("HardSwish"),
        ["aten::hardsigmoid"] = (call, graph) => graph.Add("HardSigmoid", [graph.Value(call.Tensor(0))], ("alpha", 1 / 6f), ("beta", 0.5f)),
        ["aten::silu"] = ElementConverters.Silu,
        ["aten::gelu"] = ElementConverters.Gelu,
        ["aten::hardtanh"] = ElementConverters.Clip,
        ["aten::clamp"] = ElementConverters.Clip,
        ["aten::add.Tensor"] = (call, graph) => ElementConverters.Sum(call, graph, "Add"),
        ["aten::sub.Tensor"] = (call, graph) => ElementConverters.Sum(call, graph, "Sub"),
        ["aten::mul.Tensor"] = Binary("Mul"),
        ["aten::div.Tensor"] = Binary("Div"),
        ["aten::add.Scalar"] = ElementConverters.WithNumber("Add"),
        ["aten::sub.Scalar"] = ElementConverters.WithNumber("Sub"),
        ["aten::mul.Scalar"] = ElementConverters.WithNumber("Mul"),
        ["aten::div.Scalar"] = ElementConverters.WithNumber("Div"),
        ["aten::pow.Tensor_Scalar"] = ElementConverters.WithNumber("Pow"),

        // Shape
        ["aten::cat"] = ShapeConverters.Concat,
        ["aten::reshape"] = ShapeConverters.Reshape,
        ["aten::flatten.using_ints"] = ShapeConverters.Flatten,
        ["aten::permute"] = ShapeConverters.Permute,
        ["aten::transpose.int"] = ShapeConverters.Transpose,
        ["aten::select.int"] = ShapeConverters.Select,
        ["aten::narrow"] = ShapeConverters.Narrow,
        ["aten::squeeze.dim"] = ShapeConverters.Squeeze,
        ["aten::unsqueeze"] = ShapeConverters.Unsqueeze,
        ["aten::expand"] = ShapeConverters.Expand,
        ["aten::constant_pad_nd"] = ShapeConverters.Pad,
        ["aten::roll"] = ShapeConverters.Roll,

        // Nothing at all in evaluation and in float32
        ["aten::dropout"] = Same,
        ["aten::contiguous"] = Same,
        ["aten::clone"] = Same,
        ["aten::detach"] = Same,
        ["aten::to.dtype"] = ElementConverters.RequireSameType,
        ["aten::to.device"] = Same,
    };

    private static Converter Unary(string type) => (call, graph) => graph.Add(type, [graph.Value(call.Tensor(0))]);

    private static Converter Binary(string type) => (call, graph) => graph.Add(type, [graph.Value(call.Tensor(0)), graph.Value(call.Tensor(1))]);

    private static string Same(OperatorCall call, GraphBuilder graph) => graph.Value(call.Tensor(0));
}
