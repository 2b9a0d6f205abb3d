using System.Collections.Immutable;
using Mien.Core;
using Mien.Torch;
using Mien.Training;

namespace Mien.Experiments;

/// <summary>A network behind a model.</summary>
/// <param name="Weights">Its file.</param>
/// <param name="Architecture">Its name.</param>
/// <param name="Temperature">What its logits are divided by; null where it is not calibrated.</param>
public sealed record ModelMember(string Weights, string Architecture, double? Temperature);

/// <summary>A trained network that only predicts, together with what its outputs mean and how its input is made.</summary>
/// <param name="path">The file of weights.</param>
/// <param name="description">What they are good for.</param>
/// <param name="hasAffect">Whether it also gives valence and arousal.</param>
public abstract class TrainedModel(string path, ModelDescription description, bool hasAffect) : IDisposable
{
    /// <summary>The file of weights.</summary>
    public string Path => path;

    /// <summary>Name of the architecture, labels, preprocessing, and the epoch and scores of the weights.</summary>
    public ModelDescription Description => description;

    /// <summary>The classes in the order of the outputs.</summary>
    public LabelSet Labels => Description.Labels;

    /// <summary>How a picture becomes the input; of several networks, that of the first.</summary>
    public Preprocessing Preprocessing => Description.Preprocessing;

    /// <summary>The values that it takes of each picture.</summary>
    public virtual ModelInput Input { get; } = new([description.Preprocessing]);

    /// <summary>The networks behind it, one or more.</summary>
    public virtual ImmutableArray<ModelMember> Members => [new(Path, Description.ModelName, HasTemperatureInside ? Description.Temperature : null)];

    /// <summary>What is done to each picture before its answers are averaged, such as <c>flip</c>; null for nothing.</summary>
    public virtual string? Augmentation => null;

    /// <summary>What computes, in one word: <c>torch</c> or <c>onnx</c>.</summary>
    public abstract string Engine { get; }

    /// <summary>Whether the arithmetic is bfloat16; float32 otherwise.</summary>
    public abstract bool IsBfloat16 { get; }

    /// <summary>The arithmetic in one word: <c>float32</c> or <c>bfloat16</c>; of an export also <c>float16</c> or <c>int8</c>.</summary>
    public virtual string PrecisionName => IsBfloat16 ? "bfloat16" : "float32";

    /// <summary>Whether it also gives valence and arousal.</summary>
    public bool HasAffect => hasAffect;

    /// <summary>Whether a temperature in its description is a part of its arithmetic: that of an exported graph is, that of weights is still to be applied.</summary>
    internal bool HasTemperatureInside => Path.EndsWith(ModelExport.Suffix, StringComparison.OrdinalIgnoreCase);

    /// <summary>Loads the best weights of a run, or a file of weights, into libtorch; <see cref="EngineOptions"/> also knows other engines.</summary>
    /// <param name="runOrFile">A run's folder, or a .safetensors file that 'mien train' wrote.</param>
    /// <param name="precision">Arithmetic; auto takes bfloat16 where the hardware is fast at it.</param>
    /// <param name="device"><c>cpu</c>, <c>cuda</c>, <c>cuda:1</c>; null for a GPU where there is one.</param>
    /// <param name="threads">Threads of the arithmetic; 0 for one per core.</param>
    /// <exception cref="MienException">There is nothing to load, or labels and weights of the run do not belong together.</exception>
    /// <exception cref="CheckpointException">The file cannot be read or does not fit its architecture.</exception>
    public static TorchModel Load(string runOrFile, Precision precision = Precision.Auto, string? device = null, int threads = 0) =>
        TorchModel.Open(runOrFile, precision, device, threads);

    /// <summary>Class probabilities of preprocessed pictures.</summary>
    /// <param name="pixels">Normalised values as <see cref="Input"/> makes them, picture by picture: of one network shape (N, H, W, C).</param>
    /// <param name="count">N, at least 1.</param>
    /// <returns>Shape (N, classes), rows packed; each row sums to 1.</returns>
    /// <exception cref="ArgumentException">The values do not fit N pictures.</exception>
    public float[] Probabilities(ReadOnlySpan<float> pixels, int count) => Answers(pixels, count).Probabilities;

    /// <summary>Everything that the model says of preprocessed pictures.</summary>
    /// <param name="pixels">As for <see cref="Probabilities"/>.</param>
    /// <param name="count">N, at least 1.</param>
    /// <returns>Class probabilities as of <see cref="Probabilities"/>; valence and arousal per picture, none where the model gives none.</returns>
    /// <exception cref="ArgumentException">The values do not fit N pictures.</exception>
    public (float[] Probabilities, ValenceArousal[] Affect) Answers(ReadOnlySpan<float> pixels, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var expected = (long)count * Input.ValueCount;
        return pixels.Length == expected
            ? Compute(pixels, count)
            : throw new ArgumentException($"Expected {expected} values for {count} pictures but got {pixels.Length}.", nameof(pixels));
    }

    /// <summary>Releases the network.</summary>
    public abstract void Dispose();

    /// <summary>What <see cref="Answers"/> gives; the values fit.</summary>
    private protected abstract (float[] Probabilities, ValenceArousal[] Affect) Compute(ReadOnlySpan<float> pixels, int count);
}
