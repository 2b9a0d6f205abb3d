using Mien.Core;
using Mien.Data.Pipelines;
using Mien.Imaging;

namespace Mien.Data.Transforms;

/// <summary>Shows the picture from another side: four points near its corners become the corners.</summary>
public sealed record Perspective : BorderTransform<PerspectiveDraw>
{
    /// <summary>Borders are black unless asked otherwise.</summary>
    public Perspective()
    {
        BorderMode = BorderMode.Constant;
        (BorderValue, MaskValue) = (ChannelValues.One(0), ChannelValues.One(0));
    }

    /// <summary>Standard deviation of the points' distance from the corners as a fraction of the sides; default [0.05, 0.1] (<c>scale</c>).</summary>
    public ValueRange ScaleRange { get; init; } = new(0.05, 0.1);

    /// <summary>Resamples the result to the size of the picture; default true (<c>keep_size</c>).</summary>
    public bool KeepSize { get; init; } = true;

    /// <summary>Shows the whole picture instead of what lies between the points; default false (<c>fit_output</c>).</summary>
    public bool FitOutput { get; init; }

    /// <inheritdoc/>
    public override PerspectiveDraw Draw(ref RandomStream random, Image image)
    {
        var scale = ScaleRange.Draw(ref random);
        Span<double> offsets = stackalloc double[8];
        foreach (ref var offset in offsets)
        {
            offset = Math.Abs(scale * random.NextGaussian()) % 1;
        }

        return new(offsets[0], offsets[1], offsets[2], offsets[3], offsets[4], offsets[5], offsets[6], offsets[7]);
    }

    /// <inheritdoc/>
    /// <exception cref="MienException">What was drawn makes the result too large for <see cref="FitOutput"/>.</exception>
    public override Image Change(Image image, in PerspectiveDraw draw, ImagePool pool)
    {
        Span<double> matrix = stackalloc double[9];
        var (width, height) = PerspectiveMatrix.Fill(draw, image.Width, image.Height, FitOutput, matrix);
        CropSize.CheckFit(Name, width, height);
        var warped = pool.Rent(width, height, image.Channels);
        Span<byte> fill = stackalloc byte[3];
        Border.CopyTo(fill);
        Warp.Perspective(image, matrix, warped, Interpolation, BorderMode, fill);
        return KeepSize ? CropSize.Resize(warped, image.Width, image.Height, Interpolation, pool) : warped;
    }

    private protected override RandomTransform Bind(ParameterBinder binder) => this with
    {
        ScaleRange = binder.RangeFrom("scale", 0, ScaleRange, 0, 1),
        KeepSize = binder.Flag("keep_size", KeepSize),
        BorderMode = binder.Border("pad_mode", BorderMode),
        BorderValue = binder.ChannelValues("pad_val", BorderValue),
        MaskValue = binder.ChannelValues("mask_pad_val", MaskValue),
        FitOutput = binder.Flag("fit_output", FitOutput),
        Interpolation = binder.Interpolation(Interpolation),
    };
}

/// <summary>What <see cref="Perspective"/> draws: how far each point is from its corner, as fractions of the sides in [0, 1).</summary>
/// <param name="TopLeftX">Of the upper left point, horizontally.</param>
/// <param name="TopLeftY">Of the upper left point, vertically.</param>
/// <param name="TopRightX">Of the upper right point, horizontally.</param>
/// <param name="TopRightY">Of the upper right point, vertically.</param>
/// <param name="BottomRightX">Of the lower right point, horizontally.</param>
/// <param name="BottomRightY">Of the lower right point, vertically.</param>
/// <param name="BottomLeftX">Of the lower left point, horizontally.</param>
/// <param name="BottomLeftY">Of the lower left point, vertically.</param>
public readonly record struct PerspectiveDraw(
    double TopLeftX, double TopLeftY, double TopRightX, double TopRightY, double BottomRightX, double BottomRightY, double BottomLeftX, double BottomLeftY);
