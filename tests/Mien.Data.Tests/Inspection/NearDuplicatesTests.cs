using Mien.Core;

namespace Mien.Data.Tests.Inspection;

public sealed class NearDuplicatesTests
{
    [Fact]
    public void Every_pair_that_comparing_all_with_all_finds_is_found()
    {
        var hashes = Hashes(2000);
        var expected = from second in Enumerable.Range(0, hashes.Length)
                       from first in Enumerable.Range(0, second)
                       where hashes[first].IsCopyOf(hashes[second]) || hashes[first].Mirrored().IsCopyOf(hashes[second])
                       orderby second, first
                       select (first, second);

        var found = Find(hashes).Select(pair => (pair.First, pair.Second)).ToArray();

        Assert.Equal(expected, found);
        Assert.InRange(found.Length, 200, 2000); // the planted ones, or the comparison says nothing
    }

    // Every two of 20,000 alike are a pair: 3.2 GB if all were held.
    [Fact]
    public void Pairs_are_found_as_they_are_asked_for()
    {
        var alike = Enumerable.Range(0, 20_000).Select(number => new PerceptualHash(0, 0, 0, (ulong)number & 3)).ToArray();
        var before = GC.GetTotalAllocatedBytes();
        Assert.Equal(5000, Find(alike).Take(5000).Count());
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 50_000_000);
    }

    [Fact]
    public void The_number_of_threads_changes_nothing()
    {
        var hashes = Hashes(1000);
        Assert.Equal(Find(hashes, workers: 1), Find(hashes, workers: 4));
    }

    [Fact]
    public void Seven_coarse_bits_may_differ_however_they_are_spread_and_eight_may_not()
    {
        var seven = new PerceptualHash(0x0003_0003_0003_0001, 0, 0, 0);
        var eight = new PerceptualHash(0x0003_0003_0003_0003, 0, 0, 0);
        Assert.Equal([new LookAlike(0, 1, 7, IsMirrored: false)], Find([default, seven]));
        Assert.Empty(Find([default, eight]));
    }

    [Fact]
    public void A_mirrored_copy_is_found_and_told_apart()
    {
        var hash = Hashes(1)[0];
        Assert.Equal([new LookAlike(0, 1, 0, IsMirrored: true)], Find([hash, hash.Mirrored()]));
    }

    private static IEnumerable<LookAlike> Find(PerceptualHash[] hashes, int workers = 2) => NearDuplicates.Find(hashes, workers, TestContext.Current.CancellationToken);

    // Random hashes; every fourth is an earlier one with some bits turned over, and some of these are mirrored.
    private static PerceptualHash[] Hashes(int count)
    {
        var random = new RandomStream(5, "hashes");
        var hashes = new PerceptualHash[count];
        for (var index = 0; index < count; index++)
        {
            if (index % 4 == 3)
            {
                var source = hashes[random.NextInt32(index)];
                hashes[index] = new(source.Coarse ^ Sparse(ref random), source.Fine0 ^ Sparse(ref random), source.Fine1 ^ Sparse(ref random), source.Fine2);
                hashes[index] = random.NextBool(0.3) ? hashes[index].Mirrored() : hashes[index];
            }
            else
            {
                hashes[index] = new(random.NextUInt64(), random.NextUInt64(), random.NextUInt64(), random.NextUInt64() >> 1);
            }
        }

        return hashes;
    }

    // Four bits on average, so that the bound of seven is passed now and then.
    private static ulong Sparse(ref RandomStream random) => random.NextUInt64() & random.NextUInt64() & random.NextUInt64() & random.NextUInt64();
}
