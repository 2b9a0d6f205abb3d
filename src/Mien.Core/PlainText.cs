using System.Globalization;
using System.Text;

namespace Mien.Core;

/// <summary>Text from files and names of files as terminals and messages may show it: both may hold line breaks and what moves a cursor.</summary>
public static class PlainText
{
    /// <summary>The text with every control character written as <c>\u001b</c>.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="keepLineBreaks">Whether line feeds stay, for texts of several lines.</param>
    public static string Of(string text, bool keepLineBreaks = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.Any(IsEscaped))
        {
            return text;
        }

        var plain = new StringBuilder();
        foreach (var letter in text)
        {
            _ = IsEscaped(letter) ? plain.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}") : plain.Append(letter);
        }

        return plain.ToString();

        bool IsEscaped(char letter) => char.IsControl(letter) && !(keepLineBreaks && letter == '\n');
    }
}
