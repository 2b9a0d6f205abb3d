using System.Buffers.Binary;
using System.Text;

namespace Mien.Training;

/// <summary>
/// One message in the encoding of protocol buffers, written field by field. TensorBoard needs five kinds of field; with a generated
/// library the schema alone would be longer than this. https://protobuf.dev/programming-guides/encoding
/// </summary>
internal sealed class ProtoMessage
{
    private const int VarintType = 0;
    private const int Fixed64Type = 1;
    private const int LengthType = 2;
    private const int Fixed32Type = 5;

    private readonly List<byte> _bytes = [];

    public byte[] ToArray() => [.. _bytes];

    /// <summary>int32, int64, bool or enum.</summary>
    public ProtoMessage Whole(int field, long value) => Key(field, VarintType).Varint((ulong)value);

    public ProtoMessage Double(int field, double value) => Key(field, Fixed64Type).Fixed64(value);

    public ProtoMessage Float(int field, float value)
    {
        Key(field, Fixed32Type);
        Span<byte> bytes = stackalloc byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        _bytes.AddRange(bytes);
        return this;
    }

    public ProtoMessage Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public ProtoMessage Message(int field, ProtoMessage value) => Bytes(field, value.ToArray());

    public ProtoMessage Bytes(int field, byte[] value)
    {
        Key(field, LengthType).Varint((ulong)value.Length);
        _bytes.AddRange(value);
        return this;
    }

    /// <summary>A packed list.</summary>
    public ProtoMessage Doubles(int field, IReadOnlyList<double> values)
    {
        Key(field, LengthType).Varint((ulong)values.Count * sizeof(double));
        foreach (var value in values)
        {
            Fixed64(value);
        }

        return this;
    }

    private ProtoMessage Key(int field, int type) => Varint((ulong)((field << 3) | type));

    private ProtoMessage Varint(ulong value)
    {
        for (; value > 0x7F; value >>= 7)
        {
            _bytes.Add((byte)(value | 0x80));
        }

        _bytes.Add((byte)value);
        return this;
    }

    private ProtoMessage Fixed64(double value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
        _bytes.AddRange(bytes);
        return this;
    }
}
