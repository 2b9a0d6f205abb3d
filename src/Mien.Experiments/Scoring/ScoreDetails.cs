using System.Collections.Immutable;
using System.Text.Json;
using Mien.Core;
using Mien.Reports;

namespace Mien.Experiments;

/// <summary>What is asked of scores beyond the scores themselves: those of subgroups, and a comparison with other predictions.</summary>
/// <param name="Groups">The subgroups of each column that was asked for.</param>
/// <param name="Comparison">The comparison; null where none was asked for.</param>
/// <param name="Against">What it is compared with, in words.</param>
public sealed record ScoreDetails(ImmutableArray<(string Column, ImmutableArray<Subgroup> Groups)> Groups, Comparison? Comparison = null, string? Against = null)
{
    /// <summary>Nothing.</summary>
    public static ScoreDetails None { get; } = new([]);

    /// <summary>Measures them.</summary>
    /// <param name="set">The pictures.</param>
    /// <param name="columns">Names of columns of the set.</param>
    /// <param name="against">Predictions of the same pictures to compare with; null for none.</param>
    /// <param name="draws">Draws of the bootstrap; 0 for no intervals.</param>
    /// <exception cref="ConfigException">There is no such column, or the other set has other pictures, classes or truth.</exception>
    public static ScoreDetails Of(ScoredSet set, IReadOnlyList<string> columns, (ScoredSet Set, string Name)? against, int draws)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(columns);
        return new(
            [.. columns.Select(column => (column, Subgroups.Of(set, column, draws)))],
            against is { } other ? Comparison.Of(other.Set, set, draws) : null, against?.Name);
    }

    /// <summary>Tables for a terminal, each after an empty line.</summary>
    public string Text() => string.Concat(Groups.Select(item => "\n" + ScoresText.Table(item.Column, item.Groups).ToText()))
        + (Comparison is null ? "" : $"\n{ScoresText.Table(Comparison).ToText()}{ScoresText.Remarks(Comparison)}\n");

    /// <summary>Writes the properties <c>by</c> and <c>comparison</c>, where there is something.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        ScoresJson.Write(writer, Groups);
        ScoresJson.Write(writer, Comparison);
    }

    internal IEnumerable<PageSection> Sections()
    {
        foreach (var (column, groups) in Groups)
        {
            yield return new() { Heading = $"By {column}", Paragraphs = ["The group with the lowest accuracy first. Intervals of small groups are wide: they say how little is known."], Tables = [ScoresText.Table(column, groups)] };
        }

        if (Comparison is { } comparison)
        {
            yield return new() { Heading = $"Compared with {Against}", Paragraphs = [ScoresText.Remarks(comparison)], Tables = [ScoresText.Table(comparison)] };
        }
    }
}
