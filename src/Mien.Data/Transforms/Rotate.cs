using Mien.Core;
using Mien.Data.Pipelines;
using Mien.Imaging;

namespace Mien.Data.Transforms;

/// <summary>Rotates the picture about its centre.</summary>
public sealed record Rotate : WarpTransform<RotateDraw>
{
    /// <summary>Rotation in degrees, positive is counter-clockwise; default [-90, 90] (<c>limit</c>).</summary>
    public ValueRange RangeDegrees { get; init; } = ValueRange.Symmetric(90);

    /// <inheritdoc/>
    public override RotateDraw Draw(ref RandomStream random, Image image) => new(RangeDegrees.Draw(ref random));

    /// <inheritdoc/>
    public override void Matrix(in RotateDraw draw, int widthPx, int heightPx, Span<double> matrix) =>
        AffineMatrix.RotateScaleShift(widthPx, heightPx, draw.Angle, scale: 1, shiftXPx: 0, shiftYPx: 0, matrix);

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

/// <summary>What <see cref="Rotate"/> draws.</summary>
/// <param name="Angle">Degrees, counter-clockwise.</param>
public readonly record struct RotateDraw(double Angle);
