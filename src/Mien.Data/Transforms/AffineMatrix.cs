namespace Mien.Data.Transforms;

/// <summary>Maps from pixels of the original to pixels of the result as six numbers: x' = m0 x + m1 y + m2, y' = m3 x + m4 y + m5.</summary>
internal static class AffineMatrix
{
    private const double RadiansPerDegree = Math.PI / 180;

    /// <summary>Rotation (counter-clockwise on the screen) and scaling about the centre of the pixel grid, then a shift.</summary>
    /// <remarks>The formula of OpenCV's getRotationMatrix2D about (w/2 - 0.5, h/2 - 0.5), as Albumentations calls it.</remarks>
    public static void RotateScaleShift(
        int widthPx, int heightPx, double angleDegrees, double scale, double shiftXPx, double shiftYPx, Span<double> matrix)
    {
        var (sin, cos) = Math.SinCos(angleDegrees * RadiansPerDegree);
        var (alpha, beta) = (cos * scale, sin * scale);
        var (centreX, centreY) = ((widthPx / 2.0) - 0.5, (heightPx / 2.0) - 0.5);
        matrix[0] = alpha;
        matrix[1] = beta;
        matrix[2] = ((1 - alpha) * centreX) - (beta * centreY) + shiftXPx;
        matrix[3] = -beta;
        matrix[4] = alpha;
        matrix[5] = (beta * centreX) + ((1 - alpha) * centreY) + shiftYPx;
    }

    /// <summary>Vertical shear, then scaling, rotation and horizontal shear about the centre of the pixel grid, then a shift.</summary>
    /// <remarks>
    /// The product that Albumentations' Affine builds from scikit-image 0.19 transforms, with its signs: positive rotation is
    /// counter-clockwise, and both angles of shear are negated.
    /// </remarks>
    public static void Affine(int widthPx, int heightPx, in AffineDraw draw, Span<double> matrix)
    {
        var rotation = -draw.Rotate * RadiansPerDegree;
        var shearX = -draw.ShearX * RadiansPerDegree;
        var (shearYSin, shearYCos) = Math.SinCos(-draw.ShearY * RadiansPerDegree);
        var (a, b) = (draw.ScaleX * Math.Cos(rotation), -draw.ScaleY * Math.Sin(rotation + shearX));
        var (c, d) = (draw.ScaleX * Math.Sin(rotation), draw.ScaleY * Math.Cos(rotation + shearX));

        // (a b; c d) times the vertical shear (cos 0; sin 1)
        (matrix[0], matrix[1]) = ((a * shearYCos) + (b * shearYSin), b);
        (matrix[3], matrix[4]) = ((c * shearYCos) + (d * shearYSin), d);
        var (centreX, centreY) = ((widthPx / 2.0) - 0.5, (heightPx / 2.0) - 0.5);
        matrix[2] = centreX + draw.TranslateX - (matrix[0] * centreX) - (matrix[1] * centreY);
        matrix[5] = centreY + draw.TranslateY - (matrix[3] * centreX) - (matrix[4] * centreY);
    }

    /// <summary>Moves a map so that it takes the corner pixels just into a result, and gives the size of that.</summary>
    public static (int Width, int Height) FitResult(Span<double> matrix, int widthPx, int heightPx)
    {
        var (width, left) = Extent(matrix[..3], widthPx, heightPx);
        var (height, top) = Extent(matrix[3..], widthPx, heightPx);
        matrix[2] -= left;
        matrix[5] -= top;
        return (width, height);
    }

    // What the row of the matrix makes of the four corners: how many pixels they span, and the least of them.
    private static (int Size, double Least) Extent(ReadOnlySpan<double> row, int widthPx, int heightPx)
    {
        var (right, down) = (row[0] * (widthPx - 1), row[1] * (heightPx - 1));
        var least = Math.Min(0, right) + Math.Min(0, down);
        var most = Math.Max(0, right) + Math.Max(0, down);
        return ((int)Math.Ceiling(most - least + 1), row[2] + least);
    }

    /// <summary>Whether the map leaves the picture as it is, with the tolerance of numpy's allclose.</summary>
    public static bool IsIdentity(ReadOnlySpan<double> matrix)
    {
        ReadOnlySpan<double> identity = [1, 0, 0, 0, 1, 0];
        for (var index = 0; index < identity.Length; index++)
        {
            if (Math.Abs(matrix[index] - identity[index]) > 1e-8 + (1e-5 * identity[index]))
            {
                return false;
            }
        }

        return true;
    }
}
