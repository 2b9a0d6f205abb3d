using System.Buffers.Binary;
using System.Text;

namespace Mien.Onnx.Format;

/// <summary>
/// A message of protocol buffers while it is written. Bytes are asked for when the message goes to a stream, so that weights are in
/// memory one at a time.
/// </summary>
/// <remarks>Encoding: https://protobuf.dev/programming-guides/encoding. ONNX needs numbers, texts, floats, bytes and nested messages.</remarks>
internal sealed class ProtoMessage
{
    private const int Varint = 0, LengthDelimited = 2, Fixed32 = 5;

    private readonly List<Action<Stream>> _parts = [];

    /// <summary>Bytes of the message.</summary>
    public long Length { get; private set; }

    /// <summary>A whole number or an enumeration.</summary>
    public ProtoMessage Add(int field, long value) => AddBytes([.. Tag(field, Varint), .. Number(value)]);

    /// <summary>A float.</summary>
    public ProtoMessage Add(int field, float value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        return AddBytes([.. Tag(field, Fixed32), .. bytes]);
    }

    /// <summary>A text.</summary>
    public ProtoMessage Add(int field, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return AddBytes([.. Tag(field, LengthDelimited), .. Number(bytes.Length), .. bytes]);
    }

    /// <summary>A nested message, complete by now.</summary>
    public ProtoMessage Add(int field, ProtoMessage message)
    {
        AddBytes([.. Tag(field, LengthDelimited), .. Number(message.Length)]);
        _parts.AddRange(message._parts);
        Length += message.Length;
        return this;
    }

    /// <summary>Bytes that are made when the message is written.</summary>
    public ProtoMessage Add(int field, long length, Action<Stream> write)
    {
        AddBytes([.. Tag(field, LengthDelimited), .. Number(length)]);
        _parts.Add(write);
        Length += length;
        return this;
    }

    public void WriteTo(Stream stream) => _parts.ForEach(write => write(stream));

    private static byte[] Tag(int field, int wireType) => Number(((long)field << 3) | (uint)wireType);

    private static byte[] Number(long value)
    {
        var rest = (ulong)value;
        List<byte> bytes = [];
        while (rest >= 0x80)
        {
            bytes.Add((byte)(rest | 0x80));
            rest >>= 7;
        }

        return [.. bytes, (byte)rest];
    }

    private ProtoMessage AddBytes(byte[] bytes)
    {
        _parts.Add(stream => stream.Write(bytes));
        Length += bytes.Length;
        return this;
    }
}
