using Mien.Core;
using Mien.Data.Pipelines;
using Mien.Imaging;

namespace Mien.Data.Transforms;

/// <summary>Rotates the picture about its centre.</summary>
public sealed record Rotate : WarpTransform<RotateDraw>
{
    /// <summary>Rotation in degrees, positive is counter-clockwise; default [-90, 90] (<c>limit</c>).</summary>
    public ValueRange RangeDegrees { get; init; } = ValueRange.Symmetric(90);

    /// <summary>Concerns boxes only; kept for saving (<c>rotate_method</c>).</summary>
    internal string RotateMethod { get; init; } = "largest_box";

    /// <inheritdoc/>
    public override RotateDraw Draw(ref RandomStream random, Image image) => new(RangeDegrees.Draw(ref random));

    /// <inheritdoc/>
    public override void Matrix(in RotateDraw draw, int widthPx, int heightPx, Span<double> matrix) =>
        AffineMatrix.RotateScaleShift(widthPx, heightPx, draw.Angle, scale: 1, shiftXPx: 0, shiftYPx: 0, matrix);

    private protected override RandomTransform Bind(ParameterBinder binder)
    {
        var bound = this with
        {
            RangeDegrees = binder.SymmetricRange("limit", RangeDegrees, -360, 360),
            Interpolation = binder.Interpolation(Interpolation),
            BorderMode = binder.Border("border_mode", BorderMode),
            BorderValue = binder.ChannelValues("value", BorderValue),
            MaskValue = binder.ChannelValues("mask_value", MaskValue),
            RotateMethod = binder.Word("rotate_method", RotateMethod, "largest_box", "ellipse"),
        };
        bound.CheckBorderValue(binder, "value");
        binder.Check("crop_border", !binder.Flag("crop_border", false), "to be false (pictures keep their size here)");
        return bound;
    }
}

/// <summary>What <see cref="Rotate"/> draws.</summary>
/// <param name="Angle">Degrees, counter-clockwise.</param>
public readonly record struct RotateDraw(double Angle);
