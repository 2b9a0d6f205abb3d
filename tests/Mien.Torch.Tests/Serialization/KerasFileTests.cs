using Mien.Core;
using Mien.Torch.Serialization;

namespace Mien.Torch.Tests.Serialization;

/// <summary>The files are made with h5py by bench/peer/make_h5.py.</summary>
public sealed class KerasFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mien-test-").FullName;
    private readonly TensorScope _scope = TensorScope.Begin();

    private static byte[] Small { get; } = File.ReadAllBytes(PathOf("fercnn1_small"));

    private string FilePath => Path.Combine(_folder, "weights.h5");

    public void Dispose()
    {
        _scope.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_whole_model_gives_its_weights_under_the_names_and_in_the_shapes_of_pytorch()
    {
        using var file = KerasFile.Open(PathOf("fercnn1_small"));
        Assert.Equal(["conv1.weight", "conv1.bias", "conv2.weight", "conv2.bias", "dense1.weight", "dense1.bias", "predictions.weight", "predictions.bias"], file.Names);
        Assert.Equal(6, file.LayerCount);
        Assert.Equal([3, 2, 3, 3], file.Describe("conv2.weight").Shape);
        Assert.Equal([4, 12], file.Describe("dense1.weight").Shape);
        Assert.Equal((DType.Float32, DType.Float16), (file.Describe("conv2.weight").DType, file.Describe("dense1.weight").DType));
        Assert.All(file.Names, name => Assert.Equal(file.Describe(name).Shape, file.Map(name).Shape));
    }

    [Fact]
    public void Kernels_change_their_order_and_nothing_else()
    {
        using var file = KerasFile.Open(PathOf("fercnn1_small"));
        var kernel = file.Map("conv2.weight").ToArray<float>(); // (O, I, H, W) = (3, 2, 3, 3)
        // In the file (H, W, I, O): the three outputs of its first element stand together, which here are 18 numbers apart.
        var start = Small.AsSpan().IndexOf([.. Bytes(kernel[0]), .. Bytes(kernel[18]), .. Bytes(kernel[36])]);
        Assert.True(start > 0);
        for (var (i, place) = (0, start); i < kernel.Length; i++, place += sizeof(float))
        {
            var (height, width, input, output) = (i / 18, i / 6 % 3, i / 3 % 2, i % 3);
            Assert.Equal(BitConverter.ToSingle(Small, place), kernel[(((((output * 2) + input) * 3) + height) * 3) + width]);
        }

        static byte[] Bytes(float value) => BitConverter.GetBytes(value);
    }

    [Theory]
    [InlineData("compressed", "'kernel:0' is compressed")]
    [InlineData("chunked", "'kernel:0' does not lie in one piece")]
    [InlineData("elsewhere", "'kernel:0' lies in other files")]
    [InlineData("soft_link", "'kernel:0' is a link to somewhere else")]
    [InlineData("external_link", "groups in the newer format")]
    [InlineData("big_endian", "the numbers of 'kernel:0' are big-endian")]
    [InlineData("text", "the elements of 'kernel:0' are no numbers of a kind that weights have")]
    [InlineData("newer", "the newer format of HDF5 (libver='latest')")]
    [InlineData("keras3", "it does not list layers")]
    public void What_keras_does_not_write_is_refused_by_its_name(string name, string message)
    {
        var error = Assert.Throws<CheckpointException>(() => KerasFile.Open(PathOf(name)));
        Assert.StartsWith($"Cannot read '{PathOf(name)}' as weights of Keras: ", error.Message);
        Assert.Contains(message, error.Message);
    }

    [Fact]
    public void A_file_that_is_cut_short_anywhere_is_refused()
    {
        for (var length = 0; length < Small.Length; length += 211)
        {
            File.WriteAllBytes(FilePath, Small[..length]);
            Assert.Throws<CheckpointException>(() => ReadAll(FilePath));
        }
    }

    [Fact]
    public void A_size_of_0_does_not_hide_that_the_others_are_absurd()
    {
        var bytes = Small.ToArray();
        var shape = bytes.AsSpan().IndexOf(Numbers(3, 3, 2, 3));
        Numbers(0, 1L << 62, 1L << 62, 3).CopyTo(bytes, shape);
        var size = shape + bytes.AsSpan(shape).IndexOf(Numbers(3 * 3 * 2 * 3 * sizeof(float)));
        Numbers(0).CopyTo(bytes, size);
        File.WriteAllBytes(FilePath, bytes);
        Assert.Contains("is larger than any memory", Assert.Throws<CheckpointException>(() => ReadAll(FilePath)).Message);
    }

    /// <summary>They would cost the file nothing, and a search for weights each.</summary>
    [Fact]
    public void A_million_layers_without_names_are_refused()
    {
        var bytes = Small.ToArray();
        var type = bytes.AsSpan().IndexOf("layer_names\0"u8) + 16;
        Assert.Equal((11, 6), (BitConverter.ToInt32(bytes, type + 4), BitConverter.ToInt64(bytes, type + 16)));
        Numbers(0x13, 0x010101, 1 << 20, 1 << 20).CopyTo(bytes, type);
        bytes[type + 1] = 1;
        File.WriteAllBytes(FilePath, bytes);
        Assert.Contains("'layer_names' is no text", Assert.Throws<CheckpointException>(() => KerasFile.Open(FilePath)).Message);
    }

    /// <summary>Under the same changes libhdf5 1.10.8 crashes about once in eighty files.</summary>
    [Fact]
    public void No_change_of_bytes_has_another_outcome_than_weights_or_one_message()
    {
        var refused = 0;
        for (var number = 0; number < 1500; number++)
        {
            var random = new RandomStream(1, "damage", number);
            var bytes = Small.ToArray();
            for (var changes = 1 << (int)random.NextInt32(4); changes > 0; changes--)
            {
                byte[] likely = [0, 1, 0x7f, 0x80, 0xff, (byte)random.NextInt32(256)];
                bytes[random.NextInt32(bytes.Length)] = likely[random.NextInt32(likely.Length)];
            }

            File.WriteAllBytes(FilePath, bytes);
            try
            {
                ReadAll(FilePath);
            }
            catch (CheckpointException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 150, 1350);
    }

    [Fact]
    public void A_closed_file_leaves_its_tensors()
    {
        File.WriteAllBytes(FilePath, Small);
        var file = KerasFile.Open(FilePath);
        var bias = file.Map("conv1.bias");
        var before = bias.ToArray<float>();
        file.Dispose();
        File.Delete(FilePath);
        Assert.Equal(before, bias.ToArray<float>());
        Assert.Contains("it has no weight 'x'", Assert.Throws<CheckpointException>(() => file.Map("x")).Message);
    }

    private static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "golden", "keras", name + ".h5");

    private static byte[] Numbers(params long[] numbers) => [.. numbers.SelectMany(BitConverter.GetBytes)];

    private static void ReadAll(string path)
    {
        using var scope = TensorScope.Begin();
        using var file = KerasFile.Open(path);
        foreach (var name in file.Names)
        {
            file.Map(name);
        }
    }
}
