using System.Buffers.Binary;
using Mien.Torch.Serialization;

namespace Mien.Torch.Tests.Serialization;

public sealed class SafetensorsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mien-test-").FullName;
    private readonly TensorScope _scope = TensorScope.Begin();

    private string FilePath => Path.Combine(_folder, "model.safetensors");

    public void Dispose()
    {
        _scope.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_file_has_the_bytes_of_the_published_format()
    {
        // The example of the reference implementation (tensor.rs, test_serialization), data included.
        Safetensors.Write(FilePath, [("attn.0", Tensor.From([0f, 1, 2, 3, 4, 5], 1, 2, 3))]);
        Assert.Equal(
            [
                .. "@\0\0\0\0\0\0\0{\"attn.0\":{\"dtype\":\"F32\",\"shape\":[1,2,3],\"data_offsets\":[0,24]}}"u8,
                0, 0, 0, 0, 0, 0, 128, 63, 0, 0, 0, 64, 0, 0, 64, 64, 0, 0, 128, 64, 0, 0, 160, 64,
            ],
            File.ReadAllBytes(FilePath));
    }

    [Theory]
    [InlineData(DType.UInt8)]
    [InlineData(DType.Int8)]
    [InlineData(DType.Int16)]
    [InlineData(DType.Int32)]
    [InlineData(DType.Int64)]
    [InlineData(DType.Float16)]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    [InlineData(DType.Bool)]
    [InlineData(DType.BFloat16)]
    public void Every_element_type_comes_back(DType dtype)
    {
        var written = Tensor.From([0f, 1, 1, 0, 1, 0], 2, 3).To(dtype);
        Safetensors.Write(FilePath, [("w", written)]);
        using var file = Safetensors.Read(FilePath);
        var read = file.Load("w");
        Assert.Equal(dtype, read.DType);
        Assert.Equal([2, 3], read.Shape);
        Assert.Equal([0f, 1, 1, 0, 1, 0], read.To(DType.Float32).ToArray<float>());
    }

    [Fact]
    public void Names_shapes_and_metadata_come_back_in_order()
    {
        var metadata = new Dictionary<string, string> { ["labels"] = "[\"neutral\",\"happy\"]", ["empty"] = "" };
        Safetensors.Write(
            FilePath,
            [("z", Tensor.From([1f])), ("count", Tensor.Scalar(7, DType.Int64)), ("none", Tensor.Zeros([0, 3])), ("a", Tensor.From([2.0]))],
            metadata);
        using var file = Safetensors.Read(FilePath);
        Assert.Equal(["z", "count", "none", "a"], file.Names);
        Assert.Equal(metadata, file.Metadata);
        Assert.Equal(DType.Int64, file.Describe("count").DType);
        Assert.Empty(file.Describe("count").Shape);
        var all = file.LoadAll();
        Assert.Equal((7, 2, 0), (all["count"].ToDouble(), all["a"].ToDouble(), all["none"].Count));
    }

    [Fact]
    public void Any_layout_is_written_row_by_row()
    {
        var values = Enumerable.Range(0, 24).Select(i => (float)i).ToArray();
        var channelsLast = Tensor.From(values, 1, 3, 2, 4).Contiguous(MemoryFormat.ChannelsLast);
        Safetensors.Write(FilePath, [("kernel", channelsLast), ("view", Tensor.From(values, 2, 12).Transpose(0, 1).Narrow(0, 3, 2))]);
        using var file = Safetensors.Read(FilePath);
        Assert.Equal(values, file.Load("kernel").ToArray<float>());
        Assert.Equal([3f, 15, 4, 16], file.Load("view").ToArray<float>());
    }

    [Fact]
    public void Equal_contents_give_equal_bytes()
    {
        var other = Path.Combine(_folder, "other.safetensors");
        Safetensors.Write(FilePath, [("a", Tensor.From([1f])), ("b", Tensor.From([2L]))], new Dictionary<string, string> { ["x"] = "1", ["y"] = "2" });
        Safetensors.Write(other, [("a", Tensor.From([1f])), ("b", Tensor.From([2L]))], new Dictionary<string, string> { ["y"] = "2", ["x"] = "1" });
        Assert.Equal(File.ReadAllBytes(FilePath), File.ReadAllBytes(other));
    }

    [Fact]
    public void A_loaded_tensor_outlives_the_file()
    {
        Safetensors.Write(FilePath, [("w", Tensor.From([1f, 2]))]);
        var file = Safetensors.Read(FilePath);
        var tensor = file.Load("w");
        file.Dispose();
        File.Delete(FilePath);
        Assert.Equal([1f, 2], tensor.ToArray<float>());
    }

    [Fact]
    public void A_mapped_tensor_is_the_file_and_changing_it_is_not()
    {
        Safetensors.Write(FilePath, [("w", Tensor.From([1f, 2])), ("flag", Tensor.From([true])), ("odd", Tensor.From([3f]))]);
        var before = File.ReadAllBytes(FilePath);
        Tensor mapped, again;
        using (var file = Safetensors.Read(FilePath))
        {
            (mapped, again) = (file.Map("w"), file.Map("w"));
            Assert.Equal(3, file.Map("odd").ToDouble());
        }

        mapped.CopyFrom<float>([8, 9]);
        Assert.Equal([8f, 9], mapped.ToArray<float>());
        Assert.Equal([1f, 2], again.ToArray<float>());
        Assert.Equal(before, File.ReadAllBytes(FilePath));
    }

    [Fact]
    public void A_name_that_is_not_there_is_named()
    {
        Safetensors.Write(FilePath, [("w", Tensor.From([1f]))]);
        using var file = Safetensors.Read(FilePath);
        Assert.Equal($"Cannot read '{FilePath}' as safetensors: it has no tensor 'v'.", Assert.Throws<CheckpointException>(() => file.Load("v")).Message);
    }

    [Fact]
    public void A_file_cut_short_anywhere_is_refused_and_named()
    {
        Safetensors.Write(FilePath, [("w", Tensor.From([1f, 2]))]);
        var bytes = File.ReadAllBytes(FilePath);
        for (var length = 0; length < bytes.Length; length++)
        {
            File.WriteAllBytes(FilePath, bytes[..length]);
            Assert.Contains($"'{FilePath}'", Assert.Throws<CheckpointException>(() => Safetensors.Read(FilePath)).Message);
        }
    }

    [Fact]
    public void A_file_cut_short_after_it_was_opened_gives_an_error_and_no_crash()
    {
        Safetensors.Write(FilePath, [("w", Tensor.Zeros([100_000]))]);
        using var file = Safetensors.Read(FilePath);
        using (var stream = new FileStream(FilePath, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            stream.SetLength(1000);
        }

        Assert.Contains("it ended at byte 1000 while it was read", Assert.Throws<CheckpointException>(() => file.Load("w")).Message);
    }

    [Theory]
    [InlineData(ulong.MaxValue, "claims a header of 18446744073709551615 bytes")]
    [InlineData(100_000_001UL, "claims a header of 100000001 bytes")]
    [InlineData(1_000UL, "should end at byte 1008 but the file has 16 bytes")]
    public void An_absurd_header_length_is_refused_before_memory_is_taken(ulong length, string expectedPart)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        File.WriteAllBytes(FilePath, bytes);
        Assert.Contains(expectedPart, Assert.Throws<CheckpointException>(() => Safetensors.Read(FilePath)).Message);
    }

    [Fact]
    public void A_folder_and_a_missing_file_give_one_clear_error()
    {
        Assert.Contains($"'{_folder}'", Assert.Throws<CheckpointException>(() => Safetensors.Read(_folder)).Message);
        Assert.Contains($"'{FilePath}'", Assert.Throws<CheckpointException>(() => Safetensors.Read(FilePath)).Message);
    }

    [Fact]
    public void Writing_into_a_missing_folder_says_so()
    {
        var path = Path.Combine(_folder, "none", "model.safetensors");
        Assert.StartsWith($"Cannot write '{path}': ", Assert.Throws<CheckpointException>(() => Safetensors.Write(path, [])).Message);
    }
}
