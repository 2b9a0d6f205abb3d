using System.Globalization;

namespace Mien.Core;

/// <summary>Numbers with their nouns, as messages say them.</summary>
public static class Counted
{
    /// <summary>Such as <c>1 picture</c>, <c>0 pictures</c>, <c>2 copies</c>.</summary>
    /// <param name="count">How many.</param>
    /// <param name="singular">The noun for one.</param>
    /// <param name="plural">The noun for others; null for the singular with an s.</param>
    /// <param name="format">How the number is written, such as <c>#,0</c> for 28,709.</param>
    public static string Of(long count, string singular, string? plural = null, string format = "0") =>
        $"{count.ToString(format, CultureInfo.InvariantCulture)} {(count == 1 ? singular : plural ?? singular + "s")}";
}
