using System.Collections.Immutable;
using Mien.Models.Blocks;
using Mien.Torch;

namespace Mien.Models;

/// <summary>
/// VGG-11 to -19, with and without batch norms (Simonyan and Zisserman 2015, "Very deep convolutional networks for large-scale image
/// recognition", arXiv:1409.1556), as in torchvision.
/// </summary>
/// <remarks>
/// Pictures (N, C, H, W) go in, class scores (N, ClassCount) come out. Made for 224 pixels; any size from 32 works, because the last maps
/// are brought to 7 x 7.
/// </remarks>
public sealed class Vgg : Module
{
    private const int Pool = 0;

    private readonly Sequential _features;
    private readonly AdaptiveAvgPool2d _avgPool;
    private readonly Module _classifier;

    private Vgg(ModelOptions options, ImmutableArray<int> layers, bool batchNorm)
    {
        var dropout = options.Dropout ?? 0.5;
        _features = Child("features", new Sequential([.. Layers(options.InputChannels, layers, batchNorm)]));
        _avgPool = Child("avgpool", new AdaptiveAvgPool2d(7));
        _classifier = Child("classifier", options.BuildHead(512 * 7 * 7, () => new Sequential(
            new Linear(512 * 7 * 7, 4096), new Relu(inPlace: true), new Dropout(dropout),
            new Linear(4096, 4096), new Relu(inPlace: true), new Dropout(dropout),
            new Linear(4096, options.ClassCount))));
    }

    internal static ImmutableArray<ModelInfo> Variants { get; } =
    [
        .. Variant("vgg11", 132_863_336, 132_868_840, [1, 1, 2, 2, 2]),
        .. Variant("vgg13", 133_047_848, 133_053_736, [2, 2, 2, 2, 2]),
        .. Variant("vgg16", 138_357_544, 138_365_992, [2, 2, 3, 3, 3]),
        .. Variant("vgg19", 143_667_240, 143_678_248, [2, 2, 4, 4, 4]),
    ];

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => _classifier.Forward(_avgPool.Forward(_features.Forward(input)).Flatten(1));

    /// <inheritdoc/>
    protected override void InitializeModule(Module module, Initializer initializer)
    {
        if (!InitialWeights.FanOutAndSmallNormal(module, initializer))
        {
            base.InitializeModule(module, initializer);
        }
    }

    private static IEnumerable<ModelInfo> Variant(string name, long parameterCount, long parameterCountWithNorms, int[] convolutions)
    {
        ImmutableArray<int> layers = [.. convolutions.SelectMany((count, stage) => Enumerable.Repeat(Math.Min(64 << stage, 512), count).Append(Pool))];
        foreach (var (suffix, count, batchNorm) in new[] { ("", parameterCount, false), ("_bn", parameterCountWithNorms, true) })
        {
            yield return new(
                name + suffix, "VGG", count, DefaultInputPx: 224, "Simonyan and Zisserman 2015, arXiv:1409.1556", options => new Vgg(options, layers, batchNorm));
        }
    }

    private static IEnumerable<Module> Layers(int channels, ImmutableArray<int> layers, bool batchNorm)
    {
        foreach (var layer in layers)
        {
            if (layer == Pool)
            {
                yield return new MaxPool2d(kernelSize: 2, stride: 2);
                continue;
            }

            yield return new Conv2d(channels, layer, kernelSize: 3, padding: 1);
            if (batchNorm)
            {
                yield return new BatchNorm2d(layer);
            }

            yield return new Relu(inPlace: true);
            channels = layer;
        }
    }
}
