using Mien.Torch;

namespace Mien.Models.Blocks;

/// <summary>
/// Takes colours normalised by the moments of ImageNet to the range [-1, 1] that weights from TensorFlow were trained on. torchvision
/// switches it on with its published weights of both Inception nets.
/// </summary>
internal static class InputTransformation
{
    private static readonly double[] Scale = [0.229 / 0.5, 0.224 / 0.5, 0.225 / 0.5];
    private static readonly double[] Shift = [(0.485 - 0.5) / 0.5, (0.456 - 0.5) / 0.5, (0.406 - 0.5) / 0.5];

    /// <summary>(N, 3, H, W) to the same shape.</summary>
    public static Tensor Apply(Tensor input) => (input * PerChannel(Scale, input)) + PerChannel(Shift, input);

    private static Tensor PerChannel(double[] values, Tensor like) => Tensor.From(values, 1, 3, 1, 1).To(like.DType).To(like.Device);
}
