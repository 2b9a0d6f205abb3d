using Mien.Core;
using Mien.Models;
using Mien.Torch;
using Mien.Training;

namespace Mien.Experiments;

/// <summary>A trained network in libtorch.</summary>
public sealed class TorchModel : TrainedModel
{
    private readonly Device _device;

    private TorchModel(string path, ModelDescription description, Module module, Device device, bool isBfloat16)
        : base(path, description, NetworkOptions.HasAffect(description.ModelName, description.Head)) => (Module, _device, IsBfloat16) = (module, device, isBfloat16);

    /// <summary>
    /// The network in evaluation mode, its batch norms folded into the convolutions; takes (N, C, H, W), gives logits (N, classes), then
    /// arousal and valence where <see cref="TrainedModel.HasAffect"/> says so.
    /// </summary>
    public Module Module { get; }

    /// <inheritdoc/>
    public override string Engine => "torch";

    /// <inheritdoc/>
    public override bool IsBfloat16 { get; }

    internal static TorchModel Open(string runOrFile, Precision precision, string? device, int threads)
    {
        var file = WeightsLocation.Find(runOrFile);
        var options = new TorchOptions { Threads = threads };
        var starting = Task.Run(() => TorchRuntime.Initialize(options)); // takes a third of a second, in which the description is read
        var description = ModelFile.ReadDescription(file);
        WeightsLocation.RequireSameLabels(runOrFile, description.Labels);
        starting.GetAwaiter().GetResult();
        TorchRuntime.Initialize(options); // the number of threads is a setting of each thread
        var info = TorchRuntime.Info;
        var where = Device.Parse(device ?? (info.CudaDeviceCount > 0 ? "cuda" : "cpu"));
        var isBfloat16 = RecipeResolver.Decide(precision, where, info).Precision is Precision.Bfloat16;
        var module = Build(file, description);
        BatchNormFolding.Fold(module);
        module.To(where).To(MemoryFormat.ChannelsLast);
        if (isBfloat16)
        {
            module.To(DType.BFloat16);
        }

        return new(file, description, module, where, isBfloat16);
    }

    /// <summary>A network in float32 on the CPU whose norms are not folded yet, to be exported.</summary>
    /// <exception cref="CheckpointException">The weights do not fit the architecture.</exception>
    internal static TorchModel ForExport(string file, ModelDescription description)
    {
        var module = Build(file, description);
        module.Train(false);
        return new(file, description, module, Device.Cpu, isBfloat16: false);
    }

    private static Module Build(string file, ModelDescription description)
    {
        var module = ModelRegistry.Find(description.ModelName).Build(NetworkOptions.Of(description));
        ModelFile.Load(file, module);
        return module;
    }

    /// <inheritdoc/>
    public override void Dispose() => Module.Dispose();

    private protected override (float[] Probabilities, ValenceArousal[] Affect) Compute(ReadOnlySpan<float> pixels, int count)
    {
        using var inference = InferenceMode.Begin();
        using var scope = TensorScope.Begin();
        var input = Tensor.FromInterleaved(pixels, count, Preprocessing.HeightPx, Preprocessing.WidthPx, Preprocessing.Channels).To(_device);
        var outputs = Module.Forward(IsBfloat16 ? input.To(DType.BFloat16) : input).To(DType.Float32);
        return (outputs.Narrow(1, 0, Labels.Count).Softmax(1).ToArray<float>(), HasAffect ? Affect(outputs) : []);
    }

    // Arousal comes first.
    private ValenceArousal[] Affect(Tensor outputs)
    {
        var pairs = outputs.Narrow(1, Labels.Count, 2).ToArray<float>();
        return [.. pairs.Chunk(2).Select(pair => new ValenceArousal(pair[1], pair[0]))];
    }
}
