using System.Collections.Immutable;
using Mien.Core;

namespace Mien.Inference;

/// <summary>Holds what a network is said to take and give against what it does.</summary>
internal static class SignatureCheck
{
    private static readonly string[] NoClasses = [ModelSignature.ValenceColumn, ModelSignature.ArousalColumn, ModelSignature.UnusedColumn];

    /// <exception cref="InferenceException">They differ; everything in which they do.</exception>
    public static void Require(InferenceSession session, ModelSignature signature, string source)
    {
        string[] problems = [.. Input(session.Input, signature), .. signature.Outputs.SelectMany(output => Output(session, output)), .. Meaning(signature)];
        if (problems.Length > 0)
        {
            throw new InferenceException($"{source} is not what it is said to be: {string.Join("; ", problems)}.");
        }
    }

    private static IEnumerable<string> Input(TensorInfo input, ModelSignature signature)
    {
        var (height, width, channels) = (signature.Preprocessing.HeightPx, signature.Preprocessing.WidthPx, signature.Preprocessing.Channels);
        long[] expected = signature.Layout == InputLayout.Nchw ? [channels, height, width] : [height, width, channels];
        if (input.Type == ElementType.UInt8 && (signature.Layout != InputLayout.Nhwc || IsScaled(signature.Preprocessing.Scaling)))
        {
            yield return $"expected pictures (N, H, W, C) that are not scaled outside, red first, as '{input.Name}' takes bytes";
        }

        var mayRepeat = input.Type == ElementType.UInt8 && channels == 1 && input.Shape is [.., 3]; // grey pictures for a network that makes them grey itself
        expected[^1] = mayRepeat ? 3 : expected[^1];
        var fits = input.Shape is [-1 or 1, .. var picture] && picture.Length == expected.Length && picture.Zip(expected).All(pair => pair.First == pair.Second || pair.First < 0);
        if (!fits)
        {
            yield return $"expected the input ({string.Join(", ", expected.Prepend(-1))}) but it takes '{input.Name}' {Text(input.Shape)}, where -1 is any number";
        }
    }

    private static IEnumerable<string> Output(InferenceSession session, ModelOutput output)
    {
        if (session.IndexOfOutput(output.Name) is not (>= 0 and var index))
        {
            yield return $"expected an output '{output.Name}' but it has {string.Join(", ", session.Outputs.Select(item => $"'{item.Name}' {Text(item.Shape)}"))}";
            yield break;
        }

        var info = session.Outputs[index];
        var rest = info.Shape.Skip(1).ToArray();
        if (!info.IsFloat32 || rest.Count(size => size < 0) > 1 || (!rest.Contains(-1) && rest.Aggregate(1L, (product, size) => product * size) != output.Columns.Length))
        {
            yield return $"expected {output.Columns.Length} columns of float32 in '{output.Name}' but it has {Text(info.Shape)}{(info.IsFloat32 ? "" : " of another type")}";
        }
    }

    private static IEnumerable<string> Meaning(ModelSignature signature)
    {
        var places = signature.Labels.Names.Select(name => signature.Find(name)?.Output).ToArray();
        if (places.Contains(null) || places.Distinct().Count() > 1)
        {
            yield return $"expected a column for each of {signature.Labels} in one output";
        }

        var others = signature.Outputs.SelectMany(output => output.Columns).Where(name => signature.Labels.IndexOf(name) < 0).Except(NoClasses).ToArray();
        if (others.Length > 0)
        {
            yield return $"expected columns of {signature.Labels}, valence or arousal but there are ones of {string.Join(", ", others)}";
        }

        if (signature.Find(ModelSignature.ValenceColumn) is null != signature.Find(ModelSignature.ArousalColumn) is null)
        {
            yield return "expected columns for both valence and arousal or for none";
        }
    }

    private static string Text(ImmutableArray<long> shape) => $"({string.Join(", ", shape)})";

    private static bool IsScaled(PixelScaling scaling) =>
        scaling is not { Divisor: 1, IsBgr: false } || scaling.Mean.Any(mean => mean != 0) || scaling.Deviation.Any(deviation => deviation != 1);
}
