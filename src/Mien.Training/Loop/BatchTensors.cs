using Mien.Core;
using Mien.Data;
using Mien.Torch;

namespace Mien.Training;

/// <summary>Batches as tensors, and the network in the precision of the plan.</summary>
internal static class BatchTensors
{
    /// <summary>Pixels (N, C, H, W) in channels-last memory, and targets, on the plan's device.</summary>
    public static (Tensor Pixels, BatchTargets Targets) Of(Batch batch, TrainingPlan plan) =>
        (PixelsOf(batch, plan), BatchTargets.Of(batch, plan.ClassCount, plan.Device));

    /// <summary>The same, changed and mixed for training as the position in the run decides.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="plan">Says how.</param>
    /// <param name="epoch">Epoch, from 1.</param>
    /// <param name="number">Batch of the epoch, from 0.</param>
    public static (Tensor Pixels, BatchTargets Targets) ForTraining(Batch batch, TrainingPlan plan, int epoch, int number)
    {
        var pixels = plan.BatchLayers.Apply(PixelsOf(batch, plan), plan.Seed, epoch, number);
        var mix = BatchMix.Draw(plan.Mix, batch.Count, plan.Input.HeightPx, plan.Input.WidthPx, new RandomStream(plan.Seed, "mix", epoch, number));
        return (mix?.Mix(pixels) ?? pixels, BatchTargets.Of(batch, plan.ClassCount, plan.Device, mix));
    }

    private static Tensor PixelsOf(Batch batch, TrainingPlan plan)
    {
        var (height, width, channels) = plan.Input;
        var pixels = Tensor.FromInterleaved(batch.Pixels, batch.Count, height, width, channels);
        return plan.Device.IsCuda ? pixels.To(plan.Device) : pixels;
    }

    /// <summary>The class scores among the outputs, (N, classes).</summary>
    public static Tensor ScoresOf(this TrainingPlan plan, Tensor outputs) => plan.HasAffect ? outputs.Narrow(1, 0, plan.ClassCount) : outputs;

    /// <summary>Outputs (N, classes), and arousal and valence where there are, in float32.</summary>
    public static Tensor Forward(this TrainingPlan plan, Tensor pixels)
    {
        if (plan.Autocast is not { } dtype)
        {
            return plan.Model.Forward(pixels);
        }

        using var autocast = Autocast.Begin(plan.Device, dtype);
        return plan.Model.Forward(pixels).To(DType.Float32);
    }
}
