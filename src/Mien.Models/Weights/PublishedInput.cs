using Mien.Core;

namespace Mien.Models.Weights;

/// <summary>The pictures that published weights of an architecture were trained for.</summary>
/// <param name="ResizePx">Length to which the shorter side is brought.</param>
/// <param name="CropPx">Side of the square that is cut from the middle.</param>
/// <param name="Interpolation">How the picture is resampled; with area means or antialiasing where it shrinks.</param>
/// <param name="Scaling">How its channels become numbers.</param>
/// <remarks>
/// As in torchvision 0.14 for the first ImageNet weights of each architecture (IMAGENET1K_V1, for ViT-H/14 those of SWAG), and in
/// keras.applications. The net itself does not care, so this is no part of it.
/// </remarks>
public sealed record PublishedInput(int ResizePx, int CropPx, Interpolation Interpolation, PixelScaling Scaling)
{
    // The others are resized to 256 and cropped to 224, bilinear, with mean and deviation of ImageNet.
    private static readonly Dictionary<string, PublishedInput> Exceptions = new()
    {
        ["inception_v3"] = Linear(342, 299),
        ["efficientnet_b0"] = Cubic(256, 224),
        ["efficientnet_b1"] = Cubic(256, 240),
        ["efficientnet_b2"] = Cubic(288, 288),
        ["efficientnet_b3"] = Cubic(320, 300),
        ["efficientnet_b4"] = Cubic(384, 380),
        ["efficientnet_b5"] = Cubic(456, 456),
        ["efficientnet_b6"] = Cubic(528, 528),
        ["efficientnet_b7"] = Cubic(600, 600),
        ["efficientnet_v2_s"] = Linear(384, 384),
        ["efficientnet_v2_m"] = Linear(480, 480),
        ["efficientnet_v2_l"] = Cubic(480, 480) with { Scaling = PixelScaling.Symmetric },
        ["convnext_tiny"] = Linear(236, 224),
        ["convnext_small"] = Linear(230, 224),
        ["vit_h_14"] = Cubic(224, 224),
        ["vit_h_14_518"] = Cubic(518, 518),
        ["swin_t"] = Cubic(232, 224),
        ["keras_resnet50_imagenet"] = Linear(224, 224) with { Scaling = PixelScaling.Caffe },
    };

    /// <summary>The input of an architecture's published weights, which variants of it share; null where none are published.</summary>
    public static PublishedInput? Of(ModelInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        return !info.HasPublishedWeights ? null
            : Exceptions.TryGetValue(info.Name, out var exact) ? exact
            : info.Name.StartsWith("inception_v3_", StringComparison.Ordinal) ? Exceptions["inception_v3"]
            : Linear(256, 224);
    }

    private static PublishedInput Linear(int resizePx, int cropPx) => new(resizePx, cropPx, Interpolation.Linear, PixelScaling.ImageNet);

    private static PublishedInput Cubic(int resizePx, int cropPx) => new(resizePx, cropPx, Interpolation.Cubic, PixelScaling.ImageNet);
}
