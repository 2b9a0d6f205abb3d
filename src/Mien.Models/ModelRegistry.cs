using System.Collections.Immutable;
using Mien.Core;

namespace Mien.Models;

/// <summary>All architectures by name. Adding one is a file with the net and a line here.</summary>
public static class ModelRegistry
{
    /// <summary>Every architecture, families together.</summary>
    public static ImmutableArray<ModelInfo> All { get; } =
    [
        .. ResNet.Variants,
        .. KerasResNet.Variants,
        .. SqueezeNet.Variants,
        .. MobileNetV2.Variants,
        .. MobileNetV3.Variants,
        .. EfficientNet.Variants,
        .. Vgg.Variants,
        .. GoogLeNet.Variants,
        .. InceptionV3.Variants,
        .. DenseNet.Variants,
        .. ConvNeXt.Variants,
        .. RegNet.Variants,
        .. ShuffleNetV2.Variants,
        .. VisionTransformer.Variants,
        .. SwinTransformer.Variants,
        .. TNet.Variants,
        .. AffectNet.Variants,
        .. FerCnn.Variants,
    ];

    /// <summary>The architecture of that name (case matters not).</summary>
    /// <exception cref="ConfigException">There is none; the message names the nearest.</exception>
    public static ModelInfo Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var names = All.Select(info => info.Name);
        return All.FirstOrDefault(info => info.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new ConfigException(
                $"There is no model '{name}'{NearMiss.Hint(name, names)}\nThe models are {string.Join(", ", names)}.");
    }
}
