using Mien.Data;
using Mien.Torch;

namespace Mien.Training;

/// <summary>Batches as tensors, and the network in the precision of the plan.</summary>
internal static class BatchTensors
{
    /// <summary>Pixels (N, C, H, W) in channels-last memory, and labels (N), on the plan's device.</summary>
    public static (Tensor Pixels, Tensor Labels) Of(Batch batch, TrainingPlan plan)
    {
        var (height, width, channels) = plan.Input;
        var pixels = Tensor.FromInterleaved(batch.Pixels, batch.Count, height, width, channels);
        var labels = Tensor.From(batch.Labels);
        return plan.Device.IsCuda ? (pixels.To(plan.Device), labels.To(plan.Device)) : (pixels, labels);
    }

    /// <summary>Logits (N, classes) in float32.</summary>
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
