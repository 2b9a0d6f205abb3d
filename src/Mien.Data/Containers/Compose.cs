using Mien.Core;
using Mien.Data.Pipelines;
using Mien.Imaging;

namespace Mien.Data.Containers;

/// <summary>Applies its transforms one after another, each by its own probability, also where a container above has chosen it.</summary>
/// <remarks>
/// When it does not happen, transforms anywhere below it with <c>always_apply</c> are still applied, each of them, even several of one <see cref="OneOf"/>.
/// </remarks>
public record Compose : TransformContainer
{
    /// <summary>It always happens unless asked otherwise.</summary>
    public Compose() => Probability = 1.0;

    /// <inheritdoc/>
    public override Image Apply(Image image, ref RandomStream random, TransformContext context, bool isForced = false)
    {
        if (!Happens(ref random, isForced))
        {
            return ApplyAlways(image, ref random, context);
        }

        foreach (var child in Children)
        {
            image = child.Apply(image, ref random, context);
        }

        return image;
    }

    private protected override TransformContainer Bind(ParameterBinder binder)
    {
        binder.HasNoEffect("additional_targets", "{}");
        binder.HasNoEffect("bbox_params", "null");
        binder.HasNoEffect("keypoint_params", "null");
        return base.Bind(binder);
    }
}

/// <summary>A <see cref="Compose"/> that notes what it did; here every pipeline does so when asked (<see cref="TransformContext.Applied"/>).</summary>
public sealed record ReplayCompose : Compose
{
    /// <summary>Where Albumentations puts the notes; kept for saving (<c>save_key</c>).</summary>
    internal string SaveKey { get; init; } = "replay";

    private protected override TransformContainer Bind(ParameterBinder binder) =>
        (ReplayCompose)base.Bind(binder) with { SaveKey = binder.Text("save_key", SaveKey) };
}
