using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Mien.Core;
using Mien.Data.Files;
using Mien.Data.Tables;

namespace Mien.Data.Splitting;

/// <summary>Finds which pictures show the same person, by a column of a table or by the names of the files.</summary>
internal static class PictureGroups
{
    private static readonly TimeSpan LongestMatch = TimeSpan.FromSeconds(1);
    private static readonly string[] Tables = ["annotations.csv", "labels.csv"];
    private static readonly string[] PathColumns = ["filename", "pth", "file", "path"];

    /// <summary>The person of every picture.</summary>
    /// <exception cref="ConfigException">The column or pattern does not exist, is malformed, or does not tell the person of every picture; all such pictures.</exception>
    public static string[] Find(SplitOptions options, ClassTree tree) => (options.GroupColumn, options.GroupPattern) switch
    {
        (not null, not null) => throw new ConfigException("Expected --group-col or --group-pattern but got both; one of them tells the people apart."),
        ({ } column, null) => ByColumn(options.Source, column, tree),
        (null, { } pattern) => ByPattern(pattern, tree),
        _ => throw new ArgumentException("Expected a column or a pattern.", nameof(options)),
    };

    private static string[] ByPattern(string pattern, ClassTree tree)
    {
        try
        {
            var regex = new Regex(pattern, RegexOptions.CultureInvariant, LongestMatch);
            if (regex.GetGroupNumbers().Length != 2)
            {
                throw new ConfigException($"Expected one group in --group-pattern, such as '^(\\d+)_', but '{pattern}' has {regex.GetGroupNumbers().Length - 1}.");
            }

            var found = tree.Pictures.Select(picture => regex.Match(Path.GetFileName(picture.Path)) is { Success: true } match ? match.Groups[1].Value : null);
            return AllFound([.. found], tree, $"--group-pattern '{pattern}'");
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new ConfigException($"--group-pattern '{pattern}' took over a second for {Shown.Name(e.Input)}; nested repetitions such as (a+)+ do that.", e);
        }
        catch (ArgumentException e)
        {
            throw new ConfigException($"Expected a regular expression in --group-pattern but got '{pattern}': {e.Message}", e);
        }
    }

    private static string[] ByColumn(string folder, string column, ClassTree tree)
    {
        using var table = OpenTable(folder, column);
        var pathColumn = PathColumns.Select(table.Find).FirstOrDefault(index => index >= 0, -1);
        if (pathColumn < 0)
        {
            throw new ConfigException($"Expected a column of files ({string.Join(", ", PathColumns)}) in {table.Name} but there are only {string.Join(", ", table.Columns)}.");
        }

        var groupColumn = table.Find(column);
        var groups = new Dictionary<string, string>(StringComparer.Ordinal);
        while (table.Next())
        {
            var path = table.Text(pathColumn).Replace('\\', '/');
            path = path.StartsWith("train/", StringComparison.Ordinal) ? path["train/".Length..] : path;
            if (table.Text(groupColumn) is { Length: > 0 } group && !groups.TryAdd(path, group) && groups[path] != group)
            {
                table.Problems.Add(table.Origin, $"{Shown.Name(path)} is said to show {Shown.Name(groups[path])} and {Shown.Name(group)}");
            }
        }

        table.Problems.ThrowIfAny(table.Name);
        return AllFound([.. tree.Pictures.Select(picture => groups.GetValueOrDefault(picture.Path))], tree, $"column '{column}' of {table.Name}");
    }

    private static CsvTable OpenTable(string folder, string column)
    {
        var paths = Tables.Select(name => Path.Combine(folder, name)).Where(File.Exists).ToArray();
        foreach (var path in paths)
        {
            var table = CsvTable.Open(path);
            if (table.Find(column) >= 0)
            {
                return table;
            }

            table.Dispose();
        }

        throw new ConfigException(paths.Length == 0
            ? $"Expected a table with the column '{column}' in '{folder}' but there is neither {string.Join(" nor ", Tables)}."
            : $"Expected a column '{column}' but {string.Join(" and ", paths)} have none of that name.");
    }

    private static string[] AllFound(ImmutableArray<string?> groups, ClassTree tree, string how)
    {
        var missing = tree.Pictures.Where((_, index) => groups[index] is null).Select(picture => picture.Path).ToArray();
        return missing.Length == 0
            ? [.. groups.OfType<string>()]
            : throw new ConfigException($"{how} does not tell whose picture these {missing.Length} are: {Shown.List(missing)}.");
    }
}
