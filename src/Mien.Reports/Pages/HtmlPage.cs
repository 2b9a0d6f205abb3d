using System.Net;
using System.Text;
using Mien.Core;

namespace Mien.Reports;

/// <summary>How much a remark of a page matters; each has its own colour and its own word.</summary>
public enum RemarkLevel
{
    /// <summary>Must be dealt with.</summary>
    Severe,
    /// <summary>Should be dealt with.</summary>
    Warning,
    /// <summary>Good to know.</summary>
    Note,
}

/// <summary>A remark with what to do about it.</summary>
/// <param name="Level">How much it matters.</param>
/// <param name="Text">What it is.</param>
/// <param name="Advice">What to do.</param>
public sealed record PageRemark(RemarkLevel Level, string Text, string Advice);

/// <summary>A picture of a page.</summary>
/// <param name="File">File name, relative to the page.</param>
/// <param name="Description">What it shows, for those who do not see it.</param>
/// <param name="EmbeddedPng">The bytes of the picture, which then becomes part of the page; null where the page refers to the file.</param>
public sealed record PagePicture(string File, string Description, byte[]? EmbeddedPng = null);

/// <summary>A part of a page: each element is left out where it is empty.</summary>
public sealed record PageSection
{
    /// <summary>Its heading.</summary>
    public required string Heading { get; init; }

    /// <summary>Paragraphs.</summary>
    public IReadOnlyList<string> Paragraphs { get; init; } = [];

    /// <summary>Remarks.</summary>
    public IReadOnlyList<PageRemark> Remarks { get; init; } = [];

    /// <summary>Tables.</summary>
    public IReadOnlyList<TextTable> Tables { get; init; } = [];

    /// <summary>Pictures, which lie beside the page.</summary>
    public IReadOnlyList<PagePicture> Pictures { get; init; } = [];
}

/// <summary>A page for browsers that needs nothing but the pictures beside it: no script, no network. All texts are escaped.</summary>
public static class HtmlPage
{
    private const string Style = """
        body { font: 15px/1.5 system-ui, sans-serif; color: #282c34; background: #fff; max-width: 1240px; margin: 2em auto; padding: 0 1.5em }
        h1 { font-size: 1.6em; margin-bottom: 0 } h2 { font-size: 1.2em; margin-top: 2em; border-bottom: 1px solid #e4e7ec }
        .faint { color: #5c626e } img { max-width: 100%; display: block; margin: 1em 0 } table { border-collapse: collapse; margin: 1em 0 }
        th, td { padding: .25em .8em; border-bottom: 1px solid #e4e7ec; text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
        th.text, td.text { text-align: left; white-space: normal; overflow-wrap: anywhere; min-width: 7em } .remark { border-left: 5px solid; padding: .2em 0 .2em .9em; margin: .7em 0 } .remark b { margin-right: .5em }
        .wide { overflow-x: auto }
        .severe { border-color: #c42b2b } .severe b { color: #c42b2b } .warning { border-color: #d9822b } .warning b { color: #a35a10 } .note { border-color: #317aba } .note b { color: #317aba }
        @media (prefers-color-scheme: dark) {
          body { color: #e3e6ea; background: #16181c } h2, th, td { border-color: #3a3f47 } .faint { color: #a2a8b3 } img { border-radius: 4px }
          .severe b { color: #ff7b72 } .warning b { color: #e8a35c } .note b { color: #79b8ff }
        }
        """;

    /// <summary>Writes a page.</summary>
    /// <param name="path">The file; replaced in one step.</param>
    /// <param name="title">Its title.</param>
    /// <param name="subtitle">What stands below the title.</param>
    /// <param name="sections">Its parts.</param>
    public static void Write(string path, string title, string subtitle, IEnumerable<PageSection> sections) =>
        AtomicFile.WriteText(path, Text(title, subtitle, sections));

    /// <summary>The text of a page.</summary>
    public static string Text(string title, string subtitle, IEnumerable<PageSection> sections)
    {
        ArgumentNullException.ThrowIfNull(sections);
        var html = new StringBuilder("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n");
        html.Append($"<title>{Escape(title)}</title>\n<style>\n{Style}\n</style>\n</head>\n<body>\n<h1>{Escape(title)}</h1>\n<p class=\"faint\">{Escape(subtitle)}</p>\n");
        foreach (var section in sections)
        {
            Append(html, section);
        }

        return html.Append("</body>\n</html>\n").ToString();
    }

    private static void Append(StringBuilder html, PageSection section)
    {
        html.Append($"<h2>{Escape(section.Heading)}</h2>\n");
        html.AppendJoin("", section.Paragraphs.Select(text => $"<p>{Escape(text)}</p>\n"));
        html.AppendJoin("", section.Remarks.Select(Remark));
        html.AppendJoin("", section.Tables.Select(table => $"<div class=\"wide\">\n{table.ToHtml()}</div>\n"));
        html.AppendJoin("", section.Pictures.Select(picture => $"<img src=\"{Source(picture)}\" alt=\"{Escape(picture.Description)}\">\n"));
    }

    private static string Source(PagePicture picture) =>
        picture.EmbeddedPng is { } bytes ? "data:image/png;base64," + Convert.ToBase64String(bytes) : Escape(Uri.EscapeDataString(picture.File));

    private static string Remark(PageRemark remark)
    {
        var word = remark.Level.ToString();
        return $"<div class=\"remark {word.ToLowerInvariant()}\"><b>{word}</b>{Escape(remark.Text)}<br><span class=\"faint\">{Escape(remark.Advice)}</span></div>\n";
    }

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}
