using System.Collections.Immutable;
using System.Text.Json;

namespace Mien.Torch.Serialization;

/// <summary>
/// Reads and checks the JSON of a safetensors file from anywhere: whatever the bytes are, the outcome is a header whose
/// ranges tile the data section exactly, or one <see cref="CheckpointException"/>.
/// </summary>
/// <param name="file">Name for messages.</param>
/// <param name="dataBytes">Length of the data section, from the length of the file.</param>
internal sealed class SafetensorsHeaderReader(string file, long dataBytes)
{
    /// <summary>The most dimensions that <see cref="Tensor"/> describes.</summary>
    private const int MaxRank = 8;

    private readonly List<SafetensorsEntry> _entries = [];
    private readonly Dictionary<string, string> _metadata = [];
    private readonly HashSet<string> _names = [];

    /// <exception cref="CheckpointException">Anything about the header is not as the format wants it.</exception>
    public SafetensorsHeader Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 8 });
            ReadHeader(ref reader);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: text that is not UTF-8, or half a surrogate pair.
            throw Error($"its header is not valid JSON: {e.Message.TrimEnd('.')}", e);
        }

        var header = new SafetensorsHeader([.. _entries], _metadata);
        RequireTiled(header);
        return header;
    }

    private void ReadHeader(ref Utf8JsonReader reader)
    {
        Require(reader.Read() && reader.TokenType == JsonTokenType.StartObject, "its header is not a JSON object");
        while (NextName(ref reader, out var name))
        {
            Require(_names.Add(name), $"the name '{name}' occurs twice");
            if (name == SafetensorsHeader.MetadataKey)
            {
                ReadMetadata(ref reader);
            }
            else
            {
                _entries.Add(ReadEntry(ref reader, name));
            }
        }

        Require(!reader.Read(), "there is more text behind its header"); // the padding is spaces, which are no token
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        Require(reader.TokenType == JsonTokenType.StartObject, "its metadata is not a JSON object");
        while (NextName(ref reader, out var key))
        {
            Require(reader.TokenType == JsonTokenType.String, $"metadata '{key}' is not a text");
            Require(_metadata.TryAdd(key, reader.GetString()!), $"metadata '{key}' occurs twice");
        }
    }

    private SafetensorsEntry ReadEntry(ref Utf8JsonReader reader, string name)
    {
        Require(reader.TokenType == JsonTokenType.StartObject, $"tensor '{name}' is not a JSON object");
        string? dtypeName = null;
        ImmutableArray<long>? shape = null, offsets = null;
        while (NextName(ref reader, out var field))
        {
            switch (field)
            {
                case "dtype" when dtypeName is null && reader.TokenType == JsonTokenType.String:
                    dtypeName = reader.GetString()!;
                    break;
                case "shape" when shape is null:
                    shape = ReadSizes(ref reader, name, field);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadSizes(ref reader, name, field);
                    break;
                default:
                    throw Error($"tensor '{name}' has an unexpected, repeated or mistyped field '{field}'");
            }
        }

        Require(dtypeName is not null && shape is not null && offsets is { Length: 2 }, $"tensor '{name}' lacks dtype, shape or data_offsets");
        var dtype = SafetensorsDType.Parse(dtypeName!)
            ?? throw Error($"tensor '{name}' has dtype '{dtypeName}'; expected one of {SafetensorsDType.Names}");
        return new SafetensorsEntry(name, dtype, shape!.Value, offsets!.Value[0], offsets.Value[1]);
    }

    private ImmutableArray<long> ReadSizes(ref Utf8JsonReader reader, string name, string field)
    {
        Require(reader.TokenType == JsonTokenType.StartArray, $"{field} of tensor '{name}' is not a list");
        var sizes = ImmutableArray.CreateBuilder<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            long size = -1;
            Require(reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out size) && size >= 0,
                $"{field} of tensor '{name}' holds something other than whole numbers from 0 to 2^63 - 1");
            Require(sizes.Count < MaxRank, $"{field} of tensor '{name}' has more than {MaxRank} numbers");
            sizes.Add(size);
        }

        return sizes.DrainToImmutable();
    }

    private void RequireTiled(SafetensorsHeader header)
    {
        var end = 0L;
        foreach (var entry in header.InDataOrder)
        {
            Require(entry.Begin >= end, $"tensor '{entry.Name}' begins at byte {entry.Begin}, inside the tensor before it");
            Require(entry.Begin == end, $"the bytes {end} to {entry.Begin} belong to no tensor");
            Require(entry.End >= entry.Begin, $"tensor '{entry.Name}' ends at byte {entry.End}, before it begins");
            var bytes = BytesOf(entry);
            Require(entry.End - entry.Begin == bytes,
                $"tensor '{entry.Name}' {SafetensorsDType.Name(entry.DType)} ({string.Join(", ", entry.Shape)}) needs {bytes} bytes but has {entry.End - entry.Begin}");
            end = entry.End;
        }

        Require(end <= dataBytes, $"its tensors need {end} bytes but only {dataBytes} are there; the file is cut short");
        Require(end == dataBytes, $"the bytes {end} to {dataBytes} belong to no tensor");
    }

    // A size of 0 must not hide that the others are absurd: strides are products of them.
    private long BytesOf(SafetensorsEntry entry)
    {
        var extent = (long)entry.DType.ElementBytes();
        foreach (var size in entry.Shape)
        {
            Require(size <= long.MaxValue / extent, $"tensor '{entry.Name}' is larger than any memory: ({string.Join(", ", entry.Shape)})");
            extent *= Math.Max(size, 1);
        }

        return entry.Shape.Contains(0) ? 0 : extent;
    }

    private static bool NextName(ref Utf8JsonReader reader, out string name)
    {
        name = "";
        if (!reader.Read() || reader.TokenType != JsonTokenType.PropertyName)
        {
            return false;
        }

        name = reader.GetString()!;
        return reader.Read();
    }

    private void Require(bool condition, string problem)
    {
        if (!condition)
        {
            throw Error(problem);
        }
    }

    private CheckpointException Error(string problem, Exception? inner = null) =>
        new($"Cannot read '{file}' as safetensors: {problem}.", inner);
}
