using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Mien.Data.Tables;

/// <summary>
/// Reads small arrays of numbers that NumPy saved (.npy, format 1 to 3), in either order. Numbers that were saved as text are parsed. Nothing
/// else is read: no Python objects, which could run code, no records, no arrays of more than 4096 elements or two dimensions.
/// </summary>
internal static partial class NumpyFile
{
    private const int MaxFileBytes = 1 << 20;
    private const int MaxElements = 4096;
    private const int MagicLength = 6;

    /// <summary>The elements, row by row.</summary>
    /// <exception cref="TableException">The file is missing, or is none of these arrays.</exception>
    public static ImmutableArray<double> Read(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
            if (stream.Length > MaxFileBytes)
            {
                throw new TableException(path, $"has {stream.Length} bytes; at most {MaxFileBytes} are read.");
            }

            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return Parse(bytes, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TableException(path, $"cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The elements of a file that is in memory.</summary>
    /// <exception cref="TableException">It is none of these arrays.</exception>
    public static ImmutableArray<double> Parse(ReadOnlySpan<byte> bytes, string name)
    {
        var headerLength = HeaderLength(bytes, name, out var start);
        var data = bytes[(start + headerLength)..];
        if (HeaderPattern().Match(Encoding.Latin1.GetString(bytes.Slice(start, headerLength))) is not { Success: true } match)
        {
            throw new TableException(name, "expected an array of numbers or texts with at most two dimensions but its header says something else.");
        }

        var count = Number(match.Groups["rows"]) * (long)Number(match.Groups["columns"]);
        var size = Number(match.Groups["size"]);
        var (kind, isBig) = (match.Groups["kind"].ValueSpan[0], match.Groups["order"].ValueSpan is ">");
        var elementBytes = kind == 'U' ? size * 4 : size;
        if (count > MaxElements || elementBytes == 0 || data.Length != count * elementBytes)
        {
            throw new TableException(name, $"expected at most {MaxElements} elements with {elementBytes} bytes each but the header says {count} and {data.Length} bytes follow.");
        }

        var values = ImmutableArray.CreateBuilder<double>((int)count);
        for (; !data.IsEmpty; data = data[elementBytes..])
        {
            values.Add(Element(data[..elementBytes], kind, isBig) ?? throw new TableException(name, $"element {values.Count + 1} is no number of a kind that is read."));
        }

        return match.Groups["fortran"].ValueSpan is "True" ? Transposed(values, Number(match.Groups["columns"])) : values.MoveToImmutable();
    }

    // Column by column, as NumPy saves what was transposed before.
    private static ImmutableArray<double> Transposed(ImmutableArray<double>.Builder values, int columns)
    {
        var rows = values.Count / Math.Max(1, columns);
        return [.. values.Select((_, index) => values[(index % columns * rows) + (index / columns)])];
    }

    // Six bytes of magic, two of version, then the length of the header: two bytes in version 1, four from version 2 on.
    private static int HeaderLength(ReadOnlySpan<byte> bytes, string name, out int start)
    {
        var isNumpy = bytes.Length > 12 && bytes[0] == 0x93 && bytes[1..MagicLength].SequenceEqual("NUMPY"u8) && bytes[MagicLength] is >= 1 and <= 3;
        start = isNumpy && bytes[MagicLength] > 1 ? 12 : 10;
        var length = !isNumpy ? uint.MaxValue : start == 10 ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        return length <= bytes.Length - start
            ? (int)length
            : throw new TableException(name, "expected a NumPy array (.npy) but it does not begin like one.");
    }

    private static double? Element(ReadOnlySpan<byte> bytes, char kind, bool isBig)
    {
        Span<byte> little = stackalloc byte[8];
        if (kind is not ('U' or 'S'))
        {
            bytes[..Math.Min(bytes.Length, little.Length)].CopyTo(little);
            if (isBig)
            {
                little[..bytes.Length].Reverse();
            }
        }

        return (kind, bytes.Length) switch
        {
            ('f', 8) => BinaryPrimitives.ReadDoubleLittleEndian(little),
            ('f', 4) => BinaryPrimitives.ReadSingleLittleEndian(little),
            ('f', 2) => (double)BinaryPrimitives.ReadHalfLittleEndian(little),
            ('i', 8) => BinaryPrimitives.ReadInt64LittleEndian(little),
            ('i', 4) => BinaryPrimitives.ReadInt32LittleEndian(little),
            ('i', 2) => BinaryPrimitives.ReadInt16LittleEndian(little),
            ('i', 1) => (sbyte)little[0],
            ('u', 1 or 2 or 4 or 8) => BinaryPrimitives.ReadUInt64LittleEndian(little),
            ('U', _) => Number((isBig ? new UTF32Encoding(true, false) : Encoding.UTF32).GetString(bytes)),
            ('S', _) => Number(Encoding.Latin1.GetString(bytes)),
            _ => null,
        };
    }

    // A dimension that is not there is 1: a single number has none.
    private static int Number(Group group) => group.Success ? int.Parse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : 1;

    private static double? Number(string text) =>
        double.TryParse(text.TrimEnd('\0'), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;

    // What numpy.lib.format writes, with an optional comma and spaces at the end; Python 2 wrote sizes as 68L.
    [GeneratedRegex(
        @"^\{'descr': '(?<order>[<>|=]?)(?<kind>[fiuUS])(?<size>\d{1,4})', 'fortran_order': (?<fortran>False|True), 'shape': \((?:(?<rows>\d{1,6})L?(?:,|, (?<columns>\d{1,6})L?)?)?\),? ?\} *\n?$",
        RegexOptions.NonBacktracking)]
    private static partial Regex HeaderPattern();
}
