using System.Runtime.CompilerServices;
using System.Text;

namespace Mien.Core;

/// <summary>
/// A stream of random numbers named by what it is for: (run seed, purpose, epoch, index). The same name gives the same
/// numbers on every machine, whatever was drawn elsewhere, so results depend neither on the number of workers nor on
/// whether a run was interrupted.
/// </summary>
/// <remarks>
/// Philox 4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3", SC'11). The key is made of seed and
/// purpose; epoch and index are the upper part of the counter; the lowest word counts blocks of four numbers.
/// A mutable value: pass it by <c>ref</c>, or let one owner hold it.
/// </remarks>
public struct RandomStream
{
    private readonly uint _key0;
    private readonly uint _key1;
    private readonly uint _epoch;
    private readonly ulong _index;
    private uint _block;
    private uint _word0, _word1, _word2, _word3;
    private int _left;

    /// <param name="seed">The seed of the run or of the command.</param>
    /// <param name="purpose">What the numbers decide, for example "shuffle" or "augment"; part of the name of the stream.</param>
    /// <param name="epoch">Epoch, or 0.</param>
    /// <param name="index">Index of the sample or item, or 0.</param>
    public RandomStream(ulong seed, string purpose, int epoch = 0, long index = 0)
    {
        ArgumentNullException.ThrowIfNull(purpose);
        var key = seed ^ Fnv1a64(purpose);
        _key0 = (uint)key;
        _key1 = (uint)(key >> 32);
        _epoch = (uint)epoch;
        _index = (ulong)index;
    }

    /// <summary>The next 32 random bits.</summary>
    public uint NextUInt32()
    {
        if (_left == 0)
        {
            NextBlock();
        }

        _left--;
        return _left switch { 3 => _word0, 2 => _word1, 1 => _word2, _ => _word3 };
    }

    /// <summary>Fills memory with the next random words, the same ones that as many calls of <see cref="NextUInt32"/> give.</summary>
    public void Fill(Span<uint> words)
    {
        while (_left > 0 && !words.IsEmpty)
        {
            words[0] = NextUInt32();
            words = words[1..];
        }

        var whole = words.Length / 4 * 4;
        Philox.Blocks(words[..whole], [_block, _epoch, (uint)_index, (uint)(_index >> 32)], _key0, _key1);
        _block += (uint)(whole / 4);
        foreach (ref var word in words[whole..])
        {
            word = NextUInt32();
        }
    }

    /// <summary>The next 64 random bits.</summary>
    public ulong NextUInt64() => (ulong)NextUInt32() << 32 | NextUInt32();

    /// <summary>A number in [0, 1) with 53 random bits.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number in [low, high).</summary>
    public double NextDouble(double low, double high) => low + ((high - low) * NextDouble());

    /// <summary>True with the given probability, in [0, 1].</summary>
    public bool NextBool(double probability) => NextDouble() < probability;

    /// <summary>A whole number in [0, exclusiveMax), each equally likely (Lemire 2019, rejection on the remainder).</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="exclusiveMax"/> is below 1.</exception>
    public int NextInt32(int exclusiveMax)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(exclusiveMax, 1);
        var range = (uint)exclusiveMax;
        var product = (ulong)NextUInt32() * range;
        if ((uint)product < range)
        {
            var threshold = (0u - range) % range;
            while ((uint)product < threshold)
            {
                product = (ulong)NextUInt32() * range;
            }
        }

        return (int)(product >> 32);
    }

    /// <summary>A draw of the standard normal distribution (Box and Muller 1958; the second value of a pair is not used).</summary>
    public double NextGaussian()
    {
        var radius = Math.Sqrt(-2 * Math.Log(1 - NextDouble()));
        return radius * Math.Cos(2 * Math.PI * NextDouble());
    }

    /// <summary>Puts the items into random order, every order equally likely (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var last = items.Length - 1; last > 0; last--)
        {
            var other = NextInt32(last + 1);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }

    private void NextBlock()
    {
        Span<uint> counter = [_block++, _epoch, (uint)_index, (uint)(_index >> 32)];
        Philox.Block(counter, _key0, _key1);
        (_word0, _word1, _word2, _word3) = (counter[0], counter[1], counter[2], counter[3]);
        _left = 4;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong Fnv1a64(string text)
    {
        Span<byte> bytes = stackalloc byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        var hash = 0xCBF29CE484222325UL;
        foreach (var value in bytes[..Encoding.UTF8.GetBytes(text, bytes)])
        {
            hash = (hash ^ value) * 0x100000001B3UL;
        }

        return hash;
    }
}
