using Mien.Core;
using Mien.Imaging;

namespace Mien.Reports;

/// <summary>Text that is legible at small sizes: drawn large in the stroke font and shrunk by area means.</summary>
internal static class SmoothText
{
    private const int Factor = 4;
    private const double CapitalPx = 21; // height of a capital letter at scale 1, see Draw.Text

    /// <summary>Height of a line in pixels for capitals of a height, with room for descenders.</summary>
    public static int LineHeight(int capitalPx) => (int)Math.Ceiling(capitalPx * 1.7);

    /// <summary>The text in its own picture, as wide as it needs and <see cref="LineHeight"/> high.</summary>
    public static Image Render(string text, int capitalPx, Rgb ink, Rgb paper, bool bold = false)
    {
        var scale = capitalPx * Factor / CapitalPx;
        var thickness = Math.Max(1, (int)Math.Round(capitalPx * Factor * (bold ? 0.17 : 0.11)));
        var margin = thickness;
        var width = RoundUp(Draw.MeasureText(text, scale, thickness).Width + (2 * margin));
        var height = LineHeight(capitalPx) * Factor;
        var large = new Image(width, height, 3);
        Draw.FillRectangle(large, 0, 0, width, height, paper);
        Draw.Text(large, text, margin, (height + (capitalPx * Factor)) / 2, ink, scale, thickness);
        return Geometry.Resize(large, width / Factor, height / Factor, Interpolation.Area);
    }

    /// <summary>Width in pixels of what <see cref="Render"/> gives.</summary>
    public static int Width(string text, int capitalPx, bool bold = false) => Render(text, capitalPx, Rgb.Black, Rgb.White, bold).Width;

    /// <summary>The text, cut with dots so that it is at most so wide.</summary>
    public static string Fit(string text, int capitalPx, int widthPx)
    {
        var shown = text;
        for (var length = text.Length; length > 1 && Width(shown, capitalPx) > widthPx; length--)
        {
            shown = text[..(length - 1)] + "..";
        }

        return shown;
    }

    private static int RoundUp(int width) => (width + Factor - 1) / Factor * Factor;
}
