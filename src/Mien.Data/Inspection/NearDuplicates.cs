using System.Collections.Concurrent;

namespace Mien.Data;

/// <summary>Two pictures that look alike.</summary>
/// <param name="First">Position of one.</param>
/// <param name="Second">Position of the other; larger.</param>
/// <param name="Distance">Bits in which their hashes differ.</param>
/// <param name="IsMirrored">Whether one is nearer to the mirrored other than to the other itself.</param>
public readonly record struct LookAlike(int First, int Second, int Distance, bool IsMirrored);

/// <summary>Finds all pairs of pictures whose perceptual hashes are those of copies or mirrored copies, without comparing all pairs.</summary>
/// <remarks>
/// Multi-index hashing (Norouzi, Punjani and Fleet 2012, "Fast search in Hamming space with multi-index hashing", CVPR): copies differ in
/// at most 7 of the 64 coarse bits, so in one of the four groups of 16 they differ in one bit at most. Only pictures that share such a
/// group are compared, a few in a thousand, and no pair is missed.
/// </remarks>
public static class NearDuplicates
{
    private const int GroupBits = 16;
    private const int PartSize = 128; // positions whose pairs are held at once

    // The ways in which a group may differ: not at all or in one bit. Seven differences leave no more to one of four groups.
    private static readonly int[] Differences = [0, .. Enumerable.Range(0, GroupBits).Select(bit => 1 << bit)];

    /// <summary>
    /// All pairs of copies (<see cref="PerceptualHash.IsCopyOf"/>), also mirrored ones, sorted by second and first position. They are looked for as they are
    /// asked for, so that the frames of a video, of which every two are a pair, do not fill the memory.
    /// </summary>
    /// <param name="hashes">The hashes.</param>
    /// <param name="workers">Threads, 0 for one per core; the result does not depend on them.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was asked for.</exception>
    public static IEnumerable<LookAlike> Find(IReadOnlyList<PerceptualHash> hashes, int workers = 0, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(hashes);
        ArgumentOutOfRangeException.ThrowIfNegative(workers);
        return Search(hashes, workers, cancellation);
    }

    private static IEnumerable<LookAlike> Search(IReadOnlyList<PerceptualHash> hashes, int workers, CancellationToken cancellation)
    {
        var tables = Enumerable.Range(0, PerceptualHash.GroupCount).Select(group => new Table(hashes, group)).ToArray();
        var searches = new ConcurrentBag<Searcher>();
        for (var start = 0; start < hashes.Count; start += PartSize)
        {
            var found = new ConcurrentBag<LookAlike>();
            InParallel.For(Math.Min(PartSize, hashes.Count - start), workers, () => 0, (index, _) =>
            {
                var search = searches.TryTake(out var free) ? free : new Searcher(hashes, tables);
                search.From(start + index, found);
                searches.Add(search);
            }, cancellation: cancellation);
            foreach (var pair in found.OrderBy(pair => pair.Second).ThenBy(pair => pair.First))
            {
                yield return pair;
            }
        }
    }

    /// <summary>Positions by the value of one group of bits.</summary>
    private sealed class Table
    {
        private readonly int[] _starts = new int[(1 << GroupBits) + 1];
        private readonly int[] _positions;

        public Table(IReadOnlyList<PerceptualHash> hashes, int group)
        {
            _positions = new int[hashes.Count];
            foreach (var hash in hashes)
            {
                _starts[hash.Group(group) + 1]++;
            }

            for (var value = 0; value < 1 << GroupBits; value++)
            {
                _starts[value + 1] += _starts[value];
            }

            var next = _starts.AsSpan().ToArray();
            for (var position = 0; position < hashes.Count; position++)
            {
                _positions[next[hashes[position].Group(group)]++] = position;
            }
        }

        /// <summary>In ascending order.</summary>
        public ReadOnlySpan<int> With(int value) => _positions.AsSpan(_starts[value].._starts[value + 1]);
    }

    /// <summary>The work of one thread.</summary>
    private sealed class Searcher(IReadOnlyList<PerceptualHash> hashes, Table[] tables)
    {
        // The picture for which a position was last looked at, so that one which shares several groups is compared once.
        private readonly int[] _seenFrom = [.. Enumerable.Repeat(-1, hashes.Count)];

        public void From(int second, ConcurrentBag<LookAlike> found)
        {
            var hash = hashes[second];
            var mirrored = hash.Mirrored();
            for (var group = 0; group < tables.Length; group++)
            {
                Around(second, hash, mirrored, tables[group], hash.Group(group), found);
                Around(second, hash, mirrored, tables[group], mirrored.Group(group), found);
            }
        }

        private void Around(int second, in PerceptualHash hash, in PerceptualHash mirrored, Table table, int value, ConcurrentBag<LookAlike> found)
        {
            foreach (var difference in Differences)
            {
                Compare(second, hash, mirrored, table.With(value ^ difference), found);
            }
        }

        private void Compare(int second, in PerceptualHash hash, in PerceptualHash mirrored, ReadOnlySpan<int> positions, ConcurrentBag<LookAlike> found)
        {
            foreach (var first in positions)
            {
                if (first >= second)
                {
                    return;
                }

                if (_seenFrom[first] != second)
                {
                    _seenFrom[first] = second;
                    Compare(first, second, hash, mirrored, found);
                }
            }
        }

        private void Compare(int first, int second, in PerceptualHash hash, in PerceptualHash mirrored, ConcurrentBag<LookAlike> found)
        {
            var other = hashes[first];
            var (plain, flipped) = (hash.DistanceTo(other), mirrored.DistanceTo(other));
            if (flipped < plain ? mirrored.IsCopyOf(other) : hash.IsCopyOf(other))
            {
                found.Add(new(first, second, Math.Min(plain, flipped), flipped < plain));
            }
        }
    }
}
