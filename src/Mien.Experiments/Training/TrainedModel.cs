using Mien.Core;
using Mien.Models;
using Mien.Torch;
using Mien.Training;

namespace Mien.Experiments;

/// <summary>A trained network that only predicts, together with what its outputs mean and how its input is made.</summary>
public sealed class TrainedModel : IDisposable
{
    private readonly Device _device;
    private readonly bool _isBfloat16;

    private TrainedModel(string path, ModelDescription description, Module module, Device device, bool isBfloat16)
    {
        HasAffect = ModelRegistry.Find(description.ModelName).RegressionOutputCount > 0;
        (Path, Description, Module, _device, _isBfloat16) = (path, description, module, device, isBfloat16);
    }

    /// <summary>The file of weights.</summary>
    public string Path { get; }

    /// <summary>Name of the architecture, labels, preprocessing, and the epoch and scores of the weights.</summary>
    public ModelDescription Description { get; }

    /// <summary>The classes in the order of the outputs.</summary>
    public LabelSet Labels => Description.Labels;

    /// <summary>How a picture becomes the input.</summary>
    public Preprocessing Preprocessing => Description.Preprocessing;

    /// <summary>Whether the arithmetic is bfloat16; float32 otherwise.</summary>
    public bool IsBfloat16 => _isBfloat16;

    /// <summary>The network in evaluation mode, its batch norms folded into the convolutions; takes (N, C, H, W), gives logits (N, classes), then arousal and valence where <see cref="HasAffect"/> says so.</summary>
    public Module Module { get; }

    /// <summary>Whether it also gives valence and arousal.</summary>
    public bool HasAffect { get; }

    /// <summary>Loads the best weights of a run, or a file of weights.</summary>
    /// <param name="runOrFile">A run's folder, or a .safetensors file that 'mien train' wrote.</param>
    /// <param name="precision">Arithmetic; auto takes bfloat16 where the hardware is fast at it.</param>
    /// <param name="device"><c>cpu</c>, <c>cuda</c>, <c>cuda:1</c>; null for a GPU where there is one.</param>
    /// <param name="threads">Threads of the arithmetic; 0 for one per core.</param>
    /// <exception cref="MienException">There is nothing to load, or labels and weights of the run do not belong together.</exception>
    /// <exception cref="CheckpointException">The file cannot be read or does not fit its architecture.</exception>
    public static TrainedModel Load(string runOrFile, Precision precision = Precision.Auto, string? device = null, int threads = 0)
    {
        var file = FindFile(runOrFile);
        var options = new TorchOptions { Threads = threads };
        var starting = Task.Run(() => TorchRuntime.Initialize(options)); // takes a third of a second, in which the description is read
        var description = ModelFile.ReadDescription(file);
        RequireSameLabels(runOrFile, description.Labels);
        starting.GetAwaiter().GetResult();
        TorchRuntime.Initialize(options); // the number of threads is a setting of each thread
        var info = TorchRuntime.Info;
        var where = Device.Parse(device ?? (info.CudaDeviceCount > 0 ? "cuda" : "cpu"));
        var isBfloat16 = RecipeResolver.Decide(precision, where, info).Precision is Precision.Bfloat16;
        var module = ModelRegistry.Find(description.ModelName).Build(NetworkOptions.Of(description));
        ModelFile.Load(file, module);
        BatchNormFolding.Fold(module);
        module.To(where).To(MemoryFormat.ChannelsLast);
        if (isBfloat16)
        {
            module.To(DType.BFloat16);
        }

        return new(file, description, module, where, isBfloat16);
    }

    /// <summary>Class probabilities of preprocessed pictures.</summary>
    /// <param name="pixels">Normalised values, shape (N, H, W, C), interleaved, as <c>Preprocessing</c> and the loader make them.</param>
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
        var expected = (long)count * Preprocessing.HeightPx * Preprocessing.WidthPx * Preprocessing.Channels;
        if (pixels.Length != expected)
        {
            throw new ArgumentException($"Expected {expected} values for {count} pictures but got {pixels.Length}.", nameof(pixels));
        }

        using var inference = InferenceMode.Begin();
        using var scope = TensorScope.Begin();
        var input = Tensor.FromInterleaved(pixels, count, Preprocessing.HeightPx, Preprocessing.WidthPx, Preprocessing.Channels).To(_device);
        var outputs = Module.Forward(_isBfloat16 ? input.To(DType.BFloat16) : input).To(DType.Float32);
        return (outputs.Narrow(1, 0, Labels.Count).Softmax(1).ToArray<float>(), HasAffect ? Affect(outputs) : []);
    }

    // Arousal comes first.
    private ValenceArousal[] Affect(Tensor outputs)
    {
        var pairs = outputs.Narrow(1, Labels.Count, 2).Contiguous().ToArray<float>();
        return [.. pairs.Chunk(2).Select(pair => new ValenceArousal(pair[1], pair[0]))];
    }

    /// <summary>Releases the network.</summary>
    public void Dispose() => Module.Dispose();

    private static string FindFile(string runOrFile)
    {
        ArgumentException.ThrowIfNullOrEmpty(runOrFile);
        if (!Directory.Exists(runOrFile))
        {
            return File.Exists(runOrFile) ? runOrFile : throw new MienException($"Expected a run's folder or a file of weights but there is nothing at '{runOrFile}'.");
        }

        var folder = new RunFolder(runOrFile);
        return File.Exists(folder.Model)
            ? folder.Model
            : throw new MienException(folder.HasRun
                ? $"The run in {folder.Path} has no weights yet, as no epoch is finished. Continue it with: mien train --resume {runOrFile}"
                : $"Expected a run in {folder.Path} but there is no model.safetensors in it.");
    }

    private static void RequireSameLabels(string runOrFile, LabelSet labels)
    {
        var folder = new RunFolder(runOrFile);
        if (File.Exists(folder.Labels) && LabelsFile.Read(folder.Labels) is { } written && !written.Equals(labels))
        {
            throw new MienException($"Expected one class order but {folder.Labels} says {written} and {folder.Model} says {labels}. One of the files is not of this run.");
        }
    }
}
