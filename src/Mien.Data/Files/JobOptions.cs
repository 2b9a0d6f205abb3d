using System.Collections.Immutable;

namespace Mien.Data.Files;

/// <summary>The options of two calls beside each other.</summary>
internal static class JobOptions
{
    /// <summary>Every option that differs, as text for a message; empty when none does.</summary>
    public static string Differences(ImmutableSortedDictionary<string, string> begun, ImmutableSortedDictionary<string, string> now)
    {
        var names = begun.Keys.Union(now.Keys).Order(StringComparer.Ordinal);
        return string.Join(", ", names.Where(name => Value(begun, name) != Value(now, name))
            .Select(name => $"{name} was {Value(begun, name)} and is now {Value(now, name)}"));
    }

    private static string Value(ImmutableSortedDictionary<string, string> options, string name) =>
        options.TryGetValue(name, out var value) ? $"'{value}'" : "not given";
}
