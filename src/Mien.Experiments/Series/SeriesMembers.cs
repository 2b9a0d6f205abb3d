using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Mien.Core;

namespace Mien.Experiments;

/// <summary>Makes the runs of a series.</summary>
public static class SeriesMembers
{
    private const int LongestName = 100;

    /// <summary>A run for each fold of each seed.</summary>
    /// <param name="folds">Folds, or null for the recipe's validation.</param>
    /// <param name="seeds">Seeds; empty for the recipe's.</param>
    public static ImmutableArray<SeriesMember> Repeats(int? folds, IReadOnlyList<ulong> seeds)
    {
        ArgumentNullException.ThrowIfNull(seeds);
        List<SweepAxis> axes = [];
        if (seeds.Count > 0)
        {
            axes.Add(new("seed", [.. seeds.Select(seed => seed.ToString(CultureInfo.InvariantCulture))]));
        }

        if (folds is { } count)
        {
            axes.Add(new("data.fold", [.. Enumerable.Range(1, count).Select(fold => fold.ToString(CultureInfo.InvariantCulture))]));
        }

        return Grid(axes);
    }

    /// <summary>A run for every combination of values.</summary>
    public static ImmutableArray<SeriesMember> Grid(IEnumerable<SweepAxis> axes)
    {
        ArgumentNullException.ThrowIfNull(axes);
        IEnumerable<ImmutableArray<string>> points = [[]];
        foreach (var axis in axes)
        {
            points = [.. points.SelectMany(_ => axis.Values, (point, value) => point.Add($"{axis.Key}={value}"))];
        }

        return Named(points);
    }

    /// <summary>Runs with a value drawn from every axis.</summary>
    /// <param name="axes">Lists and ranges.</param>
    /// <param name="count">Runs, at least 1. Draws that come twice are made once.</param>
    /// <param name="seed">Decides the draws.</param>
    public static ImmutableArray<SeriesMember> Random(IReadOnlyList<SweepAxis> axes, int count, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(axes);
        return Named(Enumerable.Range(0, count).Select(Point).DistinctBy(point => string.Join('\n', point)));

        ImmutableArray<string> Point(int index)
        {
            var random = new RandomStream(seed, "sweep", index);
            return [.. axes.Select(axis => $"{axis.Key}={axis.Draw(ref random)}")];
        }
    }

    private static ImmutableArray<SeriesMember> Named(IEnumerable<ImmutableArray<string>> points)
    {
        var members = points.Select(point => new SeriesMember(NameOf(point), point)).ToArray();
        var areClear = members.All(member => member.Name.Length is > 0 and <= LongestName) && members.Select(member => member.Name).Distinct().Count() == members.Length;
        return areClear ? [.. members] : [.. members.Select((member, index) => member with { Name = $"point-{index + 1}" })];
    }

    // optimizer.lr=1e-3, batch=32 -> lr-1e-3_batch-32
    private static string NameOf(ImmutableArray<string> overrides)
    {
        var name = new StringBuilder();
        foreach (var text in overrides.Select(text => text[(text[..text.IndexOf('=', StringComparison.Ordinal)].LastIndexOf('.') + 1)..].Replace('=', '-')))
        {
            name.Append(name.Length > 0 ? "_" : "");
            foreach (var letter in text)
            {
                name.Append(char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_' ? letter : '.');
            }
        }

        return name.ToString();
    }
}
