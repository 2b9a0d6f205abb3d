using Mien.Core;
using Mien.Data.Pipelines;
using Mien.Imaging;

namespace Mien.Data.Transforms;

/// <summary>Rotates the picture about its centre.</summary>
public sealed record Rotate : WarpTransform<RotateDraw>
{
    /// <summary>Rotation in degrees, positive is counter-clockwise; default [-90, 90] (<c>limit</c>).</summary>
    public ValueRange RangeDegrees { get; init; } = ValueRange.Symmetric(90);

    /// <summary>Cuts the result to the largest rectangle without border, so its size varies; default false (<c>crop_border</c>).</summary>
    public bool CropBorder { get; init; }

    /// <summary>Concerns boxes only; kept for saving (<c>rotate_method</c>).</summary>
    internal string RotateMethod { get; init; } = "largest_box";

    /// <inheritdoc/>
    public override RotateDraw Draw(ref RandomStream random, Image image) => new(RangeDegrees.Draw(ref random));

    /// <inheritdoc/>
    public override void Matrix(in RotateDraw draw, int widthPx, int heightPx, Span<double> matrix) =>
        AffineMatrix.RotateScaleShift(widthPx, heightPx, draw.Angle, scale: 1, shiftXPx: 0, shiftYPx: 0, matrix);

    /// <inheritdoc/>
    public override Image Change(Image image, in RotateDraw draw, ImagePool pool)
    {
        var rotated = base.Change(image, draw, pool);
        if (!CropBorder)
        {
            return rotated;
        }

        var (left, top, right, bottom) = Inscribed(image.Width, image.Height, draw.Angle);
        var result = pool.Rent(Math.Max(1, right - left), Math.Max(1, bottom - top), image.Channels);
        Geometry.Crop(rotated, left, top, result);
        return result;
    }

    /// <summary>The largest upright rectangle inside a rotated picture, all four sides rounded down as in Albumentations.</summary>
    internal static (int Left, int Top, int Right, int Bottom) Inscribed(int widthPx, int heightPx, double angleDegrees)
    {
        var (sin, cos) = Math.SinCos(angleDegrees * (Math.PI / 180));
        (sin, cos) = (Math.Abs(sin), Math.Abs(cos));
        var (longer, shorter) = (Math.Max(widthPx, heightPx), Math.Min(widthPx, heightPx));
        double width, height;
        if (shorter <= 2 * sin * cos * longer || Math.Abs(sin - cos) < 1e-10)
        {
            // Two corners touch the longer sides, the other two lie on the line half-way between those.
            var half = 0.5 * shorter;
            (width, height) = widthPx >= heightPx ? (half / sin, half / cos) : (half / cos, half / sin);
        }
        else
        {
            var cos2 = (cos * cos) - (sin * sin);
            (width, height) = (((widthPx * cos) - (heightPx * sin)) / cos2, ((heightPx * cos) - (widthPx * sin)) / cos2);
        }

        return (
            Math.Max(0, (int)((widthPx / 2.0) - (width / 2))), Math.Max(0, (int)((heightPx / 2.0) - (height / 2))),
            Math.Min(widthPx, (int)((widthPx / 2.0) + (width / 2))), Math.Min(heightPx, (int)((heightPx / 2.0) + (height / 2))));
    }

    private protected override RandomTransform Bind(ParameterBinder binder) => this with
    {
        RangeDegrees = binder.SymmetricRange("limit", RangeDegrees, -360, 360),
        Interpolation = binder.Interpolation(Interpolation),
        BorderMode = binder.Border("border_mode", BorderMode),
        BorderValue = binder.ChannelValues("value", BorderValue),
        MaskValue = binder.ChannelValues("mask_value", MaskValue),
        RotateMethod = binder.Word("rotate_method", RotateMethod, "largest_box", "ellipse"),
        CropBorder = binder.Flag("crop_border", CropBorder),
    };
}

/// <summary>What <see cref="Rotate"/> draws.</summary>
/// <param name="Angle">Degrees, counter-clockwise.</param>
public readonly record struct RotateDraw(double Angle);
