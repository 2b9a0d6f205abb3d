using System.Globalization;
using System.Text;
using Mien.Torch;

namespace Mien.Models.Summaries;

/// <summary>A net as a drawing: layers, what joins them, and the shapes that flow between, in the language of Graphviz.</summary>
public static class ModelGraph
{
    /// <summary>Writes the graph of an architecture, found by a forward pass of one picture that computes shapes alone.</summary>
    /// <param name="info">The architecture.</param>
    /// <param name="options">Classes, channels, size of the picture and whatever else the net shall have.</param>
    /// <returns>A digraph in the DOT language, each module with parts as a box around them. Equal nets give equal texts.</returns>
    /// <exception cref="Core.MienException">The net does not take pictures of that size.</exception>
    public static string ToDot(ModelInfo info, ModelOptions options)
    {
        ArgumentNullException.ThrowIfNull(info);
        ArgumentNullException.ThrowIfNull(options);
        using var scope = TensorScope.Begin();
        using var noGrad = NoGrad.Begin();
        using var shapes = ShapesOnly.Begin();
        using var module = info.Build(options).Train(false);
        var size = options.InputPx ?? info.DefaultInputPx;
        var input = Tensor.Empty([1, options.InputChannels, size, size]);
        var observer = new GraphObserver(module, input);
        using (ForwardObserver.Begin(observer))
        {
            observer.End(module.Forward(input));
        }

        var dot = new StringBuilder();
        dot.Append("digraph ").Append(Quoted(info.Name)).Append(" {\n");
        dot.Append("  graph [rankdir=TB, ranksep=0.3, fontname=\"Helvetica\", fontsize=10, color=\"#9aa5b1\", labeljust=l];\n");
        dot.Append("  node [shape=box, style=\"filled,rounded\", fillcolor=\"#eef2f7\", color=\"#52606d\", fontname=\"Helvetica\", fontsize=10, height=0.3];\n");
        dot.Append("  edge [color=\"#52606d\", fontname=\"Helvetica\", fontsize=9, arrowsize=0.6];\n");
        WriteBox(dot, observer.Root, "  ");
        foreach (var (from, to, shape) in observer.Edges)
        {
            dot.Append(CultureInfo.InvariantCulture, $"  n{from} -> n{to} [label={Quoted(shape)}];\n");
        }

        return dot.Append("}\n").ToString();
    }

    private static void WriteBox(StringBuilder dot, GraphBox box, string indent)
    {
        foreach (var node in box.Nodes)
        {
            dot.Append(CultureInfo.InvariantCulture, $"{indent}n{node.Number} [label={Quoted(node.Label)}{(node.IsOperator ? ", style=filled, fillcolor=white" : "")}];\n");
        }

        foreach (var part in box.Parts)
        {
            dot.Append(CultureInfo.InvariantCulture, $"{indent}subgraph cluster_{part.Number} {{\n{indent}  label={Quoted(part.Label)};\n");
            WriteBox(dot, part, indent + "  ");
            dot.Append(indent).Append("}\n");
        }
    }

    private static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";
}
