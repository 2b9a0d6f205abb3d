using System.Collections.Immutable;
using System.Text;
using Mien.Torch.Serialization;

namespace Mien.Torch.Tests.Serialization;

public sealed class SafetensorsHeaderTests
{
    private static readonly Dictionary<string, string> NoMetadata = [];

    [Fact]
    public void A_header_has_the_bytes_of_the_published_format()
    {
        // The example of the reference implementation (tensor.rs, test_serialization): one F32 tensor, 64 bytes of JSON.
        var header = SafetensorsHeader.Layout([("attn.0", DType.Float32, [1, 2, 3])], NoMetadata);
        Assert.Equal("@\0\0\0\0\0\0\0{\"attn.0\":{\"dtype\":\"F32\",\"shape\":[1,2,3],\"data_offsets\":[0,24]}}", Text(header));
    }

    [Fact]
    public void A_header_is_padded_with_spaces_to_eight_bytes()
    {
        var header = SafetensorsHeader.Layout([("attn0", DType.Float32, [1, 1, 2, 3])], NoMetadata);
        Assert.Equal("H\0\0\0\0\0\0\0{\"attn0\":{\"dtype\":\"F32\",\"shape\":[1,1,2,3],\"data_offsets\":[0,24]}}       ", Text(header));
    }

    [Fact]
    public void Metadata_comes_first_and_sorted_and_keeps_its_letters()
    {
        var metadata = new Dictionary<string, string> { ["b"] = "glücklich 😀 \"\n", ["a"] = "1", ["B"] = "" };
        var text = Text(SafetensorsHeader.Layout([("w", DType.UInt8, [])], metadata));
        Assert.StartsWith("""{"__metadata__":{"B":"","a":"1","b":"glücklich""", text[8..]);
        Assert.Equal(metadata, Read(text[8..], dataBytes: 1).Metadata);
    }

    [Fact]
    public void Names_keep_their_order_while_bytes_are_aligned_to_their_elements()
    {
        var header = SafetensorsHeader.Layout(
            [("flag", DType.Bool, [3]), ("bias", DType.Float32, [7]), ("count", DType.Int64, []), ("weight", DType.Float32, [2, 2])], NoMetadata);
        Assert.Equal(["flag", "bias", "count", "weight"], header.Entries.Select(entry => entry.Name));
        Assert.Equal([52L, 8, 0, 36], header.Entries.Select(entry => entry.Begin));
        Assert.Equal(["count", "bias", "weight", "flag"], header.InDataOrder.Select(entry => entry.Name));
    }

    [Fact]
    public void Reading_gives_what_was_written_for_every_element_type()
    {
        var tensors = Enum.GetValues<DType>().Select(dtype => (dtype.ToString(), dtype, ImmutableArray.Create(2L, 5))).ToArray();
        var written = SafetensorsHeader.Layout(tensors, NoMetadata);
        var read = Read(Text(written)[8..], written.InDataOrder.Last().End);
        Assert.Equal(written.ToBytes(), read.ToBytes());
    }

    [Fact]
    public void Empty_and_scalar_tensors_have_their_place()
    {
        var header = Read("""{"none":{"dtype":"F32","shape":[0,4],"data_offsets":[0,0]},"one":{"dtype":"F64","shape":[],"data_offsets":[0,8]}}""", 8);
        Assert.Equal([0, 8], header.Entries.Select(entry => entry.End - entry.Begin));
    }

    [Theory]
    [InlineData("", "not valid JSON")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("{", "not valid JSON")]
    [InlineData("{} x", "not valid JSON")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},}""", "not valid JSON")]
    [InlineData("""{"w\ud800":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "not valid JSON")]
    [InlineData("""{"w":3}""", "'w' is not a JSON object")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2]}}""", "'w' lacks dtype, shape or data_offsets")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0]}}""", "'w' lacks dtype, shape or data_offsets")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"shape":[2],"data_offsets":[0,8]}}""", "unexpected, repeated or mistyped field 'shape'")]
    [InlineData("""{"w":{"dtype":4,"shape":[2],"data_offsets":[0,8]}}""", "mistyped field 'dtype'")]
    [InlineData("""{"w":{"dtype":"F8_E5M2","shape":[8],"data_offsets":[0,8]}}""", "has dtype 'F8_E5M2'; expected one of F64, F32")]
    [InlineData("""{"w":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", "shape of tensor 'w' holds something other than whole numbers")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}}""", "shape of tensor 'w' holds something other than whole numbers")]
    [InlineData("""{"w":{"dtype":"F32","shape":[9223372036854775808],"data_offsets":[0,8]}}""", "shape of tensor 'w' holds something other")]
    [InlineData("""{"w":{"dtype":"F32","shape":[[2]],"data_offsets":[0,8]}}""", "shape of tensor 'w' holds something other")]
    [InlineData("""{"w":{"dtype":"F32","shape":2,"data_offsets":[0,8]}}""", "shape of tensor 'w' is not a list")]
    [InlineData("""{"w":{"dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,8]}}""", "larger than any memory")]
    [InlineData("""{"w":{"dtype":"F32","shape":[0,4611686018427387904,4],"data_offsets":[0,8]}}""", "larger than any memory")]
    [InlineData("""{"w":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", "'w' F32 (3) needs 12 bytes but has 8")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", "bytes 0 to 8 belong to no tensor")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "bytes 4 to 8 belong to no tensor")]
    [InlineData("""{"w":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}""", "need 12 bytes but only 8 are there; the file is cut short")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"v":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "inside the tensor before it")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "the name 'w' occurs twice")]
    [InlineData("""{"__metadata__":{"a":1}}""", "metadata 'a' is not a text")]
    [InlineData("""{"__metadata__":{"a":"1","a":"2"}}""", "metadata 'a' occurs twice")]
    [InlineData("""{"__metadata__":[]}""", "metadata is not a JSON object")]
    [InlineData("""{"w":{"dtype":{"a":{"b":{"c":{"d":{"e":{"f":{}}}}}}},"shape":[2],"data_offsets":[0,8]}}""", "mistyped field 'dtype'")]
    public void A_header_that_is_not_right_is_refused_with_what_is_wrong(string json, string expectedPart)
    {
        var error = Assert.Throws<CheckpointException>(() => Read(json, dataBytes: 8));
        Assert.StartsWith("Cannot read 'model.safetensors' as safetensors: ", error.Message);
        Assert.Contains(expectedPart, error.Message);
    }

    [Fact]
    public void Text_that_is_not_utf8_is_refused() => Assert.Contains("not valid JSON", Assert.Throws<CheckpointException>(
        () => new SafetensorsHeaderReader("f", 8).Read([.. "{\"w"u8, 0xFF, .. "\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}"u8])).Message);

    [Fact]
    public void Any_single_changed_byte_gives_a_header_or_a_checkpoint_error()
    {
        var header = SafetensorsHeader.Layout([("a", DType.Float32, [3]), ("b", DType.Int64, [1, 2])], new Dictionary<string, string> { ["k"] = "v" });
        var json = header.ToBytes().AsSpan(SafetensorsHeader.PrefixBytes).ToArray();
        for (var position = 0; position < json.Length; position++)
        {
            for (var value = 0; value < 256; value++)
            {
                var changed = (byte[])json.Clone();
                changed[position] = (byte)value;
                ReadIfValid(changed);
            }
        }
    }

    [Theory]
    [InlineData("__metadata__")]
    [InlineData("same")]
    public void Writing_refuses_names_that_could_not_be_read_back(string name) =>
        Assert.Throws<ArgumentException>(() => SafetensorsHeader.Layout([("same", DType.Bool, [1]), (name, DType.Bool, [1])], NoMetadata));

    private static void ReadIfValid(byte[] json)
    {
        try
        {
            var header = new SafetensorsHeaderReader("f", 28).Read(json);
            Assert.Equal(28, header.Entries.Sum(entry => entry.End - entry.Begin));
        }
        catch (CheckpointException)
        {
            // One of the two allowed outcomes; any other exception fails the test.
        }
    }

    private static SafetensorsHeader Read(string json, long dataBytes) =>
        new SafetensorsHeaderReader("model.safetensors", dataBytes).Read(Encoding.UTF8.GetBytes(json));

    private static string Text(SafetensorsHeader header) => Encoding.UTF8.GetString(header.ToBytes());
}
