using Mien.Core;
using Mien.Inference;
using Mien.Training;

namespace Mien.Experiments;

/// <summary>A trained network in ONNX Runtime, which needs no libtorch. Any number of threads may use it at once.</summary>
public sealed class RuntimeModel : TrainedModel
{
    private readonly AffectNetwork _network;

    private RuntimeModel(string path, ModelDescription description, AffectNetwork network)
        : base(path, description, network.Signature.HasAffect) => _network = network;

    /// <inheritdoc/>
    public override string Engine => "onnx";

    /// <inheritdoc/>
    public override bool IsBfloat16 => Metadata.GetValueOrDefault(NetworkExport.PrecisionKey) == NetworkExport.Bfloat16;

    /// <inheritdoc/>
    public override string PrecisionName => Metadata.GetValueOrDefault(NetworkExport.PrecisionKey, base.PrecisionName);

    /// <summary>Whether it normalises pictures inside, so that <see cref="TrainedModel.Preprocessing"/> only brings them to their size.</summary>
    internal bool TakesBytes => Metadata.ContainsKey(ModelMetadata.InputKey);

    /// <summary>The texts that travel with the model.</summary>
    internal IReadOnlyDictionary<string, string> Metadata => _network.Metadata;

    /// <summary>Opens a file that 'mien export' wrote, or one from elsewhere with a description beside it.</summary>
    /// <param name="file">The .onnx file.</param>
    /// <param name="threads">Threads of the arithmetic; 0 for one per core.</param>
    /// <exception cref="MienException">ONNX Runtime is missing, or the file cannot be used.</exception>
    public static RuntimeModel Open(string file, int threads = 0) => Open(InferenceSession.Load(file, threads), file);

    /// <summary>Takes over a session.</summary>
    /// <param name="session">Of an export of Mien, or of a model with a description beside it.</param>
    /// <param name="path">The file of weights that it stands for.</param>
    internal static RuntimeModel Open(InferenceSession session, string path)
    {
        var network = AffectNetwork.FromSession(session, path);
        try
        {
            return new(path, Describe(network, path), network);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    // What predicting and judging need. Scores and starting weights are left in the texts: reading them takes a tenth of the time to the first answer.
    private static ModelDescription Describe(AffectNetwork network, string path)
    {
        try
        {
            return new(network.Signature.Name, network.Signature.Labels, network.Signature.Preprocessing, ModelFile.ReadEpoch(network.Metadata))
            {
                FaceMarginFraction = network.Signature.FaceMarginFraction,
                Temperature = ModelMetadata.ReadTemperature(network.Metadata),
            };
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw new InferenceException($"Expected an export of Mien but {path} cannot be read as one: {e.Message}.", e);
        }
    }

    /// <inheritdoc/>
    public override void Dispose() => _network.Dispose();

    private protected override (float[] Probabilities, ValenceArousal[] Affect) Compute(ReadOnlySpan<float> pixels, int count) => _network.Compute(pixels, count);
}
