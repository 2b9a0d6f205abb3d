using Mien.Onnx.Format;

namespace Mien.Inference.Tests;

/// <summary>
/// A network with the inputs and outputs of a YuNet that finds a face in every cell of the finest grid whose pixels are blue: its class score
/// is the cell's mean of blue / 255, its object score 1. Boxes and landmarks are the same for every cell of a grid.
/// </summary>
internal static class YuNetFile
{
    /// <summary>Box and landmarks as the network gives them, for each stride.</summary>
    public sealed record Answer(float[] Box, float[] Landmarks);

    public static void Write(string path, object[] shape, Answer answer, Func<string, bool>? isKept = null, int boxValues = 4)
    {
        List<OnnxNode> nodes = [];
        List<OnnxConstant> constants = [];
        List<OnnxValue> outputs = [];
        foreach (var stride in YuNetOutputs.Strides)
        {
            Grid("cls", stride, [stride == 8 ? 1f / 255 : 0], [0]);
            Grid("obj", stride, [0], [1]);
            Grid("bbox", stride, new float[boxValues], answer.Box[..boxValues]);
            Grid("kps", stride, new float[10], answer.Landmarks);
        }

        var graph = new OnnxGraph("yunet", new("input", [.. shape]), [.. outputs.Where(output => isKept?.Invoke(output.Name) ?? true)], [.. nodes], [.. constants]);
        File.WriteAllBytes(path, OnnxWriter.ToBytes(graph, new Dictionary<string, string>()));

        // One value per cell and channel: weight times the mean of blue, the first plane, plus bias; as (1, cells, values).
        void Grid(string kind, int stride, float[] blue, float[] bias)
        {
            var (name, area) = ($"{kind}_{stride}", stride * stride);
            var weights = blue.SelectMany(value => Enumerable.Range(0, 3 * area).Select(place => place < area ? value / area : 0)).ToArray();
            constants.Add(OnnxConstant.Of(name + ".weight", weights, blue.Length, 3, stride, stride));
            constants.Add(OnnxConstant.Of(name + ".bias", bias, bias.Length));
            constants.Add(OnnxConstant.Of(name + ".shape", (long[])[1, blue.Length, -1], 3));
            nodes.Add(new("Conv", name + ".map", ["input", name + ".weight", name + ".bias"], [("kernel_shape", [(long)stride, stride]), ("strides", [(long)stride, stride])]));
            nodes.Add(new("Reshape", name + ".cells", [name + ".map", name + ".shape"], []));
            nodes.Add(new("Transpose", name, [name + ".cells"], [("perm", [0L, 2, 1])]));
            outputs.Add(new(name, [1L, shape[2] is long height && shape[3] is long width ? height / stride * (width / stride) : $"cells_{stride}", (long)blue.Length]));
        }
    }
}
