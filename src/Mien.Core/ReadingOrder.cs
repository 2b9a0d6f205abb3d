namespace Mien.Core;

/// <summary>The order in which people name the faces of a group photograph: row by row from the top, each from left to right.</summary>
public static class ReadingOrder
{
    // Of the lower of the two faces. People who stand side by side differ by less than half a head; the next row begins lower.
    private const double SameRowOverlap = 0.5;

    /// <summary>Items in the order of their boxes.</summary>
    /// <param name="items">What has a box.</param>
    /// <param name="boxOf">Its box.</param>
    /// <remarks>
    /// A row begins with the highest face that is in none yet and takes all whose vertical overlap with that face is at least half of the
    /// lower one's height. Faces are held against the first of their row alone, as a chain of small steps would join one row with the next.
    /// </remarks>
    public static IReadOnlyList<T> Sort<T>(IEnumerable<T> items, Func<T, FaceBox> boxOf)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(boxOf);
        var rest = items.OrderBy(item => Middle(boxOf(item))).ThenBy(item => boxOf(item).X).ToList();
        var sorted = new List<T>(rest.Count);
        while (rest.Count > 0)
        {
            var first = boxOf(rest[0]);
            var row = rest.Where(item => SharesRow(first, boxOf(item))).ToArray();
            sorted.AddRange(row.OrderBy(item => boxOf(item).X).ThenBy(item => boxOf(item).Y));
            rest.RemoveAll(item => SharesRow(first, boxOf(item)));
        }

        return sorted;
    }

    private static double Middle(FaceBox box) => box.Y + (box.Height / 2.0);

    private static bool SharesRow(FaceBox first, FaceBox other)
    {
        var overlap = Math.Min(first.Y + first.Height, other.Y + other.Height) - Math.Max(first.Y, other.Y);
        return overlap >= SameRowOverlap * Math.Min(first.Height, other.Height);
    }
}
