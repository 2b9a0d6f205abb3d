using System.Buffers.Binary;
using System.Text;

namespace Mien.Training.Tests;

/// <summary>Reads event files and messages without the code that writes them.</summary>
internal static class EventFile
{
    /// <summary>The data of every record; fails on a torn one or a wrong length.</summary>
    public static List<byte[]> Records(string path)
    {
        var bytes = File.ReadAllBytes(path);
        List<byte[]> records = [];
        for (var at = 0; at < bytes.Length;)
        {
            var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));
            records.Add(bytes[(at + 12)..(at + 12 + length)]);
            Assert.Equal(TfRecord.Frame(records[^1]), bytes[at..(at + 16 + length)]);
            at += 16 + length;
        }

        return records;
    }

    /// <summary>The fields of a message: numbers as written, lengths-delimited ones as bytes.</summary>
    public static List<(int Field, object Value)> Fields(byte[] message)
    {
        List<(int, object)> fields = [];
        for (var at = 0; at < message.Length;)
        {
            var key = Varint(message, ref at);
            object value = (key & 7) switch
            {
                0 => (long)Varint(message, ref at),
                1 => BinaryPrimitives.ReadDoubleLittleEndian(Take(message, ref at, 8)),
                5 => BinaryPrimitives.ReadSingleLittleEndian(Take(message, ref at, 4)),
                2 => Take(message, ref at, (int)Varint(message, ref at)).ToArray(),
                _ => throw new InvalidDataException($"wire type {key & 7}"),
            };
            fields.Add(((int)(key >> 3), value));
        }

        return fields;
    }

    /// <summary>Tag, step and number of every scalar.</summary>
    public static List<(string Tag, long Step, float Value)> Scalars(string path) =>
    [
        .. from record in Records(path)
           let fields = Fields(record)
           let step = fields.Where(field => field.Field == 2).Select(field => (long)field.Value).FirstOrDefault()
           from summary in fields.Where(field => field.Field == 5)
           from value in Fields((byte[])summary.Value)
           let parts = Fields((byte[])value.Value)
           where parts.Any(part => part.Field == 2)
           select (Text(parts, 1), step, (float)parts.First(part => part.Field == 2).Value),
    ];

    /// <summary>Every tag that something was written under.</summary>
    public static List<string> Tags(string path) =>
    [
        .. from record in Records(path)
           from summary in Fields(record).Where(field => field.Field == 5)
           from value in Fields((byte[])summary.Value)
           select Text(Fields((byte[])value.Value), 1),
    ];

    public static string Text(List<(int Field, object Value)> fields, int field) => Encoding.UTF8.GetString((byte[])fields.First(item => item.Field == field).Value);

    private static ulong Varint(byte[] message, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = message[at++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
    }

    private static ReadOnlySpan<byte> Take(byte[] message, ref int at, int count)
    {
        at += count;
        return message.AsSpan(at - count, count);
    }
}
