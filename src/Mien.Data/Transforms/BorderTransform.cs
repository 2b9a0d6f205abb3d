using Mien.Core;
using Mien.Imaging;

namespace Mien.Data.Transforms;

/// <summary>A transform that moves pixels and must say what is shown where the original has none.</summary>
/// <typeparam name="TDraw">What is drawn.</typeparam>
public abstract record BorderTransform<TDraw> : RandomTransform<TDraw>
    where TDraw : struct
{
    /// <summary>How values between pixels are found; default linear (<c>interpolation</c>).</summary>
    public Interpolation Interpolation { get; init; } = Interpolation.Linear;

    /// <summary>What is shown where the original has no pixel (<c>border_mode</c>, of Affine <c>mode</c>, of Perspective <c>pad_mode</c>).</summary>
    public BorderMode BorderMode { get; init; } = BorderMode.Reflect101;

    /// <summary>
    /// The colour of a constant border; null, the default, is black. As in Albumentations one number fills the first channel
    /// only; a list has one for each (<c>value</c>, of Affine <c>cval</c>, of Perspective <c>pad_val</c>).
    /// </summary>
    public ChannelValues? BorderValue { get; init; }

    /// <summary>Concerns masks only; kept for saving.</summary>
    internal ChannelValues? MaskValue { get; init; }

    /// <inheritdoc/>
    public override bool TreatsChannelsAlike => BorderMode != BorderMode.Constant || FillColour.OfBorder(BorderValue).IsGrey;

    private protected FillColour Border => FillColour.OfBorder(BorderValue);
}
