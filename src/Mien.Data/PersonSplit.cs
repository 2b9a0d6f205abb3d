using System.Collections.Immutable;
using Mien.Core;
using Mien.Data.Splitting;
using Mien.Data.Tables;

namespace Mien.Data;

/// <summary>Divides a dataset into parts with the same mix of classes, none of which shares a person with another.</summary>
public static class PersonSplit
{
    /// <summary>Who is in every picture, by the column <c>identity</c> of the annotations.csv of a dataset's folder.</summary>
    /// <param name="all">The pictures.</param>
    /// <param name="folder">The folder of the table; <see cref="FaceDataset.Root"/> or the one above it.</param>
    /// <returns>As many names as there are samples; null where there is no table or it does not name the person of every picture.</returns>
    /// <exception cref="MienException">The file is no table of annotations.</exception>
    public static ImmutableArray<string>? People(FaceDataset all, string folder)
    {
        ArgumentNullException.ThrowIfNull(all);
        var path = Path.Combine(folder, AnnotationTable.FileName);
        if (!File.Exists(path))
        {
            return null;
        }

        using var table = CsvTable.Open(path);
        if (table.Find("identity") < 0 || table.Find("filename") < 0 || table.Find("label") < 0)
        {
            return null; // somebody's own table, perhaps
        }

        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var row in AnnotationTable.Read(table).Where(row => !string.IsNullOrEmpty(row.Identity)))
        {
            known[row.FileName] = row.Identity!;
        }

        var names = all.Samples.Select(sample => known.GetValueOrDefault(Path.GetRelativePath(folder, all.PathOf(sample)).Replace('\\', '/'))).ToArray();
        return names.Contains(null) ? null : [.. names.Select(name => name!)];
    }

    /// <summary>Draws people for validation, so that of every class about a fraction of the pictures is in it.</summary>
    /// <param name="all">The samples to divide.</param>
    /// <param name="people">Who is in each.</param>
    /// <param name="validationFraction">In (0, 1).</param>
    /// <param name="seed">Equal seeds and sets give equal parts.</param>
    /// <exception cref="MienException">All pictures show one person.</exception>
    public static (FaceDataset Train, FaceDataset Validation) Split(FaceDataset all, IReadOnlyList<string> people, double validationFraction, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(all);
        var counts = Counts(all);
        int[] validation = [.. counts.Select(count => (int)Math.Round(count * validationFraction))];
        var parts = Deal(all, people, [[.. counts.Zip(validation, (count, taken) => count - taken)], validation], seed);
        return Parts(all, parts, 1);
    }

    /// <summary>One of several equal parts for validation and the others for training.</summary>
    /// <param name="all">The samples to divide.</param>
    /// <param name="people">Who is in each, to keep people apart; null to divide pictures.</param>
    /// <param name="folds">Parts, at least 2.</param>
    /// <param name="fold">The part for validation, from 1.</param>
    /// <param name="seed">Equal seeds and sets give equal parts; every picture is in exactly one.</param>
    /// <exception cref="MienException">There are fewer people than parts.</exception>
    public static (FaceDataset Train, FaceDataset Validation) Fold(FaceDataset all, IReadOnlyList<string>? people, int folds, int fold, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(all);
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(fold, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fold, folds);
        var parts = people is null
            ? Stratified(all, folds, seed)
            : Deal(all, people, [.. Enumerable.Range(0, folds).Select(_ => Counts(all).Select(count => (int)Math.Round((double)count / folds)).ToArray())], seed);
        return Parts(all, parts, fold - 1);
    }

    private static int[] Deal(FaceDataset all, IReadOnlyList<string> people, int[][] wanted, ulong seed)
    {
        var groups = people.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select((name, index) => (name, index)).ToDictionary(item => item.name, item => item.index);
        if (groups.Count < wanted.Length)
        {
            throw new MienException($"Expected at least {wanted.Length} people to keep them apart but {all.Root} shows {groups.Count}; set data.group to none to divide pictures.");
        }

        var sizes = Enumerable.Range(0, groups.Count).Select(_ => new int[all.Labels.Count + 1]).ToArray();
        foreach (var (sample, person) in all.Samples.Zip(people))
        {
            sizes[groups[person]][ColumnOf(all, sample)]++;
        }

        var random = new RandomStream(seed, "people");
        var dealt = GroupAssignment.Deal(sizes, wanted, ref random);
        return [.. people.Select(person => dealt[groups[person]])];
    }

    // Pictures without a label are a class of their own.
    private static int ColumnOf(FaceDataset all, Sample sample) => sample.Label == Sample.NoLabel ? all.Labels.Count : sample.Label;

    private static int[] Counts(FaceDataset all)
    {
        var counts = new int[all.Labels.Count + 1];
        foreach (var sample in all.Samples)
        {
            counts[ColumnOf(all, sample)]++;
        }

        return counts;
    }

    // Each class is dealt out in turn, beginning where the class before it ended, so that sizes differ by at most one.
    private static int[] Stratified(FaceDataset all, int folds, ulong seed)
    {
        var parts = new int[all.Samples.Length];
        var next = 0;
        foreach (var group in Enumerable.Range(0, all.Samples.Length).GroupBy(index => all.Samples[index].Label).OrderBy(group => group.Key))
        {
            int[] order = [.. group.OrderBy(index => all.Samples[index].Path, StringComparer.Ordinal)];
            var random = new RandomStream(seed, $"fold/{StratifiedSplit.NameOf(all, group.Key)}");
            random.Shuffle(order.AsSpan());
            foreach (var index in order)
            {
                parts[index] = next++ % folds;
            }
        }

        return parts;
    }

    private static (FaceDataset Train, FaceDataset Validation) Parts(FaceDataset all, int[] parts, int validation) =>
        (Where(all, index => parts[index] != validation), Where(all, index => parts[index] == validation));

    private static FaceDataset Where(FaceDataset all, Func<int, bool> belongs) =>
        all with { Samples = [.. Enumerable.Range(0, all.Samples.Length).Where(belongs).Select(index => all.Samples[index])] };
}
