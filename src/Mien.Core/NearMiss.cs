namespace Mien.Core;

/// <summary>Finds the name that was probably meant, for messages such as "unknown key 'optimzer'; did you mean 'optimizer'?".</summary>
public static class NearMiss
{
    /// <summary>The candidate nearest to <paramref name="name"/>, or null when none is near.</summary>
    /// <remarks>
    /// Near means at most one slip in three letters, where a slip is a letter added, left out, replaced or swapped with its
    /// neighbour (Damerau 1964, restricted: no pair is edited twice). Case does not count. The first of equally near ones wins.
    /// </remarks>
    public static string? Find(string name, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(candidates);
        var folded = name.ToLowerInvariant();
        string? nearest = null;
        var least = Math.Max(1, folded.Length / 3) + 1;
        foreach (var candidate in candidates)
        {
            var distance = Distance(folded, candidate.ToLowerInvariant());
            if (distance < least)
            {
                (nearest, least) = (candidate, distance);
            }
        }

        return nearest;
    }

    /// <summary>The end of a message: <c>; did you mean 'optimizer'?</c>, or nothing when no candidate is near.</summary>
    public static string Hint(string name, IEnumerable<string> candidates) =>
        Find(name, candidates) is { } nearest ? $"; did you mean '{nearest}'?" : "";

    /// <summary>The same, but with all candidates, <c>; expected one of adam, sgd</c>, when none is near.</summary>
    public static string HintOrAll(string name, IEnumerable<string> candidates) =>
        Hint(name, candidates) is { Length: > 0 } hint ? hint : $"; expected one of {string.Join(", ", candidates)}";

    private static int Distance(string left, string right)
    {
        // Three rows of the table of edit distances between all beginnings of both words.
        var (before, previous, current) = (new int[right.Length + 1], new int[right.Length + 1], new int[right.Length + 1]);
        for (var column = 0; column <= right.Length; column++)
        {
            previous[column] = column;
        }

        for (var row = 1; row <= left.Length; row++)
        {
            current[0] = row;
            for (var column = 1; column <= right.Length; column++)
            {
                var replaced = previous[column - 1] + (left[row - 1] == right[column - 1] ? 0 : 1);
                current[column] = Math.Min(replaced, Math.Min(previous[column], current[column - 1]) + 1);
                if (row > 1 && column > 1 && left[row - 1] == right[column - 2] && left[row - 2] == right[column - 1])
                {
                    current[column] = Math.Min(current[column], before[column - 2] + 1);
                }
            }

            (before, previous, current) = (previous, current, before);
        }

        return previous[right.Length];
    }
}
