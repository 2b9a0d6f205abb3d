using System.Globalization;
using System.Text;

namespace Mien.Data.Files;

/// <summary>Names of files as messages show them: a name may hold anything but '/', also line breaks and what moves a terminal's cursor.</summary>
internal static class Shown
{
    private const int NamedCount = 10;

    /// <summary>In quotes, with control characters written as <c>\u000a</c>.</summary>
    public static string Name(string name)
    {
        if (!name.Any(char.IsControl))
        {
            return $"'{name}'";
        }

        var text = new StringBuilder("'");
        foreach (var letter in name)
        {
            _ = char.IsControl(letter) ? text.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}") : text.Append(letter);
        }

        return text.Append('\'').ToString();
    }

    /// <summary>The first ten names, and how many more there are.</summary>
    public static string List(IReadOnlyCollection<string> names)
    {
        var more = names.Count > NamedCount ? string.Create(CultureInfo.InvariantCulture, $" and {names.Count - NamedCount} more") : "";
        return string.Join(", ", names.Take(NamedCount).Select(Name)) + more;
    }
}
