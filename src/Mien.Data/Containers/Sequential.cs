using Mien.Core;
using Mien.Imaging;

namespace Mien.Data.Containers;

/// <summary>Applies its transforms one after another, each by its own probability; for use inside a container that chooses.</summary>
/// <remarks>
/// As in Albumentations its own probability is only its weight there: it never keeps the list from running. When it is chosen, its first
/// transform is applied for certain and the others by their own probability.
/// </remarks>
public sealed record Sequential : TransformContainer
{
    /// <inheritdoc/>
    public override Image Apply(Image image, ref RandomStream random, TransformContext context, bool isForced = false)
    {
        for (var index = 0; index < Children.Length; index++)
        {
            image = Children[index].Apply(image, ref random, context, isForced && index == 0);
        }

        return image;
    }
}
