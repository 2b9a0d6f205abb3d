using System.Buffers.Binary;
using System.Numerics;

namespace Mien.Training;

/// <summary>
/// The framing of TensorFlow's record files: length, its checksum, the data, its checksum. A checksum is a CRC-32C that is rotated and
/// shifted, so that one of data with checksums in it still is one. https://www.tensorflow.org/tutorials/load_data/tfrecord
/// </summary>
internal static class TfRecord
{
    private const uint MaskDelta = 0xA282EAD8;

    public static byte[] Frame(ReadOnlySpan<byte> data)
    {
        var record = new byte[sizeof(ulong) + sizeof(uint) + data.Length + sizeof(uint)];
        BinaryPrimitives.WriteUInt64LittleEndian(record, (ulong)data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(sizeof(ulong)), MaskedChecksum(record.AsSpan(0, sizeof(ulong))));
        data.CopyTo(record.AsSpan(sizeof(ulong) + sizeof(uint)));
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(record.Length - sizeof(uint)), MaskedChecksum(data));
        return record;
    }

    /// <summary>CRC-32C (Castagnoli), as in RFC 3720, appendix B.4.</summary>
    public static uint Checksum(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        for (; data.Length >= sizeof(ulong); data = data[sizeof(ulong)..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(data));
        }

        foreach (var value in data)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return ~crc;
    }

    private static uint MaskedChecksum(ReadOnlySpan<byte> data) => BitOperations.RotateRight(Checksum(data), 15) + MaskDelta;
}
