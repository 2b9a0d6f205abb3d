using System.Text;

namespace Mien.Inference.Files;

/// <summary>
/// Reads a message of protocol buffers field by field. What is not asked for is not read, so that a file with weights is gone through in
/// no time; a length that leads out of its message is an error before anything is allocated.
/// </summary>
/// <param name="stream">Can seek.</param>
/// <param name="end">Where the message ends; it begins where the stream is.</param>
/// <remarks>Encoding: https://protobuf.dev/programming-guides/encoding.</remarks>
internal sealed class ProtoReader(Stream stream, long end)
{
    private const int VarintType = 0, Fixed64Type = 1, LengthDelimitedType = 2, Fixed32Type = 5;
    private const int MostVarintBytes = 10;

    private long _next = stream.Position;

    /// <summary>Number of the field.</summary>
    public int Field { get; private set; }

    /// <summary>The value of a whole number; the bytes of a text, of a nested message or of packed numbers.</summary>
    public long Number { get; private set; }

    /// <summary>Whether the field has bytes.</summary>
    public bool HasBytes { get; private set; }

    /// <summary>Goes to the next field.</summary>
    /// <returns>False at the end of the message.</returns>
    /// <exception cref="FormatException">It is no message.</exception>
    public bool Next()
    {
        if (_next == end)
        {
            return false;
        }

        stream.Position = _next;
        var tag = Varint();
        (Field, HasBytes) = ((int)Math.Min((ulong)tag >> 3, int.MaxValue), (tag & 7) == LengthDelimitedType);
        Number = (tag & 7) switch
        {
            VarintType or LengthDelimitedType => Varint(),
            Fixed64Type => sizeof(long),
            Fixed32Type => sizeof(int),
            var kind => throw Broken($"a field of the unknown kind {kind}"),
        };
        var length = (tag & 7) == VarintType ? 0 : Number;
        if (length < 0 || length > end - stream.Position)
        {
            throw Broken($"a field of {length} bytes where {end - stream.Position} are left");
        }

        _next = stream.Position + length;
        return true;
    }

    /// <summary>The nested message of this field.</summary>
    /// <exception cref="FormatException">The field is none.</exception>
    public ProtoReader Message()
    {
        RequireBytes();
        return new(stream, _next);
    }

    /// <summary>The text of this field, cut at some bytes.</summary>
    /// <exception cref="FormatException">The field is none.</exception>
    public string Text(int mostBytes)
    {
        RequireBytes();
        var bytes = new byte[Math.Min(_next - stream.Position, mostBytes)];
        stream.ReadExactly(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>The numbers of a repeated field in this place: several packed ones, or one.</summary>
    public IEnumerable<long> Numbers()
    {
        if (!HasBytes)
        {
            yield return Number;
            yield break;
        }

        while (stream.Position < _next)
        {
            yield return Varint();
        }
    }

    private long Varint()
    {
        var value = 0UL;
        for (var i = 0; i < MostVarintBytes; i++)
        {
            var next = stream.Position < end ? stream.ReadByte() : -1;
            if (next < 0)
            {
                throw Broken("a number that ends with its message");
            }

            value |= (ulong)(next & 0x7F) << (7 * i);
            if (next < 0x80)
            {
                return (long)value;
            }
        }

        throw Broken("a number of more than 10 bytes");
    }

    private void RequireBytes()
    {
        if (!HasBytes)
        {
            throw Broken("a number where a text or a part should be");
        }
    }

    private FormatException Broken(string what) => new($"there is {what}, before byte {stream.Position}");
}
