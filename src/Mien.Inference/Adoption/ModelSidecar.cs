using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mien.Core;

namespace Mien.Inference;

/// <summary>
/// The file beside a model from elsewhere that says what it takes and gives: <c>model.json</c> for <c>model.onnx</c>. Models that
/// 'mien export' wrote say so themselves and need none.
/// </summary>
public static class ModelSidecar
{
    private static readonly JsonSerializerOptions JsonOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true };

    /// <summary>The file that belongs to a model.</summary>
    public static string PathOf(string model) => Path.ChangeExtension(model, ".json");

    /// <summary>Reads such a file. It is somebody else's: sizes are limited, and nothing in it is run.</summary>
    /// <param name="path">The file, JSON or YAML.</param>
    /// <exception cref="ConfigException">It cannot be read, or something in it cannot be meant; all problems at once, with their lines.</exception>
    public static ModelSignature Read(string path)
    {
        List<ConfigProblem> problems = [];
        var text = ConfigFile.ReadText(path, "description of a model");
        var source = new ConfigSource(Path.GetFileName(path), Path.GetDirectoryName(path) ?? "");
        var root = YamlTree.Parse(text, source, problems);
        var signature = root is null ? null : Read(root, Path.GetFileNameWithoutExtension(path), problems);
        if (root is null && problems.Count == 0)
        {
            problems.Add(new(source.Label, "expected a mapping but the file is empty"));
        }

        return problems.Count == 0 ? signature! : throw new ConfigProblemsException(path, problems);
    }

    /// <summary>Reads the same from a mapping, whose nodes know where they come from.</summary>
    /// <param name="root">The mapping.</param>
    /// <param name="name">What the model is called where the mapping does not say.</param>
    /// <param name="problems">Takes everything that cannot be meant.</param>
    /// <returns>What it says; null with problems.</returns>
    public static ModelSignature? Read(ConfigNode root, string name, ICollection<ConfigProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(root);
        ArgumentNullException.ThrowIfNull(problems);
        return new SidecarReader(problems).Read(root, name);
    }

    /// <summary>Writes the file, new or not, in one step.</summary>
    /// <exception cref="IOException">The disk is full or the like; an old file is untouched.</exception>
    public static void Write(string path, ModelSignature signature)
    {
        ArgumentNullException.ThrowIfNull(signature);
        var outputs = signature.Outputs.Select(output => KeyValuePair.Create(output.Name, (JsonNode?)List(output.Columns.Select(column => column == ModelSignature.UnusedColumn ? null : column))));
        var json = new JsonObject
        {
            [SidecarKeys.Name] = signature.Name,
            [SidecarKeys.Outputs] = new JsonObject(outputs),
            [SidecarKeys.Scores] = Word(signature.Scores),
        };
        if (signature.HasAffect)
        {
            json[SidecarKeys.ValenceRange] = Range(signature.ValenceRange);
            json[SidecarKeys.ArousalRange] = Range(signature.ArousalRange);
        }

        json[SidecarKeys.Preprocessing] = ModelMetadata.ToJson(signature.Preprocessing);
        json[SidecarKeys.Layout] = Word(signature.Layout);
        json[SidecarKeys.FaceMargin] = signature.FaceMarginFraction;
        AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, json, JsonOptions));
    }

    /// <summary>A choice as files and options write it.</summary>
    internal static string Word(Enum choice) => choice.ToString().ToLowerInvariant();

    private static JsonArray List(IEnumerable<string?> texts) => [.. texts.Select(text => (JsonNode?)text)];

    private static JsonArray Range(OutputRange range) => [range.Low, range.High];
}

/// <summary>The keys of a sidecar.</summary>
internal static class SidecarKeys
{
    public const string Name = "name", Outputs = "outputs", Scores = "scores", ValenceRange = "valence_range", ArousalRange = "arousal_range",
        Preprocessing = "preprocessing", Layout = "layout", FaceMargin = "face_margin";

    public const string Width = "width_px", Height = "height_px", Channels = "channels", Enlarge = "enlarge", Scaling = "scaling",
        Order = "order", Divisor = "divisor", Mean = "mean", Deviation = "deviation";

    public static readonly string[] All = [Name, Outputs, Scores, ValenceRange, ArousalRange, Preprocessing, Layout, FaceMargin];

    public static readonly string[] OfPreprocessing = [Width, Height, Channels, Enlarge, Scaling, Order, Divisor, Mean, Deviation];
}
