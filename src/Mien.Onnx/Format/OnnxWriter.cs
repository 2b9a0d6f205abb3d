using System.Globalization;
using Mien.Core;

namespace Mien.Onnx.Format;

/// <summary>Writes a graph as an .onnx file: message ModelProto of onnx.proto, whose field numbers stand here.</summary>
internal static class OnnxWriter
{
    private const int IrVersion = 8, OwnVersion = 1, Opset = 17; // what the ONNX of Debian 12 still checks; every operator in use is in it
    private const int FloatAttribute = 1, IntAttribute = 2, IntsAttribute = 7;
    private const int ExternalLocation = 1;
    private const long Alignment = 4096; // lets a reader map the weights

    // A message of protocol buffers ends at 2 GiB; nodes and names are small beside this reserve.
    private const long MostInlineBytes = int.MaxValue - (64L << 20);

    /// <summary>Ending of the file beside the model that holds weights above 2 GB.</summary>
    public const string DataSuffix = ".data";

    /// <summary>Writes the model, and beside it the data where they do not fit in. Each file is replaced in one step, the data first.</summary>
    /// <param name="path">The file.</param>
    /// <param name="graph">The model.</param>
    /// <param name="metadata">Texts that travel with it.</param>
    /// <param name="mostInlineBytes">Weights above this go beside the model.</param>
    public static void Write(string path, OnnxGraph graph, IReadOnlyDictionary<string, string> metadata, long mostInlineBytes = MostInlineBytes)
    {
        var isInline = graph.Constants.Sum(constant => constant.ByteCount) <= mostInlineBytes;
        var offsets = isInline ? null : WriteData(path + DataSuffix, graph);
        var model = Model(graph, metadata, constant => isInline || !constant.MayLieBeside ? Inline(constant) : Beside(constant, Path.GetFileName(path) + DataSuffix, offsets![constant]));
        AtomicFile.Write(path, model.WriteTo);
    }

    /// <summary>The bytes of a model whose weights fit in.</summary>
    public static byte[] ToBytes(OnnxGraph graph, IReadOnlyDictionary<string, string> metadata)
    {
        using var stream = new MemoryStream();
        Model(graph, metadata, Inline).WriteTo(stream);
        return stream.ToArray();
    }

    private static Dictionary<OnnxConstant, long> WriteData(string path, OnnxGraph graph)
    {
        Dictionary<OnnxConstant, long> offsets = [];
        AtomicFile.Write(path, stream =>
        {
            foreach (var constant in graph.Constants.Where(constant => constant.MayLieBeside))
            {
                stream.Write(new byte[(Alignment - (stream.Position % Alignment)) % Alignment]);
                offsets[constant] = stream.Position;
                constant.WriteTo(stream);
            }
        });
        return offsets;
    }

    private static ProtoMessage Model(OnnxGraph graph, IReadOnlyDictionary<string, string> metadata, Func<OnnxConstant, ProtoMessage> tensor)
    {
        var body = new ProtoMessage();
        foreach (var node in graph.Nodes)
        {
            body.Add(1, Node(node));
        }

        body.Add(2, graph.Name);
        foreach (var constant in graph.Constants)
        {
            body.Add(5, tensor(constant));
        }

        body.Add(11, Value(graph.Input));
        foreach (var output in graph.Outputs)
        {
            body.Add(12, Value(output));
        }

        var model = new ProtoMessage().Add(1, IrVersion).Add(2, "mien").Add(5, 1).Add(7, body).Add(8, new ProtoMessage().Add(1, "").Add(2, Opset));
        foreach (var domain in graph.Nodes.Select(node => node.Domain).Where(domain => domain.Length > 0).Distinct())
        {
            model.Add(8, new ProtoMessage().Add(1, domain).Add(2, OwnVersion));
        }

        foreach (var (key, value) in metadata)
        {
            model.Add(14, Entry(key, value));
        }

        return model;
    }

    private static ProtoMessage Node(OnnxNode node)
    {
        var message = new ProtoMessage();
        foreach (var input in node.Inputs)
        {
            message.Add(1, input);
        }

        message.Add(2, node.Name).Add(3, node.Name).Add(4, node.Type);
        foreach (var attribute in node.Attributes)
        {
            message.Add(5, Attribute(attribute));
        }

        return node.Domain.Length == 0 ? message : message.Add(7, node.Domain);
    }

    private static ProtoMessage Attribute(OnnxAttribute attribute)
    {
        var message = new ProtoMessage().Add(1, attribute.Name);
        switch (attribute.Value)
        {
            case float number:
                return message.Add(2, number).Add(20, FloatAttribute);
            case long number:
                return message.Add(3, number).Add(20, IntAttribute);
            default:
                foreach (var number in (long[])attribute.Value)
                {
                    message.Add(8, number);
                }

                return message.Add(20, IntsAttribute);
        }
    }

    private static ProtoMessage Value(OnnxValue value)
    {
        var tensor = new ProtoMessage().Add(1, value.DataType);
        if (!value.Shape.IsDefault)
        {
            var shape = new ProtoMessage();
            foreach (var size in value.Shape)
            {
                shape.Add(1, size is string name ? new ProtoMessage().Add(2, name) : new ProtoMessage().Add(1, (long)size));
            }

            tensor.Add(2, shape);
        }

        return new ProtoMessage().Add(1, value.Name).Add(2, new ProtoMessage().Add(1, tensor));
    }

    private static ProtoMessage Inline(OnnxConstant constant) => Head(constant).Add(9, constant.ByteCount, constant.WriteTo);

    private static ProtoMessage Beside(OnnxConstant constant, string file, long offset) => Head(constant)
        .Add(13, Entry("location", file))
        .Add(13, Entry("offset", offset.ToString(CultureInfo.InvariantCulture)))
        .Add(13, Entry("length", constant.ByteCount.ToString(CultureInfo.InvariantCulture)))
        .Add(14, ExternalLocation);

    private static ProtoMessage Head(OnnxConstant constant)
    {
        var message = new ProtoMessage();
        foreach (var size in constant.Shape)
        {
            message.Add(1, size);
        }

        return message.Add(2, constant.DataType).Add(8, constant.Name);
    }

    private static ProtoMessage Entry(string key, string value) => new ProtoMessage().Add(1, key).Add(2, value);
}
