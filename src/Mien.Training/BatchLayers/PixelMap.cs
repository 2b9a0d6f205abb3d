namespace Mien.Training;

/// <summary>
/// Where the pixels of a warped picture come from: output (x, y), pixel centres at whole numbers, takes what is at
/// ((A x + B y + C) / (G x + H y + 1), (D x + E y + F) / (G x + H y + 1)).
/// </summary>
internal readonly record struct PixelMap(double A, double B, double C, double D, double E, double F, double G = 0, double H = 0)
{
    public static PixelMap Identity { get; } = new(1, 0, 0, 0, 1, 0);

    /// <summary>Around the middle.</summary>
    public static PixelMap Rotation(double radians, int height, int width)
    {
        var (sin, cos) = Math.SinCos(radians);
        var (x, y) = ((width - 1) / 2.0, (height - 1) / 2.0);
        return new(cos, -sin, x - (cos * x) + (sin * y), sin, cos, y - (sin * x) - (cos * y));
    }

    /// <summary>Around the middle; factors above 1 shrink what is seen, as Keras has it.</summary>
    public static PixelMap Zoom(double vertical, double horizontal, int height, int width) =>
        new(horizontal, 0, (1 - horizontal) * (width - 1) / 2, 0, vertical, (1 - vertical) * (height - 1) / 2);

    /// <summary>Down and right, in pixels.</summary>
    public static PixelMap Translation(double down, double right) => new(1, 0, -right, 0, 1, -down);

    /// <summary>The corners as torchvision counts them: upper left, upper right, lower right, lower left.</summary>
    public static (double X, double Y)[] Corners(int height, int width) => [(0, 0), (width - 1, 0), (width - 1, height - 1), (0, height - 1)];

    /// <summary>Moves the corners to these places. torchvision counts places from the pixels' edges, half a pixel off the centres.</summary>
    public static PixelMap Perspective((double X, double Y)[] corners, int height, int width)
    {
        var equations = new double[8, 9];
        foreach (var (number, ((x, y), (fromX, fromY))) in corners.Zip(Corners(height, width)).Index())
        {
            Fill(2 * number, [x, y, 1, 0, 0, 0, -fromX * x, -fromX * y, fromX]);
            Fill((2 * number) + 1, [0, 0, 0, x, y, 1, -fromY * x, -fromY * y, fromY]);
        }

        var s = Solve(equations);
        return OffCentre(new(s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7]));

        void Fill(int row, double[] values)
        {
            foreach (var (column, value) in values.Index())
            {
                equations[row, column] = value;
            }
        }
    }

    /// <summary>Where an output pixel comes from.</summary>
    public (double X, double Y) At(double x, double y)
    {
        var depth = (G * x) + (H * y) + 1;
        return (((A * x) + (B * y) + C) / depth, ((D * x) + (E * y) + F) / depth);
    }

    // q(x) = p(x + 1/2) - 1/2, brought back to the form in which the last number is 1.
    private static PixelMap OffCentre(PixelMap p)
    {
        var depth = ((p.G + p.H) / 2) + 1;
        var (c, f) = (((p.A + p.B) / 2) + p.C, ((p.D + p.E) / 2) + p.F);
        return new(
            (p.A - (p.G / 2)) / depth, (p.B - (p.H / 2)) / depth, (c / depth) - 0.5,
            (p.D - (p.G / 2)) / depth, (p.E - (p.H / 2)) / depth, (f / depth) - 0.5,
            p.G / depth, p.H / depth);
    }

    // Gauss and Jordan, with the largest pivot of each column.
    private static double[] Solve(double[,] equations)
    {
        const int Count = 8;
        for (var column = 0; column < Count; column++)
        {
            var pivot = Enumerable.Range(column, Count - column).MaxBy(row => Math.Abs(equations[row, column]));
            for (var i = 0; i <= Count; i++)
            {
                (equations[column, i], equations[pivot, i]) = (equations[pivot, i], equations[column, i]);
            }

            for (var row = 0; row < Count; row++)
            {
                var factor = row == column ? 0 : equations[row, column] / equations[column, column];
                for (var i = column; i <= Count && factor != 0; i++)
                {
                    equations[row, i] -= factor * equations[column, i];
                }
            }
        }

        return [.. Enumerable.Range(0, Count).Select(row => equations[row, Count] / equations[row, row])];
    }
}
