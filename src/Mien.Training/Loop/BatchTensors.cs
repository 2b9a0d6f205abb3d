using Mien.Data;
using Mien.Torch;

namespace Mien.Training;

/// <summary>Batches as tensors, and the network in the precision of the plan.</summary>
internal static class BatchTensors
{
    /// <summary>Pixels (N, C, H, W) in channels-last memory, and targets, on the plan's device.</summary>
    public static (Tensor Pixels, BatchTargets Targets) Of(Batch batch, TrainingPlan plan, BatchMix? mix = null)
    {
        var (height, width, channels) = plan.Input;
        var pixels = Tensor.FromInterleaved(batch.Pixels, batch.Count, height, width, channels);
        pixels = plan.Device.IsCuda ? pixels.To(plan.Device) : pixels;
        return (mix?.Mix(pixels) ?? pixels, BatchTargets.Of(batch, plan.ClassCount, plan.Device, mix));
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
