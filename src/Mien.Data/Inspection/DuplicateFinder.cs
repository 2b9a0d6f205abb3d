using System.Collections.Immutable;

namespace Mien.Data.Inspection;

/// <summary>Sorts the pictures of a dataset into groups of pictures that are alike.</summary>
internal static class DuplicateFinder
{
    /// <summary>Every picture is in one group at most; groups are ordered by their first picture.</summary>
    public static ImmutableArray<DuplicateGroup> Find(ImmutableArray<PictureFacts> pictures, int workers, CancellationToken cancellation)
    {
        var groups = new DisjointSets(pictures.Length);
        var readable = Enumerable.Range(0, pictures.Length).Where(index => pictures[index].Problem is null).ToArray();
        JoinEqual(readable, index => pictures[index].FileHash, groups, Likeness.SameFile);
        JoinEqual(readable, index => pictures[index].PixelHash, groups, Likeness.SamePixels);
        var looks = JoinEqual(readable.Where(index => pictures[index].Look is not null), index => pictures[index].Look!.Value, groups, Likeness.LookAlike);
        // Copies of one look are one entry, so that a thousand equal pictures do not make half a million pairs.
        foreach (var pair in NearDuplicates.Find([.. looks.Select(index => pictures[index].Look!.Value)], workers, cancellation))
        {
            groups.Join(looks[pair.First], looks[pair.Second], Likeness.LookAlike, pair.IsMirrored);
        }

        return [.. groups.All().Select(group => Describe(group, pictures))];
    }

    // Gives the first picture of every key.
    private static List<int> JoinEqual<T>(IEnumerable<int> indices, Func<int, T> keyOf, DisjointSets groups, Likeness likeness)
        where T : notnull
    {
        var firsts = new Dictionary<T, int>();
        List<int> distinct = [];
        foreach (var index in indices)
        {
            if (firsts.TryAdd(keyOf(index), index))
            {
                distinct.Add(index);
            }
            else
            {
                groups.Join(firsts[keyOf(index)], index, likeness, isMirrored: false);
            }
        }

        return distinct;
    }

    private static DuplicateGroup Describe(DisjointSets.Group group, ImmutableArray<PictureFacts> pictures) => new(
        group.Likeness,
        group.Members,
        group.HasMirrored,
        group.Members.Select(index => pictures[index].Label).Distinct().Skip(1).Any(),
        group.Members.Select(index => pictures[index].Split).Distinct(StringComparer.Ordinal).Skip(1).Any());
}

/// <summary>Sets that grow together (union-find with path halving), and the weakest link within each.</summary>
internal sealed class DisjointSets(int count)
{
    private readonly int[] _parents = [.. Enumerable.Range(0, count)];
    private readonly Likeness[] _likeness = new Likeness[count];
    private readonly bool[] _mirrored = new bool[count];

    internal readonly record struct Group(ImmutableArray<int> Members, Likeness Likeness, bool HasMirrored);

    /// <summary>Joins the sets of two items; links come in the order of <see cref="Likeness"/>, so a link inside of a set does not weaken it.</summary>
    public void Join(int left, int right, Likeness likeness, bool isMirrored)
    {
        var (first, second) = (Find(left), Find(right));
        if (first != second)
        {
            (first, second) = (Math.Min(first, second), Math.Max(first, second));
            _parents[second] = first;
            _likeness[first] = likeness;
            _mirrored[first] |= _mirrored[second] | isMirrored;
        }
    }

    /// <summary>The sets of more than one item, by their first item.</summary>
    public IEnumerable<Group> All() =>
        from item in Enumerable.Range(0, _parents.Length)
        group item by Find(item) into members
        where members.Skip(1).Any()
        orderby members.Key
        select new Group([.. members], _likeness[members.Key], _mirrored[members.Key]);

    // The root of a set is its first item.
    private int Find(int item)
    {
        while (_parents[item] != item)
        {
            item = _parents[item] = _parents[_parents[item]];
        }

        return item;
    }
}
