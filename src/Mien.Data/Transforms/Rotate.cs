using Mien.Core;
using Mien.Data.Pipelines;

namespace Mien.Data.Transforms;

/// <summary>Rotates the picture about its centre.</summary>
public sealed record Rotate : WarpTransform
{
    /// <summary>Rotation in degrees, positive is counter-clockwise; default [-90, 90] (<c>limit</c>).</summary>
    public ValueRange RangeDegrees { get; init; } = ValueRange.Symmetric(90);

    /// <inheritdoc/>
    protected internal override void DrawMatrix(ref RandomStream random, int widthPx, int heightPx, Span<double> matrix) =>
        AffineMatrix.RotateScaleShift(widthPx, heightPx, RangeDegrees.Draw(ref random), scale: 1, shiftXPx: 0, shiftYPx: 0, matrix);

    internal static Rotate Read(ParameterReader parameters)
    {
        parameters.HasNoEffect("mask_value", "rotate_method");
        parameters.OnlyBlack("value");
        parameters.OnlyFalse("crop_border");
        return new Rotate
        {
            Probability = parameters.Probability(),
            AlwaysApply = parameters.AlwaysApply(),
            RangeDegrees = parameters.SymmetricRange("limit", ValueRange.Symmetric(90), -360, 360),
            Interpolation = parameters.Interpolation(),
            BorderMode = parameters.Border("border_mode", Imaging.BorderMode.Reflect101),
        };
    }
}
