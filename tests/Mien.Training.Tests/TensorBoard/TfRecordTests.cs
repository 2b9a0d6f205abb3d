using System.Text;

namespace Mien.Training.Tests;

public sealed class TfRecordTests
{
    // RFC 3720, appendix B.4, and the usual check value of "123456789".
    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000", 0x8A9136AAu)]
    [InlineData("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", 0x62A8AB43u)]
    [InlineData("000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F", 0x46DD794Eu)]
    [InlineData("1F1E1D1C1B1A191817161514131211100F0E0D0C0B0A09080706050403020100", 0x113FDB5Cu)]
    [InlineData("313233343536373839", 0xE3069283u)]
    public void The_checksum_is_crc32c(string hex, uint expected) => Assert.Equal(expected, TfRecord.Checksum(Convert.FromHexString(hex)));

    // The record that TensorFlow's TFRecordWriter makes of b"foo", worked out from the format by an independent table-driven CRC.
    [Fact]
    public void A_record_is_length_checksum_data_checksum() =>
        Assert.Equal(RecordOfFoo, Convert.ToHexString(TfRecord.Frame(Encoding.ASCII.GetBytes("foo"))));

    private const string RecordOfFoo = "0300000000000000B099490E666F6F618ABEFE";
}
