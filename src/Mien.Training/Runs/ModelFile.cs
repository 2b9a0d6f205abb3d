using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Mien.Core;
using Mien.Torch;
using Mien.Torch.Serialization;

namespace Mien.Training;

/// <summary>What weights are good for; stored with them, so that they cannot be mismatched.</summary>
/// <param name="ModelName">Name in the model registry.</param>
/// <param name="Labels">The classes in the order of the outputs.</param>
/// <param name="Preprocessing">How a picture becomes the input.</param>
/// <param name="Epoch">The epoch after which the weights were taken, from 1; 0 when unknown.</param>
/// <param name="Scores">Their validation scores; null when unknown.</param>
public sealed record ModelDescription(string ModelName, LabelSet Labels, Preprocessing Preprocessing, int Epoch = 0, ValidationScores? Scores = null)
{
    /// <summary>Its last layers; null where they are those of the architecture.</summary>
    public HeadRecipe? Head { get; init; }

    /// <summary>Whether its last maps are flattened rather than averaged.</summary>
    public bool Flattens { get; init; }

    /// <summary>Whether arousal and valence pass through tanh.</summary>
    public bool BoundsRegression { get; init; }

    /// <summary>The temperature of its class scores, see <see cref="ModelMetadata.TemperatureKey"/>; null where it is not calibrated.</summary>
    public double? Temperature { get; init; }

    /// <summary>What it wants to see around a face on every side, as a fraction of the face's size.</summary>
    public double FaceMarginFraction { get; init; } = FaceCrop.DefaultMarginFraction;

    /// <summary>The weights that training started from; null for random ones.</summary>
    public StartingWeights? StartedFrom { get; init; }
}

/// <summary>
/// Weights as a safetensors file under PyTorch's names, with a <see cref="ModelDescription"/> in the metadata. Other programs
/// read the same file. Equal contents give equal bytes: there is no time in it.
/// </summary>
public static class ModelFile
{
    private const string NetworkKey = "mien.network";
    private const string WeightsKey = "mien.weights";
    private const string EpochKey = "mien.epoch";
    private const string ScoresKey = "mien.scores";

    private static JsonSerializerOptions JsonOptions { get; } = new()
    {
        RespectNullableAnnotations = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        TypeInfoResolver = ModelFileJson.Default,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes the weights of a model.</summary>
    /// <exception cref="IOException">The disk is full or the like; an old file is untouched.</exception>
    public static void Write(string path, Module model, ModelDescription description)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(description);
        var metadata = new Dictionary<string, string>
        {
            ["format"] = "pt", // what the transformers library wants to see
            [ModelMetadata.ModelKey] = description.ModelName,
        };
        ModelMetadata.Write(metadata, description.Labels, description.Preprocessing);
        ModelMetadata.WriteTemperature(metadata, description.Temperature);
        ModelMetadata.WriteFaceMargin(metadata, description.FaceMarginFraction);
        metadata[EpochKey] = description.Epoch.ToString(CultureInfo.InvariantCulture);
        if (description is not { Head: null, Flattens: false, BoundsRegression: false })
        {
            metadata[NetworkKey] = JsonSerializer.Serialize(new NetworkShape(description.Head, description.Flattens, description.BoundsRegression), JsonOptions);
        }

        if (description.StartedFrom is { } weights)
        {
            metadata[WeightsKey] = JsonSerializer.Serialize(weights, JsonOptions);
        }

        if (description.Scores is { } scores)
        {
            metadata[ScoresKey] = JsonSerializer.Serialize(scores, JsonOptions);
        }

        Safetensors.Write(path, model.StateDict().Select(item => (item.Name, item.Tensor)), metadata);
    }

    /// <summary>Reads what the weights in a file are good for.</summary>
    /// <exception cref="CheckpointException">It is no safetensors file, or has no description.</exception>
    public static ModelDescription ReadDescription(string path) => Describe(ReadMetadata(path), path);

    /// <summary>Reads the texts that travel with weights.</summary>
    /// <exception cref="CheckpointException">It is no safetensors file.</exception>
    public static IReadOnlyDictionary<string, string> ReadMetadata(string path)
    {
        using var file = Safetensors.Read(path);
        return file.Metadata;
    }

    /// <summary>What weights with these texts are good for.</summary>
    /// <param name="metadata">As <see cref="Write"/> leaves them in a file, and as exports carry them on.</param>
    /// <param name="path">The file, for the message.</param>
    /// <exception cref="CheckpointException">There is no description in them.</exception>
    public static ModelDescription Describe(IReadOnlyDictionary<string, string> metadata, string path)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        try
        {
            var network = metadata.TryGetValue(NetworkKey, out var text) ? JsonSerializer.Deserialize<NetworkShape>(text, JsonOptions)! : new NetworkShape(null, false, false);
            if (network.Head?.Problem is { } problem)
            {
                throw new FormatException($"the head: {problem}");
            }

            return new(
                metadata[ModelMetadata.ModelKey],
                ModelMetadata.ReadLabels(metadata),
                ModelMetadata.ReadPreprocessing(metadata),
                ReadEpoch(metadata),
                metadata.TryGetValue(ScoresKey, out var scores) ? JsonSerializer.Deserialize<ValidationScores>(scores, JsonOptions) : null)
            {
                Head = network.Head,
                Flattens = network.Flatten,
                BoundsRegression = network.Tanh,
                FaceMarginFraction = ModelMetadata.ReadFaceMargin(metadata),
                Temperature = ModelMetadata.ReadTemperature(metadata),
                StartedFrom = metadata.TryGetValue(WeightsKey, out var weights) ? JsonSerializer.Deserialize<StartingWeights>(weights, JsonOptions) : null,
            };
        }
        catch (Exception e) when (e is KeyNotFoundException or JsonException or FormatException or ArgumentException or InvalidOperationException)
        {
            throw new CheckpointException(
                $"Expected weights with a model name, labels and preprocessing in their metadata, as 'mien train' writes them, but {path} has none that can be read: {e.Message}", e);
        }
    }

    /// <summary>The epoch after which weights with these texts were taken, from 1; 0 where nothing is said.</summary>
    /// <exception cref="FormatException">It is no number.</exception>
    public static int ReadEpoch(IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        return int.Parse(metadata.GetValueOrDefault(EpochKey, "0"), CultureInfo.InvariantCulture);
    }

    /// <summary>Loads the weights of a file into a model.</summary>
    /// <exception cref="CheckpointException">They do not fit it; all names.</exception>
    public static void Load(string path, Module model)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var scope = TensorScope.Begin();
        using var file = Safetensors.Read(path);
        model.LoadStateDict(file.LoadAll());
    }

    /// <summary>What of the network its name and the labels do not say.</summary>
    internal sealed record NetworkShape(HeadRecipe? Head, bool Flatten, bool Tanh);
}

/// <summary>Made by the compiler, as finding out about types when the program starts takes longer than reading their texts.</summary>
[JsonSerializable(typeof(ModelFile.NetworkShape))]
[JsonSerializable(typeof(ValidationScores))]
[JsonSerializable(typeof(StartingWeights))]
internal sealed partial class ModelFileJson : JsonSerializerContext;
