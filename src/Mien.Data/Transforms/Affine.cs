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
    public Affine()
    {
        BorderMode = BorderMode.Constant;
        (BorderValue, MaskValue) = (ChannelValues.One(0), ChannelValues.One(0));
    }

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

    /// <summary>Gives the result the size that holds the whole picture; default false (<c>fit_output</c>).</summary>
    public bool FitOutput { get; init; }

    /// <summary>Concerns masks only; kept for saving (<c>mask_interpolation</c>).</summary>
    internal Interpolation MaskInterpolation { get; init; } = Interpolation.Nearest;

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

    private protected override (int Width, int Height) ResultSize(Span<double> matrix, int widthPx, int heightPx)
    {
        if (!FitOutput)
        {
            return (widthPx, heightPx);
        }

        var (width, height) = AffineMatrix.FitResult(matrix, widthPx, heightPx);
        CropSize.CheckFit(Name, width, height);
        return (width, height);
    }

    private protected override RandomTransform Bind(ParameterBinder binder)
    {
        var start = binder.AreMissing("scale", "translate_percent", "translate_px", "rotate", "shear") ? Varied() : this;
        var arePixels = start.ShiftsArePixels || binder.IsGiven("translate_px");
        var (scaleX, scaleY) = binder.Axes("scale", (start.ScaleXRange, start.ScaleYRange), missingAxis: 1.0, 0.01, 100);
        var fractions = BindShift(binder, "translate_percent", start, missingAxis: 0.0, limit: 1, isWhole: false);
        var pixels = BindShift(binder, "translate_px", start, missingAxis: 1.0, limit: 10_000, isWhole: true);
        binder.Check("translate_px", !(binder.IsGiven("translate_px") && binder.IsGiven("translate_percent")), "not to be given together with translate_percent");
        var (shearX, shearY) = binder.Axes("shear", (start.ShearXRangeDegrees, start.ShearYRangeDegrees), missingAxis: 1.0, -89, 89);
        return start with
        {
            ScaleXRange = scaleX,
            ScaleYRange = scaleY,
            KeepRatio = binder.Flag("keep_ratio", KeepRatio),
            ShiftXRange = (arePixels ? pixels : fractions).X,
            ShiftYRange = (arePixels ? pixels : fractions).Y,
            ShiftsArePixels = arePixels,
            RotationRangeDegrees = binder.OptionalExactRange("rotate", start.RotationRangeDegrees, -360, 360),
            ShearXRangeDegrees = shearX,
            ShearYRangeDegrees = shearY,
            Interpolation = binder.Interpolation(Interpolation),
            MaskInterpolation = binder.Interpolation(MaskInterpolation, "mask_interpolation"),
            BorderMode = binder.Border("mode", BorderMode),
            BorderValue = binder.ChannelValues("cval", BorderValue),
            MaskValue = binder.ChannelValues("cval_mask", MaskValue),
            FitOutput = binder.Flag("fit_output", FitOutput),
        };
    }

    // Either of the two parameters for a shift; the other one is saved as nothing.
    private static (ValueRange X, ValueRange Y) BindShift(
        ParameterBinder binder, string key, Affine start, Number missingAxis, double limit, bool isWhole)
    {
        var format = new OptionalFormat<(ValueRange, ValueRange)>(new AxesFormat(new(-limit, limit, ValueRange.Exactly, isWhole), missingAxis));
        var shift = start.ShiftsArePixels == isWhole ? (start.ShiftXRange, start.ShiftYRange) : default((ValueRange, ValueRange)?);
        return binder.Bind(key, shift, format) ?? shift ?? default;
    }

    // What Albumentations takes when it is given none of the five.
    private Affine Varied() => this with
    {
        ScaleXRange = new(0.9, 1.1),
        ScaleYRange = new(0.9, 1.1),
        ShiftXRange = ValueRange.Symmetric(0.1),
        ShiftYRange = ValueRange.Symmetric(0.1),
        RotationRangeDegrees = ValueRange.Symmetric(15),
        ShearXRangeDegrees = ValueRange.Symmetric(10),
        ShearYRangeDegrees = ValueRange.Symmetric(10),
    };
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
