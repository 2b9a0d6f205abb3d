using System.Globalization;
using System.Text.RegularExpressions;
using Mien.Core;

namespace Mien.Models.Goldens;

/// <summary>
/// Outputs of a Keras ResNet in evaluation mode. The file gives the parameters without names, in Keras' order, and describes head and
/// pictures in words.
/// </summary>
internal sealed partial record KerasGolden : GoldenFile
{
    private const string FlattenSuffix = "_flatten";

    /// <summary>Layers behind the last block, for example "GlobalAveragePooling, Dense(8), Softmax" or "Flatten in (H,W,C) order, then Dense(8), Softmax".</summary>
    public required string Head { get; init; }

    /// <summary>Outputs per picture.</summary>
    public required int Units { get; init; }

    /// <summary>What the pictures are, with their shape as "[2,3,96,96]" and "rescaling" where the net divides by 255.</summary>
    public required string Input { get; init; }
    public IReadOnlyList<float> InputFirst8 { get; init; } = [];
    public required IReadOnlyList<KerasParameter> Parameters { get; init; }

    /// <summary>The reference before the softmax, one row per picture, computed in float64 and printed with 12 digits.</summary>
    public required IReadOnlyList<IReadOnlyList<double>> LogitsF64 { get; init; }

    /// <summary>The reference behind the softmax.</summary>
    public required IReadOnlyList<IReadOnlyList<double>> SoftmaxF64 { get; init; }

    /// <summary>How far a float32 run may be from <see cref="LogitsF64"/>, absolute.</summary>
    public required double SuggestedAtolLogits { get; init; }

    /// <summary>How far the original's own float32 run was from <see cref="SoftmaxF64"/>, absolute.</summary>
    public required double MaxAbsDiffSoftmaxF32F64 { get; init; }

    /// <summary>"stem ..." and "block 0" and on, in float64 and printed with 9 digits.</summary>
    public IReadOnlyList<TraceStage> TraceF64 { get; init; } = [];

    /// <summary>Name in the registry, without the head that the file's name for the model may have.</summary>
    public string RegistryName => Model.EndsWith(FlattenSuffix, StringComparison.Ordinal) ? Model[..^FlattenSuffix.Length] : Model;

    /// <summary>The net that the words describe.</summary>
    /// <exception cref="MienException">There is no shape among the words, or the lists do not fit it.</exception>
    public (KerasResNetOptions Options, long[] InputShape) Describe(string path)
    {
        var match = ShapeInWords().Match(Input);
        long[] shape = [.. match.Groups.Cast<Group>().Skip(1).Where(group => group.Success).Select(group => long.Parse(group.ValueSpan, CultureInfo.InvariantCulture))];
        if (shape.Length != 4 || shape[2] != shape[3] || !HasRows(LogitsF64, shape[0]) || !HasRows(SoftmaxF64, shape[0]))
        {
            throw new MienException(
                $"Expected an input such as '[2,3,96,96]' in '{path}', and as many rows of {Units} logits and probabilities, but got '{Input}', {LogitsF64.Count} and {SoftmaxF64.Count} rows.");
        }

        KerasResNetOptions options = new()
        {
            ClassCount = Units,
            InputChannels = (int)shape[1],
            InputPx = (int)shape[2],
            Normalizes = Input.Contains("rescaling", StringComparison.OrdinalIgnoreCase),
            Flattens = Head.Contains("flatten", StringComparison.OrdinalIgnoreCase),
            EndsInSoftmax = true,
        };
        return (options, shape);
    }

    private bool HasRows(IReadOnlyList<IReadOnlyList<double>> rows, long count) => rows.Count == count && rows.All(row => row.Count == Units);

    [GeneratedRegex(@"\[(\d{1,4}), ?(\d{1,4}), ?(\d{1,4}), ?(\d{1,4})\]")]
    private static partial Regex ShapeInWords();
}

/// <summary>One weight of a Keras model: its number in the weight formula, what it is in its layer ("kernel", "gamma", ...), and its shape in torch layout.</summary>
internal sealed record KerasParameter(uint Number, string Role, IReadOnlyList<long> Shape)
{
    public override string ToString() => $"{Number} {Role} ({string.Join(", ", Shape)})";
}
