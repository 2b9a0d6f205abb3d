using System.Globalization;
using System.Security.Cryptography;
using Mien.Core;
using Mien.Inference;
using Mien.Onnx;
using Mien.Training;

namespace Mien.Experiments;

/// <summary>A trained network as a graph of ONNX, with the texts that travel in it; and whether it computes the same.</summary>
internal static class NetworkExport
{
    /// <summary>Metadata: SHA-256 of the weights that the file was made of.</summary>
    public const string WeightsHashKey = "mien.weights_sha256";

    /// <summary>The largest difference of a probability, or of valence or arousal, that an export may have.</summary>
    public const double Tolerance = 1e-4;

    private const int CheckedPictures = 3;

    /// <summary>Converts a network that is not folded yet.</summary>
    /// <param name="network">The network and its meaning.</param>
    /// <param name="weightsHash">SHA-256 of its weights.</param>
    /// <param name="options">How.</param>
    public static OnnxModel Convert(TorchModel network, string weightsHash, ExportOptions options)
    {
        var preprocessing = network.Preprocessing;
        return OnnxExport.Convert(network.Module, new()
        {
            Channels = preprocessing.Channels,
            HeightPx = preprocessing.HeightPx,
            WidthPx = preprocessing.WidthPx,
            ClassCount = network.Labels.Count,
            AnySize = options.AnySize,
            Metadata = Metadata(network, weightsHash, options.Licence),
        });
    }

    /// <summary>Compares an export with libtorch on made-up pictures.</summary>
    /// <returns>The largest difference.</returns>
    /// <exception cref="MienException">It is above <see cref="Tolerance"/>.</exception>
    public static double RequireSame(TorchModel network, RuntimeModel exported)
    {
        var random = new RandomStream(1, "pictures to check an export with");
        var pixels = new float[CheckedPictures * network.Preprocessing.HeightPx * network.Preprocessing.WidthPx * network.Preprocessing.Channels];
        foreach (ref var value in pixels.AsSpan())
        {
            value = (float)random.NextGaussian();
        }

        var (expected, actual) = (network.Answers(pixels, CheckedPictures), exported.Answers(pixels, CheckedPictures));
        var difference = expected.Probabilities.Zip(actual.Probabilities, (first, second) => (double)Math.Abs(first - second))
            .Concat(expected.Affect.Zip(actual.Affect, (first, second) => Math.Max(Math.Abs(first.Valence - second.Valence), Math.Abs(first.Arousal - second.Arousal))))
            .Max();
        return difference <= Tolerance
            ? difference
            : throw new MienException(string.Create(CultureInfo.InvariantCulture,
                $"Expected the export of {network.Path} to give what libtorch gives, within {Tolerance}, but they differ by {difference:0.0e+0}. This is a defect of Mien; use '--engine torch' and report it with the architecture, {network.Description.ModelName}."));
    }

    /// <summary>SHA-256 of a file, in small hexadecimal digits.</summary>
    public static string HashOf(string path)
    {
        using var stream = File.OpenRead(path);
        return System.Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static Dictionary<string, string> Metadata(TorchModel network, string weightsHash, string? licence)
    {
        Dictionary<string, IEnumerable<string>> outputs = new() { [OnnxExport.ExpressionOutput] = network.Labels.Names };
        if (network.HasAffect)
        {
            outputs[OnnxExport.RegressionOutput] = [ModelSignature.ValenceColumn, ModelSignature.ArousalColumn];
        }

        Dictionary<string, string> texts = new(ModelFile.ReadMetadata(network.Path))
        {
            ["mien.source"] = Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(network.Path))) ?? "",
            [WeightsHashKey] = weightsHash,
            [NetworkCost.Key] = NetworkCost.Of(network.Description).ToString(),
        };
        ModelMetadata.WriteOutputs(texts, outputs, FaceCrop.DefaultMarginFraction);
        texts.Remove("format"); // of safetensors
        if (licence is not null)
        {
            texts["mien.licence"] = licence;
        }

        return texts;
    }
}
