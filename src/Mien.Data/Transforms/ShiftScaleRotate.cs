using Mien.Core;
using Mien.Data.Pipelines;
using Mien.Imaging;

namespace Mien.Data.Transforms;

/// <summary>Rotates and scales the picture about its centre and shifts it, in one resampling.</summary>
public sealed record ShiftScaleRotate : WarpTransform<ShiftScaleRotateDraw>
{
    /// <summary>Shift to the right as a fraction of the width; default [-0.0625, 0.0625] (<c>shift_limit</c>, <c>shift_limit_x</c>).</summary>
    public ValueRange ShiftXRange { get; init; } = ValueRange.Symmetric(0.0625);

    /// <summary>Shift downwards as a fraction of the height; default [-0.0625, 0.0625] (<c>shift_limit</c>, <c>shift_limit_y</c>).</summary>
    public ValueRange ShiftYRange { get; init; } = ValueRange.Symmetric(0.0625);

    /// <summary>What is added to the scale factor 1; default [-0.1, 0.1] (<c>scale_limit</c>).</summary>
    public ValueRange ScaleRange { get; init; } = ValueRange.Symmetric(0.1);

    /// <summary>Rotation in degrees, positive is counter-clockwise; default [-45, 45] (<c>rotate_limit</c>).</summary>
    public ValueRange RotationRangeDegrees { get; init; } = ValueRange.Symmetric(45);

    /// <summary>Concerns boxes only; kept for saving (<c>rotate_method</c>).</summary>
    internal string RotateMethod { get; init; } = "largest_box";

    /// <inheritdoc/>
    public override ShiftScaleRotateDraw Draw(ref RandomStream random, Image image)
    {
        var angle = RotationRangeDegrees.Draw(ref random);
        var scale = 1 + ScaleRange.Draw(ref random);
        return new(angle, scale, ShiftXRange.Draw(ref random), ShiftYRange.Draw(ref random));
    }

    /// <inheritdoc/>
    public override void Matrix(in ShiftScaleRotateDraw draw, int widthPx, int heightPx, Span<double> matrix) =>
        AffineMatrix.RotateScaleShift(widthPx, heightPx, draw.Angle, draw.Scale, draw.Dx * widthPx, draw.Dy * heightPx, matrix);

    private protected override RandomTransform Bind(ParameterBinder binder)
    {
        // One limit for both axes, which gives way to a limit for the axis; only those are saved.
        var both = binder.IsGiven("shift_limit");
        var shift = binder.SymmetricRange("shift_limit", ShiftXRange, -1, 1, isSaved: false);
        return this with
        {
            ShiftXRange = binder.SymmetricRange("shift_limit_x", both ? shift : ShiftXRange, -1, 1),
            ShiftYRange = binder.SymmetricRange("shift_limit_y", both ? shift : ShiftYRange, -1, 1),
            ScaleRange = binder.SymmetricRange("scale_limit", ScaleRange, -0.99, 10),
            RotationRangeDegrees = binder.SymmetricRange("rotate_limit", RotationRangeDegrees, -360, 360),
            Interpolation = binder.Interpolation(Interpolation),
            BorderMode = binder.Border("border_mode", BorderMode),
            BorderValue = binder.ChannelValues("value", BorderValue),
            MaskValue = binder.ChannelValues("mask_value", MaskValue),
            RotateMethod = binder.Word("rotate_method", RotateMethod, "largest_box", "ellipse"),
        };
    }
}

/// <summary>What <see cref="ShiftScaleRotate"/> draws.</summary>
/// <param name="Angle">Degrees, counter-clockwise.</param>
/// <param name="Scale">Factor.</param>
/// <param name="Dx">Shift to the right as a fraction of the width.</param>
/// <param name="Dy">Shift downwards as a fraction of the height.</param>
public readonly record struct ShiftScaleRotateDraw(double Angle, double Scale, double Dx, double Dy);
