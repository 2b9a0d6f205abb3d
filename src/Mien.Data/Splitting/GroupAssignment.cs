using Mien.Core;

namespace Mien.Data.Splitting;

/// <summary>Deals groups of pictures, such as all of one person, to parts so that the counts of every class come near to what is wanted.</summary>
/// <remarks>
/// The sum of squared deviations over parts and classes is made small: first the largest groups, each to where it helps most, then by moving
/// groups and exchanging pairs while that helps. The best deal of all would take exponential time.
/// </remarks>
internal sealed class GroupAssignment
{
    private const int MaxRounds = 20;
    private const int PartnersTried = 64;

    private readonly int[][] _sizes;
    private readonly long[][] _missing;
    private readonly int[] _parts;

    private GroupAssignment(int[][] sizes, int[][] wanted)
    {
        (_sizes, _parts) = (sizes, new int[sizes.Length]);
        _missing = [.. wanted.Select(counts => counts.Select(count => (long)count).ToArray())];
    }

    /// <param name="sizes">Of every group the number of pictures of each class, shape (groups, classes).</param>
    /// <param name="wanted">Of every part the number of pictures of each class, shape (parts, classes).</param>
    /// <param name="random">Decides between equals.</param>
    /// <returns>The part of every group.</returns>
    public static int[] Deal(int[][] sizes, int[][] wanted, ref RandomStream random)
    {
        var deal = new GroupAssignment(sizes, wanted);
        var order = Enumerable.Range(0, sizes.Length).ToArray();
        random.Shuffle(order.AsSpan());
        foreach (var group in order.OrderByDescending(group => sizes[group].Sum()))
        {
            deal.Place(group, deal.BestPart(group));
        }

        for (var round = 0; round < MaxRounds && deal.Improve(order, ref random); round++)
        {
        }

        return deal._parts;
    }

    private bool Improve(int[] order, ref RandomStream random)
    {
        var improved = false;
        foreach (var group in order)
        {
            var before = _parts[group];
            Take(group);
            Place(group, BestPart(group));
            improved |= _parts[group] != before;
            for (var attempt = 0; attempt < PartnersTried && order.Length > 1; attempt++)
            {
                improved |= TryExchange(group, order[random.NextInt32(order.Length)]);
            }
        }

        return improved;
    }

    private bool TryExchange(int one, int two)
    {
        var (here, there) = (_parts[one], _parts[two]);
        if (here == there)
        {
            return false;
        }

        var before = Error(here) + Error(there);
        Swap(one, two, here, there);
        if (Error(here) + Error(there) < before)
        {
            return true;
        }

        Swap(one, two, there, here);
        return false;
    }

    private void Swap(int one, int two, int here, int there)
    {
        Take(one);
        Take(two);
        Place(one, there);
        Place(two, here);
    }

    private int BestPart(int group) => Enumerable.Range(0, _missing.Length).MinBy(part => Change(group, part));

    // By how much the squared deviation of a part grows when the group joins it.
    private long Change(int group, int part)
    {
        var change = 0L;
        for (var label = 0; label < _sizes[group].Length; label++)
        {
            var size = _sizes[group][label];
            change += size * (size - (2 * _missing[part][label]));
        }

        return change;
    }

    private long Error(int part) => _missing[part].Sum(count => count * count);

    private void Place(int group, int part)
    {
        _parts[group] = part;
        Add(group, part, -1);
    }

    private void Take(int group) => Add(group, _parts[group], 1);

    private void Add(int group, int part, int sign)
    {
        for (var label = 0; label < _sizes[group].Length; label++)
        {
            _missing[part][label] += sign * _sizes[group][label];
        }
    }
}
