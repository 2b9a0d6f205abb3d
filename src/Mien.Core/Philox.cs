using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Mien.Core;

/// <summary>Philox 4x32-10: scrambles a counter of four words by a key of two (Salmon et al. 2011, SC'11).</summary>
internal static class Philox
{
    private const int Rounds = 10;
    private const int BlocksAtOnce = 4;
    private const uint Factor0 = 0xD2511F53, Factor1 = 0xCD9E8D57, Weyl0 = 0x9E3779B9, Weyl1 = 0xBB67AE85;

    /// <summary>Replaces the counter by its four random words.</summary>
    public static void Block(Span<uint> counter, uint key0, uint key1)
    {
        var (word0, word1, word2, word3) = (counter[0], counter[1], counter[2], counter[3]);
        for (var round = 0; round < Rounds; round++)
        {
            var product0 = (ulong)Factor0 * word0;
            var product1 = (ulong)Factor1 * word2;
            (word0, word2) = ((uint)(product1 >> 32) ^ word1 ^ key0, (uint)(product0 >> 32) ^ word3 ^ key1);
            (word1, word3) = ((uint)product1, (uint)product0);
            key0 += Weyl0;
            key1 += Weyl1;
        }

        (counter[0], counter[1], counter[2], counter[3]) = (word0, word1, word2, word3);
    }

    /// <summary>The words of as many blocks as fit, the first word of the counter rising by one from block to block.</summary>
    /// <param name="words">Is filled; four words for each block.</param>
    /// <param name="counter">The counter of the first block.</param>
    /// <param name="key0">First word of the key.</param>
    /// <param name="key1">Second word of the key.</param>
    // Optimised at its first call: code with AVX2 is not compiled ahead of time, and would run without optimisation for the first second.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Blocks(Span<uint> words, ReadOnlySpan<uint> counter, uint key0, uint key1)
    {
        var first = counter[0];
        if (Avx2.IsSupported)
        {
            for (; words.Length >= 4 * BlocksAtOnce; words = words[(4 * BlocksAtOnce)..], first += BlocksAtOnce)
            {
                FourBlocks(MemoryMarshal.Cast<uint, ulong>(words), first, counter, key0, key1);
            }
        }

        for (; words.Length >= 4; words = words[4..], first++)
        {
            counter.CopyTo(words);
            words[0] = first;
            Block(words[..4], key0, key1);
        }
    }

    // Each block has a lane of 64 bits for each of its words, of which only the lower half counts: that is all that the
    // multiplication reads, and it leaves the whole product.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourBlocks(Span<ulong> target, uint first, ReadOnlySpan<uint> counter, uint key0, uint key1)
    {
        var word0 = Vector256.Create(first, (ulong)(first + 1), first + 2, first + 3);
        var (word1, word2, word3) = (Vector256.Create((ulong)counter[1]), Vector256.Create((ulong)counter[2]), Vector256.Create((ulong)counter[3]));
        for (var round = 0; round < Rounds; round++)
        {
            var product0 = Avx2.Multiply(word0.AsUInt32(), Vector256.Create(Factor0));
            var product1 = Avx2.Multiply(word2.AsUInt32(), Vector256.Create(Factor1));
            (word0, word2) = ((product1 >> 32) ^ word1 ^ Vector256.Create((ulong)key0), (product0 >> 32) ^ word3 ^ Vector256.Create((ulong)key1));
            (word1, word3) = (product1, product0);
            key0 += Weyl0;
            key1 += Weyl1;
        }

        var half = Vector256.Create((ulong)uint.MaxValue);
        var (front, back) = ((word0 & half) | (word1 << 32), (word2 & half) | (word3 << 32));
        var (even, odd) = (Avx2.UnpackLow(front, back), Avx2.UnpackHigh(front, back)); // blocks 0 and 2, blocks 1 and 3
        even.GetLower().CopyTo(target);
        odd.GetLower().CopyTo(target[2..]);
        even.GetUpper().CopyTo(target[4..]);
        odd.GetUpper().CopyTo(target[6..]);
    }
}
