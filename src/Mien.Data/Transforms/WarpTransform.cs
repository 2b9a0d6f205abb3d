using Mien.Imaging;

namespace Mien.Data.Transforms;

/// <summary>A transform that moves the pixels by an affine map, in one resampling; in general the size of the picture stays.</summary>
/// <typeparam name="TDraw">What is drawn; the map follows from it and the size of the picture.</typeparam>
public abstract record WarpTransform<TDraw> : BorderTransform<TDraw>
    where TDraw : struct
{
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

        var (width, height) = ResultSize(matrix, image.Width, image.Height);
        var result = pool.Rent(width, height, image.Channels);
        Span<byte> fill = stackalloc byte[3];
        Border.CopyTo(fill);
        Geometry.WarpAffine(image, matrix, result, Interpolation, BorderMode, fill);
        return result;
    }

    /// <summary>The size of the result; may move the map to fit it.</summary>
    private protected virtual (int Width, int Height) ResultSize(Span<double> matrix, int widthPx, int heightPx) => (widthPx, heightPx);
}
