using System.Collections.Immutable;
using Mien.Torch;

namespace Mien.Models;

/// <summary>A number of parameters that somebody published for a net, and the net here that has it.</summary>
/// <param name="ModelName">Registry name.</param>
/// <param name="Head">What stands at its end.</param>
/// <param name="Published">Trainable elements, as published.</param>
public sealed record PublishedCount(string ModelName, string Head, long Published)
{
    /// <summary>The numbers of torchvision 0.14 and of the project "CV_Assignment_2" by T. Imran, 2023, from small to large.</summary>
    public static ImmutableArray<PublishedCount> All { get; } =
    [
        new("talha_net", "8 classes and arousal, valence: two branches with 256 hidden features", 423_498),
        new("squeezenet1_1", "1000 classes: a 1x1 convolution", 1_235_496),
        new("affect_mobilenet", "8 classes and arousal, valence on MobileNetV3-small: two branches with 1024 hidden features", 2_118_954),
        new("affect_efficientnet", "8 classes and arousal, valence on EfficientNet-B0: two linear layers", 4_020_358),
        new("googlenet", "1000 classes: a linear layer, without auxiliary classifiers", 6_624_904),
        new("resnet18", "1000 classes: a linear layer", 11_689_512),
        new("inception_v3", "1000 classes: a linear layer, with the auxiliary classifier", 27_161_264),
        new("efficientnet_v2_m", "1000 classes: a linear layer", 54_139_356),
        new("efficientnet_v2_l", "1000 classes: a linear layer", 118_515_272),
        new("vgg16_bn", "1000 classes: two hidden layers of 4096 features", 138_365_992),
        new("vit_h_14_518", "1000 classes: a linear layer, for pictures of 518 pixels", 633_470_440),
    ];

    /// <summary>Builds the net without memory for its weights and counts them.</summary>
    public long Count()
    {
        using var shapes = ShapesOnly.Begin();
        var info = ModelRegistry.Find(ModelName);
        using var net = info.Build(info.DefaultOptions);
        return net.NamedParameters().Sum(item => item.Tensor.Count);
    }
}
