using System.Diagnostics;
using Mien.Models;
using Mien.Torch;

namespace Mien.Experiments;

/// <summary>How fast this machine is at the model that Mien is usually tried with.</summary>
/// <param name="TrainingPerSecond">Pictures a second of forward, backward and step.</param>
/// <param name="PredictionPerSecond">Pictures a second of prediction.</param>
/// <param name="Precision">The arithmetic, that of <c>precision: auto</c>.</param>
/// <param name="Device">Where it was computed.</param>
public sealed record SpeedMeasure(double TrainingPerSecond, double PredictionPerSecond, string Precision, string Device)
{
    private const int BatchSize = 32;
    private const int InputPx = 96;

    /// <summary>Measures ResNet-18 on random pictures of 96x96 pixels in batches of 32, without reading files.</summary>
    /// <param name="duration">For each of training and prediction; at least one batch is measured after one to warm up.</param>
    /// <exception cref="Core.MienException">libtorch is missing.</exception>
    public static SpeedMeasure Run(TimeSpan duration)
    {
        var info = TorchRuntime.Info;
        var device = Torch.Device.Parse(info.CudaDeviceCount > 0 ? "cuda" : "cpu");
        var isBfloat16 = RecipeResolver.Decide(Training.Precision.Auto, device, info).Precision is Training.Precision.Bfloat16;
        using var model = ModelRegistry.Find("resnet18").Build(new() { ClassCount = 8 });
        model.InitializeParameters(seed: 1);
        model.To(device).To(MemoryFormat.ChannelsLast);
        using var input = Tensor.FromInterleaved(new float[BatchSize * InputPx * InputPx * 3], BatchSize, InputPx, InputPx, 3).To(device).Keep();
        using var labels = Tensor.Zeros([BatchSize], DType.Int64, device).Keep();
        var optimizer = new Sgd(model.NamedParameters(), new() { LearningRate = 0.01, Momentum = 0.9 });

        model.Train();
        var training = Rate(duration, () =>
        {
            using var scope = TensorScope.Begin();
            optimizer.ZeroGrad();
            var loss = Functional.CrossEntropy(Forward(), labels);
            loss.Backward();
            optimizer.Step();
            _ = loss.ToDouble();
        });

        model.Train(false);
        var prediction = Rate(duration, () =>
        {
            using var inference = InferenceMode.Begin();
            using var scope = TensorScope.Begin();
            _ = Forward().To(DType.Float32).ToArray<float>();
        });
        return new(training, prediction, isBfloat16 ? "bfloat16" : "float32", device.ToString());

        Tensor Forward()
        {
            if (!isBfloat16)
            {
                return model.Forward(input);
            }

            using var autocast = Autocast.Begin(device);
            return model.Forward(input);
        }
    }

    private static double Rate(TimeSpan duration, Action step)
    {
        step(); // warms up
        var watch = Stopwatch.StartNew();
        var steps = 0;
        do
        {
            step();
            steps++;
        }
        while (watch.Elapsed < duration);
        return steps * BatchSize / watch.Elapsed.TotalSeconds;
    }
}
