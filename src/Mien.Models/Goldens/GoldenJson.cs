using System.Text.Json;
using System.Text.Json.Serialization;
using Mien.Core;

namespace Mien.Models.Goldens;

/// <summary>Reads the JSON of golden files; everything that is wrong with one becomes a message that names the file.</summary>
internal static class GoldenJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new TraceStageConverter(), new StateEntryConverter(), new KerasParameterConverter() },
    };

    /// <summary>The entries of a golden file: itself where it names a model, else the values of its properties, each of which does.</summary>
    /// <exception cref="MienException">The file is missing, unreadable or not JSON.</exception>
    public static IReadOnlyList<GoldenEntry> Entries(string path)
    {
        var root = Read<JsonElement>(path);
        var isSet = root.ValueKind == JsonValueKind.Object && root.EnumerateObject().Any()
            && root.EnumerateObject().All(property => property.Value.ValueKind == JsonValueKind.Object);
        return isSet ? [.. root.EnumerateObject().Select(property => new GoldenEntry(property.Value, path))] : [new GoldenEntry(root, path)];
    }

    /// <summary>Reads the file as a <typeparamref name="T"/>; fields that T does not have are passed over.</summary>
    /// <exception cref="MienException">The file is missing, unreadable, not JSON, or lacks a field.</exception>
    public static T Read<T>(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return Convert<T>(document.RootElement, path);
        }
        catch (JsonException e)
        {
            throw new MienException($"Expected {Describe<T>()} in '{path}': {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MienException($"Cannot read {Describe<T>()} from '{path}': {e.Message}", e);
        }
    }

    /// <summary>Reads a part of a file as a <typeparamref name="T"/>.</summary>
    /// <exception cref="MienException">It lacks a field, or a field has another form.</exception>
    public static T Convert<T>(JsonElement element, string path)
    {
        try
        {
            return HasEmptyEntry(element)
                ? throw new JsonException("an entry of a list is null")
                : element.Deserialize<T>(Options) ?? throw new JsonException("found null");
        }
        catch (JsonException e)
        {
            throw new MienException($"Expected {Describe<T>()} in '{path}': {e.Message}", e);
        }
    }

    // The serializer checks fields against null but not the entries of lists.
    private static bool HasEmptyEntry(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().Any(entry => entry.ValueKind == JsonValueKind.Null || HasEmptyEntry(entry)),
        JsonValueKind.Object => element.EnumerateObject().Any(property => HasEmptyEntry(property.Value)),
        _ => false,
    };

    private static string Describe<T>() => typeof(T) == typeof(List<StateEntry>) ? "a state-dict listing" : "a golden file";

    // ["layer1", [2, 64, 24, 24], 0.746718183, 286.539056]
    private sealed class TraceStageConverter : JsonConverter<TraceStage>
    {
        public override TraceStage Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
        {
            var parts = Tuple(ref reader, 4, "[module, shape, mean, l2]");
            return new TraceStage(Text(parts[0]), Shape(parts[1]), Number(parts[2]), Number(parts[3]));
        }

        public override void Write(Utf8JsonWriter writer, TraceStage value, JsonSerializerOptions options) => throw new NotSupportedException();
    }

    // ["conv1.weight", [64, 3, 7, 7], "float32"]
    private sealed class StateEntryConverter : JsonConverter<StateEntry>
    {
        public override StateEntry Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
        {
            var parts = Tuple(ref reader, 3, "[name, shape, dtype]");
            return new StateEntry(Text(parts[0]), Shape(parts[1]), Text(parts[2]));
        }

        public override void Write(Utf8JsonWriter writer, StateEntry value, JsonSerializerOptions options) => throw new NotSupportedException();
    }

    // [0, "kernel", [64, 3, 7, 7]]
    private sealed class KerasParameterConverter : JsonConverter<KerasParameter>
    {
        public override KerasParameter Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
        {
            var parts = Tuple(ref reader, 3, "[number, role, shape]");
            return new KerasParameter((uint)Number(parts[0]), Text(parts[1]), Shape(parts[2]));
        }

        public override void Write(Utf8JsonWriter writer, KerasParameter value, JsonSerializerOptions options) => throw new NotSupportedException();
    }

    private static JsonElement[] Tuple(ref Utf8JsonReader reader, int count, string form)
    {
        var element = JsonElement.ParseValue(ref reader);
        return element.ValueKind == JsonValueKind.Array && element.GetArrayLength() == count
            ? [.. element.EnumerateArray()]
            : throw new JsonException($"expected {form} but found {element.GetRawText()}");
    }

    private static string Text(JsonElement element) =>
        element.ValueKind == JsonValueKind.String ? element.GetString()! : throw Unexpected("a name", element);

    private static double Number(JsonElement element) =>
        element.ValueKind == JsonValueKind.Number ? element.GetDouble() : throw Unexpected("a number", element);

    private static long[] Shape(JsonElement element) => element.ValueKind == JsonValueKind.Array
        ? [.. element.EnumerateArray().Select(size =>
            size.ValueKind == JsonValueKind.Number && size.TryGetInt64(out var value) && value >= 0 ? value : throw Unexpected("a size", size))]
        : throw Unexpected("a shape", element);

    private static JsonException Unexpected(string expected, JsonElement found) =>
        new($"expected {expected} but found {found.GetRawText()}");
}

/// <summary>One model's part of a golden file.</summary>
/// <param name="Json">Its fields.</param>
/// <param name="Path">The file.</param>
internal sealed record GoldenEntry(JsonElement Json, string Path)
{
    /// <summary>Whether it lists its parameters itself, as those of Keras do, which have no names.</summary>
    public bool ListsParameters => Json.TryGetProperty("parameters", out _);

    /// <summary>The entry as a <typeparamref name="T"/>; fields that T does not have are passed over.</summary>
    /// <exception cref="MienException">It lacks a field, or a field has another form.</exception>
    public T As<T>() => GoldenJson.Convert<T>(Json, Path);
}
