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

    internal static ShiftScaleRotate Read(ParameterReader parameters)
    {
        var shift = parameters.SymmetricRange("shift_limit", ValueRange.Symmetric(0.0625), -1, 1);
        parameters.HasNoEffect("mask_value", "rotate_method");
        parameters.OnlyBlack("value");
        return new ShiftScaleRotate
        {
            Probability = parameters.Probability(),
            AlwaysApply = parameters.AlwaysApply(),
            ShiftXRange = parameters.SymmetricRange("shift_limit_x", shift, -1, 1),
            ShiftYRange = parameters.SymmetricRange("shift_limit_y", shift, -1, 1),
            ScaleRange = parameters.SymmetricRange("scale_limit", ValueRange.Symmetric(0.1), -0.99, 10),
            RotationRangeDegrees = parameters.SymmetricRange("rotate_limit", ValueRange.Symmetric(45), -360, 360),
            Interpolation = parameters.Interpolation(),
            BorderMode = parameters.Border("border_mode", Imaging.BorderMode.Reflect101),
        };
    }
}

/// <summary>What <see cref="ShiftScaleRotate"/> draws.</summary>
/// <param name="Angle">Degrees, counter-clockwise.</param>
/// <param name="Scale">Factor.</param>
/// <param name="Dx">Shift to the right as a fraction of the width.</param>
/// <param name="Dy">Shift downwards as a fraction of the height.</param>
public readonly record struct ShiftScaleRotateDraw(double Angle, double Scale, double Dx, double Dy);
