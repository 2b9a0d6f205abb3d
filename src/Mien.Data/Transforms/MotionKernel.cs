namespace Mien.Data.Transforms;

/// <summary>The weights of a motion blur: equal along a line, together 1.</summary>
internal static class MotionKernel
{
    /// <summary>The line moved to the centre of the square, shortened to an odd length, as Albumentations does it.</summary>
    public static MotionBlurDraw Centred(int size, int x1, int y1, int x2, int y2)
    {
        (x1, x2) = CentredEnds(size, x1, x2);
        (y1, y2) = CentredEnds(size, y1, y2);
        return new(size, x1, y1, x2, y2);
    }

    /// <summary>Writes the weights, row by row. The pixels of the line are those of OpenCV's line drawing (Bresenham).</summary>
    public static void Fill(in MotionBlurDraw draw, Span<float> kernel)
    {
        var (x, y, dx, dy) = draw.X2 >= draw.X1
            ? (draw.X1, draw.Y1, draw.X2 - draw.X1, draw.Y2 - draw.Y1)
            : (draw.X2, draw.Y2, draw.X1 - draw.X2, draw.Y1 - draw.Y2);
        var (stepY, isSteep) = (Math.Sign(dy), Math.Abs(dy) > dx);
        var (along, across) = isSteep ? (Math.Abs(dy), dx) : (dx, Math.Abs(dy));
        var error = along - (2 * across);
        kernel.Clear();
        for (var count = 0; count <= along; count++)
        {
            kernel[(y * draw.Ksize) + x] = 1f / (along + 1);
            var turns = error < 0;
            error += (turns ? 2 * along : 0) - (2 * across);
            x += isSteep ? (turns ? 1 : 0) : 1;
            y += isSteep ? stepY : (turns ? stepY : 0);
        }
    }

    private static (int First, int Second) CentredEnds(int size, int first, int second)
    {
        var isEven = (Math.Abs(first - second) + 1) % 2 == 0;
        if (isEven)
        {
            (first, second) = second > first ? (first, second - 1) : (first - 1, second);
        }

        var shift = ((first + second) / 2.0) - ((size / 2.0) - 0.5);
        return ((int)(first - shift), (int)(second - shift));
    }
}
