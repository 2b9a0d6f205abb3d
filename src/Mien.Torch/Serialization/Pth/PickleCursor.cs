using System.Buffers.Binary;
using System.Text;

namespace Mien.Torch.Serialization.Pth;

/// <summary>Reads the parts that pickles are made of, one after the other.</summary>
internal sealed class PickleCursor(ReadOnlyMemory<byte> bytes)
{
    private const int MaxNameBytes = 1000;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Bytes read so far.</summary>
    public int Position { get; private set; }

    public byte Byte() => Take(1)[0];

    public int UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public long UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public double Double() => BinaryPrimitives.ReadDoubleBigEndian(Take(8));

    /// <summary>Bytes of a length that the file claims, which is held against what is there before anything is allocated.</summary>
    public ReadOnlySpan<byte> Take(long count)
    {
        if (count < 0 || count > bytes.Length - Position)
        {
            throw new PickleException($"it should go on for {count} bytes at byte {Position} of its description but is cut short");
        }

        var taken = bytes.Span.Slice(Position, (int)count);
        Position += (int)count;
        return taken;
    }

    public string Text(long byteCount)
    {
        try
        {
            return Utf8.GetString(Take(byteCount));
        }
        catch (DecoderFallbackException)
        {
            throw new PickleException($"it has a text before byte {Position} of its description that is not UTF-8");
        }
    }

    /// <summary>A name up to the end of its line.</summary>
    public string Line()
    {
        var rest = bytes.Span[Position..];
        var length = rest[..Math.Min(rest.Length, MaxNameBytes)].IndexOf((byte)'\n');
        if (length < 0)
        {
            throw new PickleException($"it has a name at byte {Position} of its description that does not end");
        }

        var text = Text(length);
        Position++;
        return text;
    }
}
