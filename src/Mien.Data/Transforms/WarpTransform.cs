using Mien.Core;
using Mien.Data.Pipelines;
using Mien.Imaging;

namespace Mien.Data.Transforms;

/// <summary>A transform that moves the pixels by an affine map, in one resampling; the size of the picture stays.</summary>
/// <typeparam name="TDraw">What is drawn; the map follows from it and the size of the picture.</typeparam>
public abstract record WarpTransform<TDraw> : RandomTransform<TDraw>
    where TDraw : struct
{
    /// <summary>How values between pixels are found; default linear (<c>interpolation</c>).</summary>
    public Interpolation Interpolation { get; init; } = Interpolation.Linear;

    /// <summary>What is shown where the original has no pixel (<c>border_mode</c>, of Affine <c>mode</c>); constant means black.</summary>
    public BorderMode BorderMode { get; init; } = BorderMode.Reflect101;

    /// <summary>The colour of a constant border; null, the default, is black (<c>value</c>, of Affine <c>cval</c>).</summary>
    public ChannelValues? BorderValue { get; init; }

    /// <summary>Concerns masks only; kept for saving (<c>mask_value</c>, of Affine <c>cval_mask</c>).</summary>
    internal ChannelValues? MaskValue { get; init; }

    /// <summary>The map from pixels of the original to pixels of the result: six numbers, row by row.</summary>
    /// <param name="draw">The parameters.</param>
    /// <param name="widthPx">Width of the picture.</param>
    /// <param name="heightPx">Height of the picture.</param>
    /// <param name="matrix">Takes the six numbers.</param>
    public abstract void Matrix(in TDraw draw, int widthPx, int heightPx, Span<double> matrix);

    /// <inheritdoc/>
    public override Image Change(Image image, in TDraw draw, ImagePool pool)
    {
        Span<double> matrix = stackalloc double[6];
        Matrix(draw, image.Width, image.Height, matrix);
        if (AffineMatrix.IsIdentity(matrix))
        {
            return image;
        }

        var result = pool.RentLike(image);
        Geometry.WarpAffine(image, matrix, result, Interpolation, BorderMode);
        return result;
    }

    private protected void CheckBorderValue(ParameterBinder binder, string key) =>
        binder.Check(key, BorderValue?.Values.All(value => value == 0) ?? true, "to be 0 or nothing (black), the only fill that is supported,");
}
