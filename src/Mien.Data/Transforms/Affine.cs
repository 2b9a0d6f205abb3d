using Mien.Core;
using Mien.Data.Pipelines;
using Mien.Imaging;

namespace Mien.Data.Transforms;

/// <summary>Scales, rotates and shears the picture about its centre and shifts it, in one resampling.</summary>
/// <remarks>
/// As in Albumentations, a single number in a recipe means exactly this value (<c>rotate: 10</c> always rotates by 10 degrees;
/// write <c>[-10, 10]</c> for a range), and without any of the five parameters scale is drawn from [0.9, 1.1], shift from
/// ±10 %, rotation from ±15 and shear from ±10 degrees.
/// </remarks>
public sealed record Affine : WarpTransform<AffineDraw>
{
    /// <summary>Borders are black unless asked otherwise.</summary>
    public Affine() => BorderMode = Imaging.BorderMode.Constant;

    /// <summary>Horizontal scale factor; default exactly 1 (<c>scale</c>).</summary>
    public ValueRange ScaleXRange { get; init; } = ValueRange.Exactly(1);

    /// <summary>Vertical scale factor; default exactly 1 (<c>scale</c>).</summary>
    public ValueRange ScaleYRange { get; init; } = ValueRange.Exactly(1);

    /// <summary>Makes the vertical factor the horizontal one; default false (<c>keep_ratio</c>).</summary>
    public bool KeepRatio { get; init; }

    /// <summary>Shift to the right, in the unit of <see cref="ShiftsArePixels"/>; default exactly 0.</summary>
    public ValueRange ShiftXRange { get; init; }

    /// <summary>Shift downwards, in the unit of <see cref="ShiftsArePixels"/>; default exactly 0.</summary>
    public ValueRange ShiftYRange { get; init; }

    /// <summary>Shifts are whole pixels (<c>translate_px</c>), otherwise fractions of the size (<c>translate_percent</c>); default false.</summary>
    public bool ShiftsArePixels { get; init; }

    /// <summary>Rotation in degrees, positive is counter-clockwise; default exactly 0 (<c>rotate</c>).</summary>
    public ValueRange RotationRangeDegrees { get; init; }

    /// <summary>Horizontal shear in degrees; default exactly 0 (<c>shear</c>).</summary>
    public ValueRange ShearXRangeDegrees { get; init; }

    /// <summary>Vertical shear in degrees; default exactly 0 (<c>shear</c>).</summary>
    public ValueRange ShearYRangeDegrees { get; init; }

    /// <inheritdoc/>
    public override AffineDraw Draw(ref RandomStream random, Image image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var (shiftX, shiftY) = ShiftsArePixels
            ? (ShiftXRange.DrawWhole(ref random), ShiftYRange.DrawWhole(ref random))
            : (ShiftXRange.Draw(ref random) * image.Width, ShiftYRange.Draw(ref random) * image.Height);
        var (shearX, shearY) = (ShearXRangeDegrees.Draw(ref random), ShearYRangeDegrees.Draw(ref random));
        var (scaleX, scaleY) = (ScaleXRange.Draw(ref random), ScaleYRange.Draw(ref random));
        var rotation = RotationRangeDegrees.Draw(ref random);
        return new(rotation, scaleX, KeepRatio ? scaleX : scaleY, shearX, shearY, shiftX, shiftY);
    }

    /// <inheritdoc/>
    public override void Matrix(in AffineDraw draw, int widthPx, int heightPx, Span<double> matrix) =>
        AffineMatrix.Affine(widthPx, heightPx, draw, matrix);

    internal static Affine Read(ParameterReader parameters)
    {
        var nothingGiven = !parameters.HasAny("scale", "translate_percent", "translate_px", "rotate", "shear");
        ValueRange Default(double one, double limit) => nothingGiven ? new ValueRange(one - limit, one + limit) : ValueRange.Exactly(one);
        parameters.HasNoEffect("mask_interpolation", "cval_mask");
        parameters.OnlyBlack("cval");
        parameters.OnlyFalse("fit_output");
        parameters.AtMostOne("translate_percent", "translate_px");
        var arePixels = parameters.HasAny("translate_px");
        var (scaleX, scaleY) = parameters.PairOfRanges("scale", Default(1, 0.1), missingAxis: 1, 0.01, 100);
        var (shiftX, shiftY) = arePixels
            ? parameters.PairOfRanges("translate_px", default, missingAxis: 1, -10_000, 10_000, whole: true)
            : parameters.PairOfRanges("translate_percent", Default(0, 0.1), missingAxis: 0, -1, 1);
        var (shearX, shearY) = parameters.PairOfRanges("shear", Default(0, 10), missingAxis: 1, -89, 89);
        return new Affine
        {
            Probability = parameters.Probability(),
            AlwaysApply = parameters.AlwaysApply(),
            ScaleXRange = scaleX,
            ScaleYRange = scaleY,
            KeepRatio = parameters.Flag("keep_ratio", false),
            ShiftXRange = shiftX,
            ShiftYRange = shiftY,
            ShiftsArePixels = arePixels,
            RotationRangeDegrees = parameters.ExactRange("rotate", Default(0, 15), -360, 360),
            ShearXRangeDegrees = shearX,
            ShearYRangeDegrees = shearY,
            Interpolation = parameters.Interpolation(),
            BorderMode = parameters.Border("mode", Imaging.BorderMode.Constant),
        };
    }
}

/// <summary>What <see cref="Affine"/> draws.</summary>
/// <param name="Rotate">Degrees, counter-clockwise.</param>
/// <param name="ScaleX">Horizontal factor.</param>
/// <param name="ScaleY">Vertical factor.</param>
/// <param name="ShearX">Horizontal shear in degrees.</param>
/// <param name="ShearY">Vertical shear in degrees.</param>
/// <param name="TranslateX">Shift to the right in pixels.</param>
/// <param name="TranslateY">Shift downwards in pixels.</param>
public readonly record struct AffineDraw(
    double Rotate, double ScaleX, double ScaleY, double ShearX, double ShearY, double TranslateX, double TranslateY);
