using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Mien.Core;

/// <summary>
/// The texts by which weights and exported models say what they take and give; in the metadata of safetensors and ONNX files.
/// Whoever writes or reads them comes through here, so that training and prediction cannot differ.
/// </summary>
public static class ModelMetadata
{
    /// <summary>Name of the architecture.</summary>
    public const string ModelKey = "mien.model";

    /// <summary>The classes in the order of the outputs, a JSON list.</summary>
    public const string LabelsKey = "mien.labels";

    /// <summary>The preprocessing, a JSON object.</summary>
    public const string PreprocessingKey = "mien.preprocessing";

    /// <summary>The outputs of an exported model with the names of their columns, a JSON object of lists.</summary>
    public const string OutputsKey = "mien.outputs";

    /// <summary>What was added around a face on every side, as a fraction of its size.</summary>
    public const string FaceMarginKey = "mien.face_margin";

    /// <summary>The temperature of the class scores: what logits of weights are still to be divided by, and what those of an exported graph are divided by inside.</summary>
    public const string TemperatureKey = "mien.temperature";

    /// <summary>The largest width or height of an input that is believed.</summary>
    public const int LargestSidePx = 1 << 14;

    /// <summary>
    /// Says of an exported model that it takes bytes: <c>uint8 rgb nhwc</c>. It normalises them inside, so its preprocessing is what is left to do outside.
    /// </summary>
    public const string InputKey = "mien.input";

    /// <summary>The preprocessing inside a model that takes bytes, a JSON object like that of <see cref="PreprocessingKey"/>.</summary>
    public const string InsideKey = "mien.preprocessing_inside";

    private static readonly JsonSerializerOptions JsonOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, TypeInfoResolver = ModelMetadataJson.Default };

    /// <summary>Writes classes and preprocessing.</summary>
    public static void Write(IDictionary<string, string> texts, LabelSet labels, Preprocessing preprocessing)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(preprocessing);
        texts[LabelsKey] = JsonSerializer.Serialize(labels.Names, JsonOptions);
        texts[PreprocessingKey] = ToJson(preprocessing).ToJsonString();
    }

    /// <summary>The preprocessing as a JSON object.</summary>
    public static JsonObject ToJson(Preprocessing value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new()
        {
            ["width_px"] = value.WidthPx,
            ["height_px"] = value.HeightPx,
            ["channels"] = value.Channels,
            ["enlarge"] = value.Enlarge.ToString().ToLowerInvariant(),
            ["scaling"] = value.Scaling.Name,
            ["order"] = value.Scaling.IsBgr ? "bgr" : "rgb",
            ["divisor"] = value.Scaling.Divisor,
            ["mean"] = new JsonArray([.. value.Scaling.Mean.Select(number => JsonValue.Create(number))]),
            ["deviation"] = new JsonArray([.. value.Scaling.Deviation.Select(number => JsonValue.Create(number))]),
        };
    }

    /// <summary>Writes of a model that takes bytes what is left to do outside: the size.</summary>
    /// <param name="texts">Where to; they have the whole preprocessing, which becomes that inside.</param>
    public static void WriteBytesInput(IDictionary<string, string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var inside = ReadPreprocessing(texts.AsReadOnly());
        var scaling = inside.Channels == 1 ? PixelScaling.None.ToGrey() : PixelScaling.None;
        (texts[InputKey], texts[InsideKey]) = ("uint8 rgb nhwc", texts[PreprocessingKey]);
        texts[PreprocessingKey] = ToJson(inside with { Scaling = scaling }).ToJsonString();
    }

    /// <summary>Writes what an exported model gives.</summary>
    /// <param name="texts">Where to.</param>
    /// <param name="outputs">Every output with the names of its columns.</param>
    public static void WriteOutputs(IDictionary<string, string> texts, IReadOnlyDictionary<string, IEnumerable<string>> outputs)
    {
        ArgumentNullException.ThrowIfNull(texts);
        texts[OutputsKey] = JsonSerializer.Serialize(outputs, JsonOptions);
    }

    /// <summary>Writes which part of a picture a model wants.</summary>
    /// <param name="texts">Where to.</param>
    /// <param name="fraction">What was added around a face on every side, as a fraction of its size.</param>
    public static void WriteFaceMargin(IDictionary<string, string> texts, double fraction)
    {
        ArgumentNullException.ThrowIfNull(texts);
        texts[FaceMarginKey] = fraction.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>The classes.</summary>
    /// <exception cref="FormatException">There are none that can be read; the message says why.</exception>
    public static LabelSet ReadLabels(IReadOnlyDictionary<string, string> texts) => Read(texts, LabelsKey, text =>
    {
        using var json = JsonDocument.Parse(text);
        return new LabelSet(Texts(json.RootElement));
    });

    /// <summary>The preprocessing.</summary>
    /// <exception cref="FormatException">There is none that can be read, or it contradicts itself; the message says why.</exception>
    public static Preprocessing ReadPreprocessing(IReadOnlyDictionary<string, string> texts) => Read(texts, PreprocessingKey, text =>
    {
        using var json = JsonDocument.Parse(text);
        return Checked(FromJson(json.RootElement));
    });

    /// <summary>The outputs of an exported model, in the order of the text.</summary>
    /// <param name="texts">Where they are said.</param>
    /// <param name="create">Makes an output of its name and the names of its columns.</param>
    /// <exception cref="FormatException">There are none that can be read; the message says why.</exception>
    public static ImmutableArray<T> ReadOutputs<T>(IReadOnlyDictionary<string, string> texts, Func<string, ImmutableArray<string>, T> create)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(create);
        return [.. Read(texts, OutputsKey, text =>
        {
            using var json = JsonDocument.Parse(text);
            List<T> outputs = [];
            foreach (var output in json.RootElement.EnumerateObject())
            {
                outputs.Add(create(output.Name, Texts(output.Value)));
            }

            return outputs;
        })];
    }

    /// <summary>What was added around a face on every side, as a fraction of its size; the usual where nothing is said.</summary>
    /// <exception cref="FormatException">It is no number of at least 0; the message says so.</exception>
    public static double ReadFaceMargin(IReadOnlyDictionary<string, string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return !texts.ContainsKey(FaceMarginKey) ? FaceCrop.DefaultMarginFraction : Read(texts, FaceMarginKey, text =>
            double.Parse(text, CultureInfo.InvariantCulture) is >= 0 and <= FaceCrop.LargestMarginFraction and var margin ? margin : throw new FormatException($"expected a fraction from 0 to {FaceCrop.LargestMarginFraction} but got {text}"));
    }

    /// <summary>Writes the temperature, or takes it out where there is none.</summary>
    public static void WriteTemperature(IDictionary<string, string> texts, double? temperature)
    {
        ArgumentNullException.ThrowIfNull(texts);
        texts.Remove(TemperatureKey);
        if (temperature is { } value)
        {
            texts[TemperatureKey] = value.ToString("R", CultureInfo.InvariantCulture);
        }
    }

    /// <summary>The temperature; null where nothing is said.</summary>
    /// <exception cref="FormatException">It is no number above 0; the message says so.</exception>
    public static double? ReadTemperature(IReadOnlyDictionary<string, string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return !texts.ContainsKey(TemperatureKey) ? null : Read(texts, TemperatureKey, text =>
            double.Parse(text, CultureInfo.InvariantCulture) is > 0 and < double.PositiveInfinity and var value ? value : throw new FormatException($"expected a temperature above 0 but got {text}"));
    }

    private static T Read<T>(IReadOnlyDictionary<string, string> texts, string key, Func<string, T> parse)
    {
        ArgumentNullException.ThrowIfNull(texts);
        if (!texts.TryGetValue(key, out var text))
        {
            throw new FormatException($"there is no '{key}'");
        }

        try
        {
            return parse(text);
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException or InvalidOperationException or KeyNotFoundException or OverflowException)
        {
            throw new FormatException($"'{key}' cannot be read: {(e is KeyNotFoundException ? "something in it is missing" : e.Message)}", e);
        }
    }

    private static Preprocessing FromJson(JsonElement json) => new()
    {
        WidthPx = json.GetProperty("width_px").GetInt32(),
        HeightPx = json.GetProperty("height_px").GetInt32(),
        Channels = json.GetProperty("channels").GetInt32(),
        Enlarge = Enum.Parse<Interpolation>(Text(json.GetProperty("enlarge")), ignoreCase: true),
        // Files from before there were orders and divisors have none.
        Scaling = new(json.TryGetProperty("scaling", out var scaling) ? Text(scaling) : "", Numbers(json.GetProperty("mean")), Numbers(json.GetProperty("deviation")))
        {
            IsBgr = json.TryGetProperty("order", out var order) && Text(order) == "bgr",
            Divisor = json.TryGetProperty("divisor", out var divisor) ? divisor.GetSingle() : 255,
        },
    };

    private static string Text(JsonElement value) => value.GetString() ?? throw new FormatException("there is a null in it");

    // Loops and no queries: those over structs of others are compiled anew at every start, and this is read at every start.
    private static ImmutableArray<string> Texts(JsonElement list)
    {
        var texts = ImmutableArray.CreateBuilder<string>();
        foreach (var item in list.EnumerateArray())
        {
            texts.Add(Text(item));
        }

        return texts.ToImmutable();
    }

    private static ImmutableArray<float> Numbers(JsonElement list)
    {
        var numbers = ImmutableArray.CreateBuilder<float>();
        foreach (var item in list.EnumerateArray())
        {
            numbers.Add(item.GetSingle());
        }

        return numbers.ToImmutable();
    }

    private static Preprocessing Checked(Preprocessing value) => Problem(value) is { } problem ? throw new FormatException(problem) : value;

    private static string? Problem(Preprocessing value) =>
        value.WidthPx is < 1 or > LargestSidePx || value.HeightPx is < 1 or > LargestSidePx ? $"expected sides from 1 to {LargestSidePx} pixels but got {value.WidthPx}x{value.HeightPx}"
        : value.Channels is not (1 or 3) ? $"expected 1 or 3 channels but got {value.Channels}"
        : value.Scaling.Mean.Length != value.Channels || value.Scaling.Deviation.Length != value.Channels ? $"expected a mean and a deviation for each of {value.Channels} channels but got {value.Scaling.Mean.Length} and {value.Scaling.Deviation.Length}"
        : value.Scaling.Divisor is not > 0 || value.Scaling.Deviation.Any(number => number is not > 0) ? "expected a divisor and deviations above 0"
        : null;
}

/// <summary>Made by the compiler, as finding out about types when the program starts takes longer than reading their texts.</summary>
[JsonSerializable(typeof(ImmutableArray<string>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, IEnumerable<string>>))]
internal sealed partial class ModelMetadataJson : JsonSerializerContext;
