using System.Collections.Immutable;

namespace Mien.Torch.Serialization.Hdf5;

/// <summary>What the elements of an array or attribute are.</summary>
/// <param name="Class">Kind, by the numbers of the specification.</param>
/// <param name="Size">Bytes of an element.</param>
/// <param name="Bits">The 24 bits that say more of the kind.</param>
/// <param name="Fields">Of real numbers: where exponent and mantissa begin and how many bits they have, and the bias.</param>
internal sealed record Hdf5Type(int Class, long Size, long Bits, (int ExponentAt, int ExponentBits, int MantissaAt, int MantissaBits, long Bias) Fields)
{
    public const int Whole = 0, Real = 1, FixedText = 3, Variable = 9;

    private const long BigEndian = 1, Signed = 8, VariableText = 1;

    /// <summary>IEEE 754: half, single and double precision.</summary>
    private static readonly Dictionary<(long Size, (int, int, int, int, long) Fields), DType> Reals = new()
    {
        [(2, (10, 5, 0, 10, 15))] = DType.Float16, [(4, (23, 8, 0, 23, 127))] = DType.Float32, [(8, (52, 11, 0, 52, 1023))] = DType.Float64,
    };

    public bool IsText => (Bits & 15) == VariableText;

    public static Hdf5Type Read(Hdf5Bytes bytes)
    {
        var kind = bytes.Byte() & 15;
        var bits = bytes.UInt16() + (65_536L * bytes.Byte());
        var size = bytes.UInt32();
        return new(kind, size, bits, kind is Real ? (bytes.Skip(4).Byte(), bytes.Byte(), bytes.Byte(), bytes.Byte(), bytes.UInt32()) : default);
    }

    /// <exception cref="Hdf5Exception">It is none that tensors have.</exception>
    public DType ToDType(string name) => (Class, Size) switch
    {
        (Real or Whole, _) when (Bits & BigEndian) != 0 => throw new Hdf5Exception($"the numbers of '{name}' are big-endian"),
        (Real, _) when Reals.TryGetValue((Size, Fields), out var dtype) => dtype,
        (Whole, 8) when (Bits & Signed) != 0 => DType.Int64,
        (Whole, 4) when (Bits & Signed) != 0 => DType.Int32,
        _ => throw new Hdf5Exception($"the elements of '{name}' are no numbers of a kind that weights have (class {Class}, {Size} bytes)"),
    };
}

internal static class Hdf5Shape
{
    /// <summary>The most dimensions that <see cref="Tensor"/> describes.</summary>
    private const int MaxRank = 8;

    public static ImmutableArray<long> Read(Hdf5Bytes bytes)
    {
        var (version, rank) = (bytes.Byte(), bytes.Byte());
        if (version is not (1 or 2) || rank > MaxRank)
        {
            throw new Hdf5Exception($"it has an array of {rank} dimensions; expected at most {MaxRank}");
        }

        bytes.Skip(version == 1 ? 6 : 2);
        return [.. Enumerable.Range(0, rank).Select(_ => bytes.Int64() is >= 0 and var size ? size : throw new Hdf5Exception("it has an array of a negative size"))];
    }
}
