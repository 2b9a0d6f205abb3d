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
        long[] expected = signature.Layout == InputLayout.Nchw ? [-1, channels, height, width] : [-1, height, width, channels];
        if (input.Type == ElementType.UInt8 && (signature.Layout != InputLayout.Nhwc || IsScaled(signature.Preprocessing.Scaling)))
        {
            yield return $"expected pictures (N, H, W, C) that are not scaled outside, red first, as '{input.Name}' takes bytes";
        }

        var mayRepeat = input.Type == ElementType.UInt8 && channels == 1 && input.Shape is [.., 3]; // grey pictures for a network that makes them grey itself
        expected[^1] = mayRepeat ? 3 : expected[^1];
        if (!Fits(input.Shape, expected))
        {
            yield return $"expected the input {Text([.. expected])} but it takes '{input.Name}' {Text(input.Shape)}, where -1 is any number";
        }
    }

    // Loops and no queries here: those over numbers are compiled anew at every start, a tenth of a millisecond for each of their methods.
    private static bool Fits(ImmutableArray<long> shape, long[] expected)
    {
        var fits = shape.Length == expected.Length && shape[0] is -1 or 1;
        for (var i = 1; fits && i < expected.Length; i++)
        {
            fits = shape[i] < 0 || shape[i] == expected[i];
        }

        return fits;
    }

    private static bool HasColumns(ImmutableArray<long> shape, int columns)
    {
        var (open, product) = (0, 1L);
        for (var i = 1; i < shape.Length; i++)
        {
            open += shape[i] < 0 ? 1 : 0;
            product *= shape[i];
        }

        return open == 1 || (open == 0 && product == columns);
    }

    private static IEnumerable<string> Output(InferenceSession session, ModelOutput output)
    {
        if (session.IndexOfOutput(output.Name) is not (>= 0 and var index))
        {
            yield return $"expected an output '{output.Name}' but it has {string.Join(", ", session.Outputs.Select(item => $"'{item.Name}' {Text(item.Shape)}"))}";
            yield break;
        }

        var info = session.Outputs[index];
        if (!info.IsFloat32 || !HasColumns(info.Shape, output.Columns.Length))
        {
            yield return $"expected {output.Columns.Length} columns of float32 in '{output.Name}' but it has {Text(info.Shape)}{(info.IsFloat32 ? "" : " of another type")}";
        }
    }

    private static IEnumerable<string> Meaning(ModelSignature signature)
    {
        var place = signature.Find(signature.Labels[0])?.Output;
        if (place is null || signature.Labels.Names.Any(name => signature.Find(name)?.Output != place))
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
