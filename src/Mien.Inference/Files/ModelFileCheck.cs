namespace Mien.Inference.Files;

/// <summary>
/// Looks over an .onnx file before ONNX Runtime reads it, so that one from strangers can do no harm and what is wrong with it is said clearly: it must be whole,
/// tensors must have as many bytes as their shapes say, and data outside of the file must lie beside it.
/// </summary>
/// <remarks>Field numbers are those of onnx.proto (ModelProto, GraphProto, NodeProto, AttributeProto, FunctionProto).</remarks>
internal sealed class ModelFileCheck
{
    // Deeper nesting than any network has; the reader of the runtime gives up soon after.
    private const int MostNested = 40;

    private readonly TensorCheck _tensors;

    private ModelFileCheck(string? folder) => _tensors = new(folder);

    /// <summary>Looks over a file.</summary>
    /// <exception cref="InferenceException">There is none, it is no model, or it must not be trusted.</exception>
    public static void Require(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            Require(stream, Path.GetDirectoryName(Path.GetFullPath(path)), $"'{path}'");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InferenceException($"Expected an ONNX model but '{path}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Looks over a model in memory, which must have all its data in it.</summary>
    /// <exception cref="InferenceException">It is no model, or it must not be trusted.</exception>
    public static void Require(ReadOnlySpan<byte> model) => Require(new MemoryStream(model.ToArray()), folder: null, "the bytes");

    private static void Require(Stream stream, string? folder, string source)
    {
        try
        {
            var hasGraph = false;
            var check = new ModelFileCheck(folder);
            for (var model = new ProtoReader(stream, stream.Length); model.Next();)
            {
                hasGraph |= model.Field == 7;
                check.ModelPart(model);
            }

            if (!hasGraph)
            {
                throw new FormatException(stream.Length == 0 ? "it is empty" : "there is no graph in it");
            }
        }
        catch (FormatException e)
        {
            throw new InferenceException($"Expected an ONNX model but {source} is none that can be trusted: {e.Message}.", e);
        }
    }

    private void ModelPart(ProtoReader model)
    {
        if (model.Field == 7)
        {
            Graph(model.Message(), 0);
        }
        else if (model.Field == 25)
        {
            for (var function = model.Message(); function.Next();)
            {
                if (function.Field == 7)
                {
                    Node(function.Message(), 0);
                }
            }
        }
    }

    private void Graph(ProtoReader graph, int depth)
    {
        if (depth > MostNested)
        {
            throw new FormatException($"there are more than {MostNested} graphs in each other");
        }

        while (graph.Next())
        {
            switch (graph.Field)
            {
                case 1:
                    Node(graph.Message(), depth);
                    break;
                case 5:
                    _tensors.Tensor(graph.Message());
                    break;
                case 15:
                    _tensors.SparseTensor(graph.Message());
                    break;
                default:
                    break;
            }
        }
    }

    private void Node(ProtoReader node, int depth)
    {
        while (node.Next())
        {
            if (node.Field == 5)
            {
                Attribute(node.Message(), depth);
            }
        }
    }

    private void Attribute(ProtoReader attribute, int depth)
    {
        while (attribute.Next())
        {
            switch (attribute.Field)
            {
                case 5 or 10:
                    _tensors.Tensor(attribute.Message());
                    break;
                case 6 or 11:
                    Graph(attribute.Message(), depth + 1);
                    break;
                case 22 or 23:
                    _tensors.SparseTensor(attribute.Message());
                    break;
                default:
                    break;
            }
        }
    }
}
