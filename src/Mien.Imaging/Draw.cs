using Mien.Imaging.Interop;

namespace Mien.Imaging;

/// <summary>
/// Draws into a picture, in place; what lies outside is clipped. Coordinates are pixels from the upper left, pixel centres
/// at whole numbers. Lines, circles, polygons and text are anti-aliased. Enough for contact sheets, face boxes and figures.
/// </summary>
/// <remarks>The drawing is OpenCV's: filled circles and polygons include their rim and so reach half a pixel beyond the exact shape.</remarks>
public static partial class Draw
{
    // OpenCV takes fixed-point coordinates; with 4 fractional bits the range is +-134 million pixels.
    private const int FractionBits = 4;
    private const double MaxCoordinate = 1 << 20;

    /// <summary>Width, height above the baseline and depth below it, in pixels, of a line of text.</summary>
    public readonly record struct TextSize(int Width, int Height, int Depth);

    /// <summary>A filled rectangle that covers x..x+width-1 and y..y+height-1.</summary>
    public static void FillRectangle(Image image, int x, int y, int width, int height, Rgb colour) =>
        DrawRectangle(image, x, y, width, height, colour, thickness: -1);

    /// <summary>The outline of the rectangle that covers x..x+width-1 and y..y+height-1; the line is centred on its edge.</summary>
    /// <param name="image">The picture to draw into.</param>
    /// <param name="x">Left edge.</param>
    /// <param name="y">Upper edge.</param>
    /// <param name="width">Width, at least 1.</param>
    /// <param name="height">Height, at least 1.</param>
    /// <param name="colour">Colour of the line.</param>
    /// <param name="thicknessPx">Width of the line, 1..255.</param>
    public static void Rectangle(Image image, int x, int y, int width, int height, Rgb colour, int thicknessPx = 1) =>
        DrawRectangle(image, x, y, width, height, colour, CheckThickness(thicknessPx));

    /// <summary>A line with round ends.</summary>
    public static void Line(Image image, double x0, double y0, double x1, double y1, Rgb colour, int thicknessPx = 1) =>
        Polyline(image, [(x0, y0), (x1, y1)], colour, thicknessPx);

    /// <summary>Lines from point to point.</summary>
    /// <param name="image">The picture to draw into.</param>
    /// <param name="points">At least 2 points.</param>
    /// <param name="colour">Colour of the line.</param>
    /// <param name="thicknessPx">Width of the line, 1..255.</param>
    /// <param name="closed">Whether a last line leads back to the first point.</param>
    public static void Polyline(Image image, ReadOnlySpan<(double X, double Y)> points, Rgb colour, int thicknessPx = 1, bool closed = false)
    {
        ArgumentNullException.ThrowIfNull(image);
        CheckThickness(thicknessPx);
        var coordinates = FixedPoint(points, atLeast: 2);
        Vision.EnsureInitialized();
        Vision.Check(NativeMethods.mien_vision_draw_polyline(
            image.Pixels, image.Width, image.Height, image.Channels, coordinates, points.Length, closed ? 1 : 0, colour.ForChannels(image.Channels),
            thicknessPx, FractionBits));
    }

    /// <summary>A filled polygon of at least 3 points; where it overlaps itself, the even-odd rule decides.</summary>
    public static void FillPolygon(Image image, ReadOnlySpan<(double X, double Y)> points, Rgb colour)
    {
        ArgumentNullException.ThrowIfNull(image);
        var coordinates = FixedPoint(points, atLeast: 3);
        Vision.EnsureInitialized();
        Vision.Check(NativeMethods.mien_vision_fill_polygon(
            image.Pixels, image.Width, image.Height, image.Channels, coordinates, points.Length, colour.ForChannels(image.Channels), FractionBits));
    }

    /// <summary>The outline of a circle.</summary>
    public static void Circle(Image image, double x, double y, double radiusPx, Rgb colour, int thicknessPx = 1) =>
        DrawCircle(image, x, y, radiusPx, colour, CheckThickness(thicknessPx));

    /// <summary>A filled circle.</summary>
    public static void FillCircle(Image image, double x, double y, double radiusPx, Rgb colour) =>
        DrawCircle(image, x, y, radiusPx, colour, thickness: -1);

    /// <summary>One line of text in OpenCV's Hershey simplex font.</summary>
    /// <param name="image">The picture to draw into.</param>
    /// <param name="text">Text; characters outside printable ASCII appear as question marks, the font has no others.</param>
    /// <param name="x">Left end of the baseline.</param>
    /// <param name="y">The baseline: letters stand on it.</param>
    /// <param name="colour">Colour of the strokes.</param>
    /// <param name="scale">Size, above 0 and at most 100; at 1 a capital letter is about 21 pixels high.</param>
    /// <param name="thicknessPx">Width of the strokes, 1..255.</param>
    public static void Text(Image image, string text, int x, int y, Rgb colour, double scale = 0.5, int thicknessPx = 1)
    {
        ArgumentNullException.ThrowIfNull(image);
        var printable = Printable(text, scale, thicknessPx);
        Vision.EnsureInitialized();
        Vision.Check(NativeMethods.mien_vision_draw_text(
            image.Pixels, image.Width, image.Height, image.Channels, printable, Coordinate(x), Coordinate(y), scale,
            colour.ForChannels(image.Channels), thicknessPx));
    }

    /// <summary>The size that <see cref="Text"/> will take.</summary>
    public static TextSize MeasureText(string text, double scale = 0.5, int thicknessPx = 1)
    {
        var printable = Printable(text, scale, thicknessPx);
        Span<int> size = stackalloc int[3];
        Vision.EnsureInitialized();
        Vision.Check(NativeMethods.mien_vision_measure_text(printable, scale, thicknessPx, size));
        return new TextSize(size[0], size[1], size[2]);
    }

    /// <summary>Copies a picture into another; what does not fit is left out, channels are converted.</summary>
    /// <param name="image">The picture to draw into.</param>
    /// <param name="source">The picture to copy.</param>
    /// <param name="x">Where the source's left edge comes to lie; may be negative.</param>
    /// <param name="y">Where the source's upper edge comes to lie; may be negative.</param>
    public static void Paste(Image image, Image source, int x, int y)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(source);
        var converted = image.Channels == 1 ? Colour.ToGrey(source) : Colour.ToRgb(source);
        var (left, right) = (Math.Max(0L, x), Math.Min(image.Width, (long)x + source.Width));
        var (top, bottom) = (Math.Max(0L, y), Math.Min(image.Height, (long)y + source.Height));
        for (var row = top; row < bottom && left < right; row++)
        {
            var part = converted.Row((int)(row - y)).Slice((int)(left - x) * image.Channels, (int)(right - left) * image.Channels);
            part.CopyTo(image.Row((int)row)[((int)left * image.Channels)..]);
        }
    }

    private static void DrawRectangle(Image image, int x, int y, int width, int height, Rgb colour, int thickness)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ReadOnlySpan<int> box = [Coordinate(x), Coordinate(y), Coordinate(width), Coordinate(height)];
        Vision.EnsureInitialized();
        Vision.Check(NativeMethods.mien_vision_draw_rectangle(
            image.Pixels, image.Width, image.Height, image.Channels, box, colour.ForChannels(image.Channels), thickness));
    }

    private static void DrawCircle(Image image, double x, double y, double radius, Rgb colour, int thickness)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfNegative(radius);
        Vision.EnsureInitialized();
        Vision.Check(NativeMethods.mien_vision_draw_circle(
            image.Pixels, image.Width, image.Height, image.Channels, FixedPoint(x), FixedPoint(y), FixedPoint(radius),
            colour.ForChannels(image.Channels), thickness, FractionBits));
    }

    private static int[] FixedPoint(ReadOnlySpan<(double X, double Y)> points, int atLeast)
    {
        if (points.Length < atLeast)
        {
            throw new ArgumentException($"Expected at least {atLeast} points but got {points.Length}.", nameof(points));
        }

        var coordinates = new int[points.Length * 2];
        for (var i = 0; i < points.Length; i++)
        {
            (coordinates[2 * i], coordinates[2 * i + 1]) = (FixedPoint(points[i].X), FixedPoint(points[i].Y));
        }

        return coordinates;
    }

    private static int FixedPoint(double value) => (int)Math.Round(Coordinate(value) * (1 << FractionBits));

    private static int Coordinate(int value) => (int)Coordinate((double)value);

    private static double Coordinate(double value) => Math.Abs(value) <= MaxCoordinate
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, $"Expected coordinates within +-{MaxCoordinate} pixels.");

    private static int CheckThickness(int thicknessPx) => thicknessPx is >= 1 and <= 255
        ? thicknessPx
        : throw new ArgumentOutOfRangeException(nameof(thicknessPx), thicknessPx, "Expected a line width of 1 to 255 pixels.");

    private static string Printable(string text, double scale, int thicknessPx)
    {
        ArgumentNullException.ThrowIfNull(text);
        CheckThickness(thicknessPx);
        if (scale is not (> 0 and <= 100))
        {
            throw new ArgumentOutOfRangeException(nameof(scale), scale, "Expected a text scale above 0 and at most 100.");
        }

        return string.Concat(text.EnumerateRunes().Select(rune => rune.Value is >= ' ' and <= '~' ? (char)rune.Value : '?'));
    }
}
