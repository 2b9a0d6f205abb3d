using System.Numerics;
using System.Runtime.InteropServices;

namespace Mien.Models.Goldens;

/// <summary>
/// Weights and pictures from a hash of (tensor number, element number), so that a golden file needs to store neither:
/// every language computes the same float32 bits.
/// </summary>
/// <remarks>
/// Defined in <c>tests/golden/models/FORMULA.md</c>. Integer arithmetic modulo 2^32 and at most one float32 rounding per
/// value, which is why the vector and the scalar path, and a fused multiply-add, give equal bits.
/// </remarks>
internal static class WeightFormula
{
    /// <summary>The tensor number that stands for the input picture.</summary>
    public const uint ImageTensor = 0x00100000;

    private const uint ElementSalt = 0x9E3779B9;
    private const uint TensorSalt = 0x7F4A7C15;
    private const float SymmetricScale = 1f / (1 << 23);
    private const float UnitScale = 1f / (1 << 24);

    /// <summary>The hash of element <paramref name="element"/> of tensor <paramref name="tensor"/>, 32 even bits.</summary>
    public static uint Hash(uint tensor, uint element) => Mix(Mix(element + ElementSalt) ^ Mix(tensor + TensorSalt));

    /// <summary>Scrambles 32 bits without losing any (the finaliser of MurmurHash3).</summary>
    public static uint Mix(uint h)
    {
        h ^= h >> 16;
        h *= 0x85EBCA6B;
        h ^= h >> 13;
        h *= 0xC2B2AE35;
        return h ^ (h >> 16);
    }

    /// <summary>Fills a weight or buffer; the rule follows from the last part of its name and its rank.</summary>
    /// <param name="values">The tensor's elements, row-major.</param>
    /// <param name="name">Checkpoint name, for example "layer1.0.bn1.running_var".</param>
    /// <param name="shape">Torch layout; a convolution is (out, in / groups, height, width).</param>
    /// <param name="tensor">The tensor's number k in its listing (<see cref="StateListing.FormulaNumbers"/>).</param>
    /// <param name="gain">The golden file's scale of all matrices and kernels.</param>
    public static void Fill(Span<float> values, string name, IReadOnlyList<long> shape, uint tensor, double gain)
    {
        if (name.EndsWith("running_mean", StringComparison.Ordinal))
        {
            Fill(values, tensor, offset: 0, scale: 0.125f);
        }
        else if (name.EndsWith("running_var", StringComparison.Ordinal))
        {
            Fill(values, tensor, offset: 1, scale: 0.5f, absolute: true);
        }
        else if (!name.EndsWith("weight", StringComparison.Ordinal))
        {
            Fill(values, tensor, offset: 0, scale: 0.0625f);
        }
        else if (shape.Count >= 2)
        {
            var fanIn = shape.Skip(1).Aggregate(1L, (product, size) => product * size);
            Fill(values, tensor, offset: 0, scale: (float)(gain * Math.Sqrt(6.0 / fanIn)));
        }
        else
        {
            Fill(values, tensor, offset: 1, scale: 0.125f);
        }
    }

    /// <summary>Fills a batch of pictures (N, C, H, W) with values in [0, 1).</summary>
    public static void FillImage(Span<float> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (Hash(ImageTensor, (uint)i) >> 8) * UnitScale;
        }
    }

    /// <summary>Fills a batch of pictures (N, C, H, W) with whole numbers from 0 to 255.</summary>
    public static void FillRawImage(Span<float> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Hash(ImageTensor, (uint)i) >> 24;
        }
    }

    // offset + u * scale. An offset of 0 cannot change a bit of the product, so it needs no case of its own.
    private static void Fill(Span<float> values, uint tensor, float offset, float scale, bool absolute = false)
    {
        var salt = Mix(tensor + TensorSalt);
        var blocks = MemoryMarshal.Cast<float, Vector<float>>(values);
        for (var block = 0; block < blocks.Length; block++)
        {
            var element = Vector<uint>.Indices + new Vector<uint>((uint)(block * Vector<uint>.Count));
            var bits = Mix(Mix(element + new Vector<uint>(ElementSalt)) ^ new Vector<uint>(salt)) >>> 8;
            var u = Vector.ConvertToSingle(bits.As<uint, int>() - new Vector<int>(1 << 23)) * SymmetricScale;
            blocks[block] = ((absolute ? Vector.Abs(u) : u) * scale) + new Vector<float>(offset);
        }

        for (var i = blocks.Length * Vector<float>.Count; i < values.Length; i++)
        {
            var u = ((int)(Mix(Mix((uint)i + ElementSalt) ^ salt) >> 8) - (1 << 23)) * SymmetricScale;
            values[i] = ((absolute ? Math.Abs(u) : u) * scale) + offset;
        }
    }

    private static Vector<uint> Mix(Vector<uint> h)
    {
        h ^= h >>> 16;
        h *= 0x85EBCA6Bu;
        h ^= h >>> 13;
        h *= 0xC2B2AE35u;
        return h ^ (h >>> 16);
    }
}
