using System.Collections.Immutable;
using Mien.Core;

namespace Mien.Inference;

/// <summary>What the class scores of a network are.</summary>
public enum ScoreKind
{
    /// <summary>Numbers from 0 to 1 that sum to 1.</summary>
    Probabilities,

    /// <summary>Numbers without bounds, of which softmax makes probabilities.</summary>
    Logits,
}

/// <summary>The order of a network's input in memory.</summary>
public enum InputLayout
{
    /// <summary>Channel by channel: (N, C, H, W).</summary>
    Nchw,

    /// <summary>Pixel by pixel: (N, H, W, C).</summary>
    Nhwc,
}

/// <summary>An output of a network.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Columns">
/// What its numbers of one picture mean: a class, <see cref="ModelSignature.ValenceColumn"/>, <see cref="ModelSignature.ArousalColumn"/>, or
/// <see cref="ModelSignature.UnusedColumn"/>.
/// </param>
public sealed record ModelOutput(string Name, ImmutableArray<string> Columns);

/// <summary>The range of a number that a network gives, which becomes -1 to 1.</summary>
/// <param name="Low">What becomes -1.</param>
/// <param name="High">What becomes 1; above <paramref name="Low"/>.</param>
public readonly record struct OutputRange(double Low, double High)
{
    /// <summary>-1 to 1, as it is.</summary>
    public static OutputRange Whole { get; } = new(-1, 1);

    internal double ToWhole(float value) => this == Whole ? value : ((value - Low) / (High - Low) * 2) - 1;
}

/// <summary>What a network takes and what its outputs mean.</summary>
public sealed record ModelSignature
{
    /// <summary>The name of columns with valence.</summary>
    public const string ValenceColumn = "valence";

    /// <summary>The name of columns with arousal.</summary>
    public const string ArousalColumn = "arousal";

    /// <summary>The name of columns that are not used.</summary>
    public const string UnusedColumn = "";

    /// <summary>What it is called, such as its architecture.</summary>
    public required string Name { get; init; }

    /// <summary>The classes, in the order of their columns.</summary>
    public required LabelSet Labels { get; init; }

    /// <summary>How a picture becomes the input.</summary>
    public required Preprocessing Preprocessing { get; init; }

    /// <summary>The outputs in use. All classes are in one of them; valence and arousal are in any, or missing.</summary>
    public required ImmutableArray<ModelOutput> Outputs { get; init; }

    /// <summary>What the class scores are; default probabilities.</summary>
    public ScoreKind Scores { get; init; } = ScoreKind.Probabilities;

    /// <summary>The order of the input in memory; default channel by channel.</summary>
    public InputLayout Layout { get; init; } = InputLayout.Nchw;

    /// <summary>The range of valence; default -1 to 1.</summary>
    public OutputRange ValenceRange { get; init; } = OutputRange.Whole;

    /// <summary>The range of arousal; default -1 to 1.</summary>
    public OutputRange ArousalRange { get; init; } = OutputRange.Whole;

    /// <summary>What it wants to see around a face on every side, as a fraction of the face's size; default a fifth.</summary>
    public double FaceMarginFraction { get; init; } = FaceCrop.DefaultMarginFraction;

    /// <summary>Whether it gives valence and arousal.</summary>
    public bool HasAffect => Outputs.Any(output => output.Columns.Contains(ValenceColumn));

    /// <summary>Numbers of one picture.</summary>
    public int ValuesPerPicture => Preprocessing.HeightPx * Preprocessing.WidthPx * Preprocessing.Channels;

    /// <summary>Reads what an export of Mien says of itself.</summary>
    /// <param name="metadata">The texts that travel in it.</param>
    /// <param name="source">What messages call it.</param>
    /// <exception cref="InferenceException">It does not say what it is.</exception>
    public static ModelSignature FromMetadata(IReadOnlyDictionary<string, string> metadata, string source)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        try
        {
            return new()
            {
                Name = metadata.GetValueOrDefault(ModelMetadata.ModelKey, "unnamed"),
                Labels = ModelMetadata.ReadLabels(metadata),
                Preprocessing = ModelMetadata.ReadPreprocessing(metadata),
                Outputs = ModelMetadata.ReadOutputs(metadata, (name, columns) => new ModelOutput(name, columns)),
                Layout = metadata.ContainsKey(ModelMetadata.InputKey) ? InputLayout.Nhwc : InputLayout.Nchw,
                FaceMarginFraction = ModelMetadata.ReadFaceMargin(metadata),
            };
        }
        catch (FormatException e)
        {
            throw new InferenceException(
                $"Expected a model that says what it takes and gives, as 'mien export' writes it, but {source} does not: {e.Message}. "
                + $"A model from elsewhere needs {ModelSidecar.PathOf(source)} beside it; write that with: mien models adopt {source}", e);
        }
    }

    /// <summary>Where the column of a name is: output and column; null where there is none.</summary>
    internal (int Output, int Column)? Find(string name)
    {
        for (var output = 0; output < Outputs.Length; output++)
        {
            if (Outputs[output].Columns.IndexOf(name) is >= 0 and var column)
            {
                return (output, column);
            }
        }

        return null;
    }
}
