using System.Globalization;
using Mien.Core;

namespace Mien.Data.Files;

/// <summary>Names of files as messages show them.</summary>
internal static class Shown
{
    private const int NamedCount = 10;

    /// <summary>In quotes, with control characters written out.</summary>
    public static string Name(string name) => $"'{PlainText.Of(name)}'";

    /// <summary>The first ten names, and how many more there are.</summary>
    public static string List(IReadOnlyCollection<string> names)
    {
        var more = names.Count > NamedCount ? string.Create(CultureInfo.InvariantCulture, $" and {names.Count - NamedCount} more") : "";
        return string.Join(", ", names.Take(NamedCount).Select(Name)) + more;
    }
}
