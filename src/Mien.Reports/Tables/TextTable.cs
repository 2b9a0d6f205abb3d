using System.Net;
using System.Text;
using Mien.Core;

namespace Mien.Reports;

/// <summary>A table of texts for terminals and Markdown. The first column and those said to be texts start at the left, the others end at the right.</summary>
/// <param name="headers">Column names, at least one.</param>
public sealed class TextTable(params IReadOnlyList<string> headers)
{
    private readonly List<IReadOnlyList<string>> _rows = [];

    /// <summary>Indices of columns that are texts; default the first alone.</summary>
    public IReadOnlySet<int> TextColumns { get; init; } = new HashSet<int> { 0 };

    /// <summary>Adds a row; control characters in it are written out.</summary>
    /// <exception cref="ArgumentException">It has not as many cells as there are columns.</exception>
    public void Add(params IReadOnlyList<string> cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        if (cells.Count != headers.Count)
        {
            throw new ArgumentException($"Expected {headers.Count} cells but got {cells.Count}.", nameof(cells));
        }

        _rows.Add([.. cells.Select(cell => PlainText.Of(cell))]);
    }

    /// <summary>Aligned columns, two spaces apart; every line ends with a line feed.</summary>
    public string ToText()
    {
        var widths = Widths();
        var text = new StringBuilder();
        foreach (var row in _rows.Prepend(headers))
        {
            text.Append(string.Join("  ", Pad(row, widths)).TrimEnd()).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>A Markdown table, aligned in the source too.</summary>
    public string ToMarkdown()
    {
        var widths = Widths().Select(width => Math.Max(width, 3)).ToArray();
        var rule = widths.Select((width, column) => TextColumns.Contains(column) ? new string('-', width) : new string('-', width - 1) + ':').ToArray();
        var rows = new[] { Pad(headers, widths), rule }.Concat(_rows.Select(row => Pad(row, widths)));
        return string.Concat(rows.Select(row => $"| {string.Join(" | ", row)} |\n"));
    }

    /// <summary>A table for browsers; all texts are escaped.</summary>
    public string ToHtml()
    {
        var html = new StringBuilder("<table>\n");
        foreach (var (row, tag) in _rows.Select(row => (row, "td")).Prepend((headers, "th")))
        {
            html.Append("<tr>").AppendJoin("", row.Select((cell, column) => $"<{tag}{(TextColumns.Contains(column) ? " class=\"text\"" : "")}>{WebUtility.HtmlEncode(cell)}</{tag}>")).Append("</tr>\n");
        }

        return html.Append("</table>\n").ToString();
    }

    /// <summary>How many columns of a terminal a text takes: two for emoji and East Asian characters.</summary>
    public static int WidthOf(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var width = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            width += IsWide(rune.Value) ? 2 : 1;
        }

        return width;
    }

    private int[] Widths() => [.. headers.Select((header, column) => _rows.Append(headers).Max(row => WidthOf(row[column])))];

    private string[] Pad(IReadOnlyList<string> row, int[] widths) => [.. row.Select((cell, column) =>
    {
        var space = new string(' ', widths[column] - WidthOf(cell));
        return TextColumns.Contains(column) ? cell + space : space + cell;
    })];

    // Unicode Standard Annex 11, the blocks that occur in file names and our emoji.
    private static bool IsWide(int rune) => rune is (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3)
        or (>= 0xF900 and <= 0xFAFF) or (>= 0xFE30 and <= 0xFE6F) or (>= 0xFF00 and <= 0xFF60) or 0x26AA or (>= 0x1F300 and <= 0x1FAFF) or (>= 0x20000 and <= 0x3FFFD);
}
