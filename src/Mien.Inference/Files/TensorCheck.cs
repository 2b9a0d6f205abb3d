using System.Globalization;

namespace Mien.Inference.Files;

/// <summary>Holds the shapes of tensors in a file against the bytes that they have, there or in a file beside it.</summary>
/// <param name="folder">Folder of the model; null for one in memory.</param>
/// <remarks>Field numbers are those of onnx.proto (TensorProto, SparseTensorProto, StringStringEntryProto).</remarks>
internal sealed class TensorCheck(string? folder)
{
    private const int MostNameBytes = 200, MostPathBytes = 4096;
    private const int StringType = 8, ExternalLocation = 1;

    // Bits of an element by the number of its type, from 0: undefined, float, uint8, int8, uint16, int16, int32, int64, string, bool, float16, double, uint32,
    // uint64, complex64, complex128, bfloat16, four of float8, uint4, int4, float4.
    private static readonly int[] Bits = [0, 32, 8, 8, 16, 16, 32, 64, 0, 8, 16, 64, 32, 64, 64, 128, 16, 8, 8, 8, 8, 4, 4, 4];

    /// <exception cref="FormatException">The tensor is not what it is said to be.</exception>
    public void Tensor(ProtoReader tensor)
    {
        var (name, type, count, rawBytes, typedBytes, location) = ("", 0L, 1L, -1L, 0L, 0L);
        Dictionary<string, string> external = [];
        while (tensor.Next())
        {
            switch (tensor.Field)
            {
                case 1:
                    count = tensor.Numbers().Aggregate(count, (product, size) => size >= 0 ? SaturatedProduct(product, size) : throw new FormatException($"tensor '{name}' has a size of {size}"));
                    break;
                case 2:
                    type = tensor.Number;
                    break;
                case 8:
                    name = tensor.Text(MostNameBytes);
                    break;
                case 9:
                    rawBytes = tensor.Number;
                    break;
                case 4 or 5 or 6 or 7 or 10 or 11:
                    typedBytes += tensor.HasBytes && tensor.Field != 6 ? tensor.Number : 1; // a number of its own, or a text
                    break;
                case 13:
                    var (key, value) = Entry(tensor.Message());
                    external[key] = value;
                    break;
                case 14:
                    location = tensor.Number;
                    break;
                default:
                    break;
            }
        }

        // As runtimes do: without this word the data is here, whatever else is said.
        Require(name, type, count, rawBytes, typedBytes, location == ExternalLocation ? external : null);
    }

    /// <exception cref="FormatException">A part of it is not what it is said to be.</exception>
    public void SparseTensor(ProtoReader sparse)
    {
        while (sparse.Next())
        {
            if (sparse.Field is 1 or 2)
            {
                Tensor(sparse.Message());
            }
        }
    }

    private void Require(string name, long type, long count, long rawBytes, long typedBytes, Dictionary<string, string>? external)
    {
        if (type is < 1 || type >= Bits.Length)
        {
            throw new FormatException($"tensor '{name}' has the unknown type {type}");
        }

        var bytes = (SaturatedProduct(count, Bits[type]) + 7) / 8;
        if (external is not null)
        {
            Beside(name, bytes, external);
        }
        else if (rawBytes >= 0 && type != StringType && rawBytes != bytes)
        {
            throw new FormatException($"tensor '{name}' has {rawBytes} bytes where its shape wants {bytes}");
        }
        else if (rawBytes < 0 && count > SaturatedProduct(typedBytes, type is 21 or 22 or 23 ? 2 : 1))
        {
            throw new FormatException($"tensor '{name}' has too few numbers for its shape, which wants {count}");
        }
    }

    private void Beside(string name, long bytes, Dictionary<string, string> external)
    {
        var location = external.GetValueOrDefault("location", "");
        if (folder is null || location.Length == 0 || Path.IsPathRooted(location) || location.Split('/', '\\').Contains(".."))
        {
            throw new FormatException($"tensor '{name}' has its data in '{location}', and data may only lie in the folder of the model");
        }

        var file = new FileInfo(Path.Combine(folder, location));
        var length = Length(file);
        var (offset, claimed) = (Number(external, "offset", 0, name), Number(external, "length", bytes, name));
        if (claimed != bytes || offset > length - bytes)
        {
            throw new FormatException(
                $"tensor '{name}' has its data in '{location}', {claimed} bytes from byte {offset} on, but its shape wants {bytes} and the file has {(file.Exists ? $"{length}" : "none, as there is no such file")}");
        }
    }

    // That of the file which the name leads to; a device or a pipe has none.
    private static long Length(FileInfo file) => file.Exists ? (file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file).Length : -1;

    private static long Number(Dictionary<string, string> external, string key, long fallback, string name) => !external.TryGetValue(key, out var text) ? fallback
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw new FormatException($"tensor '{name}' has its data at the {key} '{text}', which is no number");

    private static (string Key, string Value) Entry(ProtoReader entry)
    {
        var (key, value) = ("", "");
        while (entry.Next())
        {
            (key, value) = entry.Field switch { 1 => (entry.Text(MostNameBytes), value), 2 => (key, entry.Text(MostPathBytes)), _ => (key, value) };
        }

        return (key, value);
    }

    // Shapes of strangers multiply to anything; beyond this nothing fits anyway.
    private static long SaturatedProduct(long first, long second) => Math.BigMul(first, second) is var product && product > long.MaxValue / 2 ? long.MaxValue / 2 : (long)product;
}
