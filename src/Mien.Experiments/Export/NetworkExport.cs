using System.Globalization;
using System.Security.Cryptography;
using Mien.Core;
using Mien.Imaging;
using Mien.Inference;
using Mien.Onnx;
using Mien.Training;

namespace Mien.Experiments;

/// <summary>A trained network as a graph of ONNX, with the texts that travel in it; and whether it computes the same.</summary>
internal static class NetworkExport
{
    /// <summary>Metadata: SHA-256 of the weights that the file was made of.</summary>
    public const string WeightsHashKey = "mien.weights_sha256";

    /// <summary>Metadata of caches: the <see cref="PreparedModel.Target"/> that the file was made for.</summary>
    public const string PreparedForKey = "mien.prepared_for";

    /// <summary>Metadata: what the network computes in, where that is not float32.</summary>
    public const string PrecisionKey = "mien.precision";

    /// <summary>Value of <see cref="PrecisionKey"/> where products are of bfloat16.</summary>
    public const string Bfloat16 = "bfloat16";

    /// <summary>The largest difference of a probability, or of valence or arousal, that an export may have.</summary>
    public const double Tolerance = 1e-4;

    private const int CheckedPictures = 3;

    /// <summary>Converts a network that is not folded yet.</summary>
    /// <param name="network">The network and its meaning.</param>
    /// <param name="weightsHash">SHA-256 of its weights.</param>
    /// <param name="options">How.</param>
    /// <param name="temperature">What class scores are divided by inside the graph; null for nothing.</param>
    public static OnnxModel Convert(TorchModel network, string weightsHash, ExportOptions options, double? temperature)
    {
        var texts = Metadata(network, weightsHash, options.Licence);
        ModelMetadata.WriteTemperature(texts, temperature);
        return Convert(network, texts, options.AnySize, temperature);
    }

    /// <summary>Converts a network that is not folded yet as it is: a temperature in its metadata stays to be applied.</summary>
    public static OnnxModel ConvertForCache(TorchModel network, string weightsHash)
    {
        var texts = Metadata(network, weightsHash, licence: null);
        texts[PreparedForKey] = PreparedModel.Target;
        return Convert(network, texts, anySize: false, temperature: null);
    }

    private static OnnxModel Convert(TorchModel network, Dictionary<string, string> texts, bool anySize, double? temperature)
    {
        var preprocessing = network.Preprocessing;
        return OnnxExport.Convert(network.Module, new()
        {
            Channels = preprocessing.Channels,
            HeightPx = preprocessing.HeightPx,
            WidthPx = preprocessing.WidthPx,
            ClassCount = network.Labels.Count,
            AnySize = anySize,
            Temperature = temperature,
            Metadata = texts,
        });
    }

    /// <summary>Compares an export with libtorch on made-up pictures.</summary>
    /// <param name="network">The network.</param>
    /// <param name="exported">Its export.</param>
    /// <param name="tolerance">The largest difference of a probability, or of valence or arousal, that there may be.</param>
    /// <param name="advice">What the user can do about a larger one; null where only a defect explains it.</param>
    /// <returns>The largest difference.</returns>
    /// <exception cref="MienException">It is above the tolerance, or no number.</exception>
    public static double RequireSame(TrainedModel network, RuntimeModel exported, double tolerance = Tolerance, string? advice = null)
    {
        var difference = Difference(network, exported);
        if (difference <= tolerance)
        {
            return difference;
        }

        var by = double.IsFinite(difference) ? string.Create(CultureInfo.InvariantCulture, $"they differ by {difference:0.0e+0}") : "some of its answers are no numbers";
        throw new MienException(string.Create(CultureInfo.InvariantCulture, $"Expected the export of {network.Path} to give what the network gives, within {tolerance}, but {by}. ")
            + (advice ?? $"This is a defect of Mien; use '--engine torch' and report it with the architecture, {network.Description.ModelName}."));
    }

    /// <summary>The largest difference of a probability, or of valence or arousal, between a network and its export on made-up pictures; infinite where one is no number.</summary>
    public static double Difference(TrainedModel network, RuntimeModel exported)
    {
        var (pixels, bytes) = Pictures(network.Preprocessing);
        var (expected, actual) = (network.Answers(pixels, CheckedPictures), exported.Answers(exported.TakesBytes ? bytes : pixels, CheckedPictures));
        return expected.Probabilities.Zip(actual.Probabilities, (first, second) => (double)Math.Abs(first - second))
            .Concat(expected.Affect.Zip(actual.Affect, (first, second) => Math.Max(Math.Abs(first.Valence - second.Valence), Math.Abs(first.Arousal - second.Arousal))))
            .Max(value => double.IsNaN(value) ? double.PositiveInfinity : value); // Max alone passes over what is no number
    }

    // Pixels of any value, as a picture has them: normalised, and as they are.
    private static (float[] Normalised, float[] Bytes) Pictures(Preprocessing preprocessing)
    {
        var random = new RandomStream(1, "pictures to check an export with");
        var size = preprocessing.HeightPx * preprocessing.WidthPx * preprocessing.Channels;
        var raw = preprocessing with { Scaling = preprocessing.Channels == 1 ? PixelScaling.None.ToGrey() : PixelScaling.None };
        var (normalised, bytes) = (new float[CheckedPictures * size], new float[CheckedPictures * size]);
        for (var i = 0; i < CheckedPictures; i++)
        {
            var picture = new Image(preprocessing.WidthPx, preprocessing.HeightPx, preprocessing.Channels);
            foreach (ref var value in picture.Pixels.AsSpan())
            {
                value = (byte)random.NextInt32(256);
            }

            PixelTensor.ToInterleaved(picture, preprocessing, normalised.AsSpan(i * size, size));
            PixelTensor.ToInterleaved(picture, raw, bytes.AsSpan(i * size, size));
        }

        return (normalised, bytes);
    }

    /// <summary>SHA-256 of a file, in small hexadecimal digits.</summary>
    public static string HashOf(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 20, FileOptions.SequentialScan);
        return System.Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>Writes which run a file comes from, and its licence where one is given.</summary>
    public static void WriteOrigin(IDictionary<string, string> texts, string weights, string? licence)
    {
        texts["mien.source"] = Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(weights))) ?? "";
        if (licence is not null)
        {
            texts["mien.licence"] = licence;
        }
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
            [WeightsHashKey] = weightsHash,
            [NetworkCost.Key] = NetworkCost.Of(network.Description).ToString(),
        };
        WriteOrigin(texts, network.Path, licence);
        ModelMetadata.WriteOutputs(texts, outputs);
        ModelMetadata.WriteFaceMargin(texts, network.Description.FaceMarginFraction);
        texts.Remove("format"); // of safetensors
        return texts;
    }
}
