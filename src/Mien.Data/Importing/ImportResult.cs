using System.Collections.Immutable;

namespace Mien.Data.Importing;

/// <summary>What an import did.</summary>
public sealed record ImportResult
{
    /// <summary>The kind.</summary>
    public required string Kind { get; init; }

    /// <summary>The source, as an absolute path.</summary>
    public required string Source { get; init; }

    /// <summary>Pictures by split and class.</summary>
    public required ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, long>> Pictures { get; init; }

    /// <summary>Rows that the rules of the collection or the options leave out, by reason.</summary>
    public required ImmutableSortedDictionary<string, long> LeftOut { get; init; }

    /// <summary>Facts worth telling about pictures that were taken, such as changed names, with their number.</summary>
    public required ImmutableSortedDictionary<string, long> Remarks { get; init; }

    /// <summary>Number of rows or pictures that were left out because something is wrong with them.</summary>
    public required long ProblemCount { get; init; }

    /// <summary>The first of these problems, one line each.</summary>
    public required ImmutableArray<string> Problems { get; init; }

    /// <summary>Number of pictures.</summary>
    public long Count => Pictures.Values.SelectMany(classes => classes.Values).Sum();
}

/// <summary>How far an import has come.</summary>
/// <param name="Pictures">Pictures done.</param>
/// <param name="Fraction">How much of the source was read, from 0 to 1.</param>
public readonly record struct ImportProgress(long Pictures, double Fraction);
