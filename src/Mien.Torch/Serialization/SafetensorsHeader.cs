using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Mien.Torch.Serialization;

/// <summary>One tensor of a safetensors file; <paramref name="Begin"/> and <paramref name="End"/> count bytes of the data section.</summary>
internal sealed record SafetensorsEntry(string Name, DType DType, ImmutableArray<long> Shape, long Begin, long End);

/// <summary>
/// The head of a safetensors file: eight bytes of length, then JSON that names every tensor and where its bytes lie in the
/// data section behind it. Reading is in <see cref="SafetensorsHeaderReader"/>.
/// </summary>
/// <remarks>
/// Format: https://github.com/huggingface/safetensors (README, "Format"). Little-endian throughout, rows packed. The JSON is
/// padded with spaces to a multiple of eight bytes, and the data is laid out by falling element size: so every tensor lies
/// at a multiple of its element size, which readers that map the file rely on.
/// </remarks>
internal sealed record SafetensorsHeader(ImmutableArray<SafetensorsEntry> Entries, IReadOnlyDictionary<string, string> Metadata)
{
    public const string MetadataKey = "__metadata__";

    /// <summary>The limit of the reference implementation; real headers are below a few megabytes.</summary>
    public const int MaxJsonBytes = 100_000_000;

    /// <summary>Bytes of the length in front of the JSON.</summary>
    public const int PrefixBytes = 8;

    private const int Alignment = 8;

    /// <summary>Entries in the order in which their bytes follow each other.</summary>
    public IEnumerable<SafetensorsEntry> InDataOrder => Entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End);

    /// <summary>Assigns each tensor its bytes; <see cref="Entries"/> keep the given order.</summary>
    /// <exception cref="ArgumentException">Two tensors have one name, a name is reserved, or a dtype has no place in the format.</exception>
    public static SafetensorsHeader Layout(
        IReadOnlyList<(string Name, DType DType, ImmutableArray<long> Shape)> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        var entries = new SafetensorsEntry[tensors.Count];
        var names = new HashSet<string>();
        var end = 0L;
        foreach (var index in Enumerable.Range(0, tensors.Count).OrderByDescending(i => tensors[i].DType.ElementBytes()))
        {
            var (name, dtype, shape) = tensors[index];
            if (name == MetadataKey || !names.Add(name))
            {
                throw new ArgumentException($"Expected tensor names that are unique and not '{MetadataKey}' but got '{name}'.", nameof(tensors));
            }

            var begin = end;
            end += shape.Aggregate((long)dtype.ElementBytes(), (bytes, size) => checked(bytes * size));
            entries[index] = new SafetensorsEntry(name, dtype, shape, begin, end);
        }

        return new SafetensorsHeader([.. entries], metadata);
    }

    /// <summary>Length and JSON, padded: everything in front of the data section. Equal headers give equal bytes.</summary>
    public byte[] ToBytes()
    {
        using var buffer = new MemoryStream();
        buffer.Write(new byte[PrefixBytes]);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            WriteMetadata(writer);
            foreach (var entry in Entries)
            {
                WriteEntry(writer, entry);
            }

            writer.WriteEndObject();
        }

        while (buffer.Length % Alignment != 0)
        {
            buffer.WriteByte((byte)' ');
        }

        var bytes = buffer.ToArray();
        BinaryPrimitives.WriteInt64LittleEndian(bytes, bytes.Length - PrefixBytes);
        return bytes;
    }

    private void WriteMetadata(Utf8JsonWriter writer)
    {
        if (Metadata.Count == 0)
        {
            return;
        }

        writer.WriteStartObject(MetadataKey);
        foreach (var (key, value) in Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            writer.WriteString(key, value);
        }

        writer.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter writer, SafetensorsEntry entry)
    {
        writer.WriteStartObject(entry.Name);
        writer.WriteString("dtype", SafetensorsDType.Name(entry.DType));
        writer.WriteStartArray("shape");
        foreach (var size in entry.Shape)
        {
            writer.WriteNumberValue(size);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("data_offsets");
        writer.WriteNumberValue(entry.Begin);
        writer.WriteNumberValue(entry.End);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
