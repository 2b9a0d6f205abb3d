using System.Globalization;
using Mien.Core;
using Mien.Onnx;
using Mien.Onnx.Format;
using Mien.Torch;

namespace Mien.Inference.Tests;

/// <summary>Files from strangers: each is one error that says what is wrong, whatever is in it. <c>MIEN_FUZZ=5000</c> in the environment tries more.</summary>
public sealed class HostileModelTests : IDisposable
{
    private const int FloatType = 1, External = 1;

    private readonly string _folder = Directory.CreateTempSubdirectory("mien-test-").FullName;

    public HostileModelTests()
    {
        Assert.SkipUnless(OnnxRuntime.IsInstalled, $"ONNX Runtime is not installed. {LibraryLocation.HowToGet}");
        File.WriteAllBytes(In("data.bin"), new byte[64]);
        File.WriteAllBytes(Path.Combine(Path.GetDirectoryName(_folder)!, Path.GetFileName(_folder) + ".outside"), new byte[64]);
    }

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        File.Delete(_folder + ".outside");
    }

    [Fact]
    public void The_model_that_the_others_are_made_of_works()
    {
        using var session = Load(Model(Tensor([4], location: "data.bin")));
        var sums = new float[4];
        session.Run(new float[] { 1, 2, 3, 4 }, [1, 4], [sums], TestContext.Current.CancellationToken);
        Assert.Equal([1, 2, 3, 4], sums); // the data are zeros
    }

    [Theory]
    [InlineData("/etc/passwd", "0", "16", "may only lie in the folder")]
    [InlineData("/dev/zero", "0", "16", "may only lie in the folder")]
    [InlineData("../FOLDER.outside", "0", "16", "may only lie in the folder")]
    [InlineData("x/../../FOLDER.outside", "0", "16", "may only lie in the folder")]
    [InlineData("..\\FOLDER.outside", "0", "16", "may only lie in the folder")]
    [InlineData("", "0", "16", "may only lie in the folder")]
    [InlineData("*/_ORT_MEM_ADDR_/*", "140000000000000", "16", "no such file")]
    [InlineData("gone.bin", "0", "16", "no such file")]
    [InlineData("data.bin", "52", "16", "16 bytes from byte 52 on, but its shape wants 16 and the file has 64")]
    [InlineData("data.bin", "9223372036854775807", "16", "the file has 64")]
    [InlineData("data.bin", "-8", "16", "offset '-8', which is no number")]
    [InlineData("data.bin", "0", "99999999999999999999", "length '99999999999999999999', which is no number")]
    [InlineData("data.bin", "0", "999999999999", "its shape wants 16")]
    [InlineData("link.bin", "0", "16", "escapes model directory")] // by the runtime
    public void Data_come_from_the_folder_of_the_model_and_from_within_their_file(string location, string offset, string length, string problem)
    {
        File.CreateSymbolicLink(In("link.bin"), _folder + ".outside");
        var model = Model(Tensor([4], location: location.Replace("FOLDER", Path.GetFileName(_folder), StringComparison.Ordinal), offset: offset, length: length));
        Assert.Contains(problem, Refusal(model), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { 1L << 40, 1L << 40 }, 16, "has 16 bytes where its shape wants 5764")]
    [InlineData(new[] { 1L << 33 }, 16, "has 16 bytes where its shape wants 34359738368")]
    [InlineData(new[] { -4L }, 16, "has a size of -4")]
    [InlineData(new[] { 4L }, 15, "has 15 bytes where its shape wants 16")]
    [InlineData(new[] { 4L }, null, "has too few numbers for its shape, which wants 4")]
    [InlineData(new[] { 1L << 62, 1L << 62, 0L }, 16, "has 16 bytes where its shape wants 0")]
    public void A_tensor_has_the_bytes_of_its_shape(long[] shape, int? bytes, string problem) =>
        Assert.Contains(problem, Refusal(Model(Tensor(shape, bytes))), StringComparison.Ordinal);

    [Fact]
    public void A_place_beside_the_model_says_nothing_of_data_that_are_inside()
    {
        var named = Tensor([4], bytes: 15).Add(13, new ProtoMessage().Add(1, "location").Add(2, "data.bin"));
        Assert.Contains("has 15 bytes where its shape wants 16", Refusal(Model(named)), StringComparison.Ordinal);
    }

    [Fact]
    public void Data_in_the_attribute_of_a_node_in_a_branch_are_held_to_the_same()
    {
        var constant = new ProtoMessage().Add(2, "w").Add(4, "Constant").Add(5, new ProtoMessage().Add(1, "value").Add(5, Tensor([4], location: "../secret")).Add(20, 4));
        var branch = new ProtoMessage().Add(1, constant).Add(2, "branch");
        var node = new ProtoMessage().Add(2, "y").Add(4, "If").Add(5, new ProtoMessage().Add(1, "then_branch").Add(6, branch).Add(20, 5));
        Assert.Contains("may only lie in the folder", Refusal(Model(Tensor([4], 16), node)), StringComparison.Ordinal);
    }

    [Fact]
    public void Data_outside_of_a_model_in_memory_do_not_exist()
    {
        var e = Assert.Throws<InferenceException>((Action)(() => InferenceSession.Load(Bytes(Model(Tensor([4], location: "data.bin")))).Dispose()));
        Assert.Contains("may only lie in the folder", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Graphs_in_graphs_without_end_are_not_followed()
    {
        var graph = new ProtoMessage().Add(2, "innermost");
        for (var i = 0; i < 5000; i++)
        {
            graph = new ProtoMessage().Add(1, new ProtoMessage().Add(5, new ProtoMessage().Add(6, graph)));
        }

        Assert.Contains("more than 40 graphs in each other", Refusal(new ProtoMessage().Add(1, 8).Add(7, graph)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a:Add:x,b b:Relu:a y:Add:a,b", "not acyclic")]
    [InlineData("y:Frobnicate:x", "Frobnicate")]
    [InlineData("y:Relu:nothing", "nothing")]
    [InlineData("y:Relu:x y:Relu:x", "y")]
    public void A_graph_that_cannot_be_computed_is_one_line_that_names_what_is_wrong(string nodes, string problem)
    {
        var message = Refusal(Model(Tensor([4], 16), [.. nodes.Split(' ').Select(node => node.Split(':')).Select(parts => Node(parts[0], parts[1], parts[2].Split(',')))]));
        Assert.Contains(problem, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Theory]
    [InlineData(new byte[0], "it is empty")]
    [InlineData(new byte[] { 0x80 }, "a number that ends with its message")]
    [InlineData(new byte[] { 0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F }, "where 0 are left")]
    [InlineData(new byte[] { 0x3B, 0x00 }, "a field of the unknown kind 3")]
    [InlineData(new byte[] { 0x08, 0x08 }, "no graph")]
    public void Bytes_that_are_no_model_are_told_apart(byte[] bytes, string problem)
    {
        File.WriteAllBytes(In("evil.onnx"), bytes);
        Assert.Contains(problem, Refusal(In("evil.onnx")), StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_models_load_and_compute_or_are_refused()
    {
        var count = int.Parse(Environment.GetEnvironmentVariable("MIEN_FUZZ") ?? "1000", CultureInfo.InvariantCulture);
        var valid = Small();
        var refused = 0;
        for (var i = 0; i < count; i++)
        {
            try
            {
                using var session = InferenceSession.Load(Damaged(valid, new(1, "damaged model", index: i)), threads: 1);
                Compute(session);
            }
            catch (InferenceException e)
            {
                Assert.DoesNotContain('\n', e.Message);
                refused++;
            }
        }

        Assert.InRange(refused, count / 2, count - 1);
    }

    private static void Compute(InferenceSession session)
    {
        long[] shape = [.. session.Input.Shape.Select(size => size < 0 ? 1 : size)];
        var sizes = session.Outputs.Append(session.Input).Select(info => info.Shape.Aggregate(1.0, (product, size) => product * Math.Abs(size))).ToArray();
        if (sizes.Max() < 1e6 && session.Input.Type == ElementType.Float32 && shape.Length > 0)
        {
            session.Run(new float[(int)sizes[^1]], shape, [.. sizes[..^1].Select(size => new float[(int)size].AsMemory())], TestContext.Current.CancellationToken);
        }
    }

    private static byte[] Damaged(byte[] valid, RandomStream random)
    {
        var bytes = new List<byte>(valid);
        for (var change = random.NextInt32(3); change >= 0; change--)
        {
            var place = random.NextInt32(bytes.Count);
            var length = Math.Min(1 + random.NextInt32(random.NextBool(0.2) ? 300 : 6), bytes.Count - place);
            switch (random.NextInt32(4))
            {
                case 0:
                    bytes[place] = (byte)random.NextInt32(256);
                    break;
                case 1:
                    bytes[place] ^= (byte)(1 << random.NextInt32(8));
                    break;
                case 2:
                    bytes.RemoveRange(place, length);
                    break;
                default:
                    bytes.InsertRange(place, bytes.GetRange(random.NextInt32(bytes.Count - length + 1), length));
                    break;
            }
        }

        return [.. bytes];
    }

    private static byte[] Small()
    {
        using var network = new Sequential(new Conv2d(3, 4, kernelSize: 3), new Relu(), new AdaptiveAvgPool2d(), new Flatten(), new Linear(4, 3));
        network.InitializeParameters(seed: 3);
        return OnnxExport.Convert(network, new() { HeightPx = 6, WidthPx = 6, ClassCount = 3 }).ToBytes();
    }

    // x (n, 4) + w
    private static ProtoMessage Model(ProtoMessage tensor, params ProtoMessage[] nodes)
    {
        var graph = new ProtoMessage();
        foreach (var node in nodes.DefaultIfEmpty(Node("y", "Add", "x", "w")))
        {
            graph.Add(1, node);
        }

        graph.Add(2, "g").Add(5, tensor).Add(11, Value("x")).Add(12, Value("y"));
        return new ProtoMessage().Add(1, 8).Add(7, graph).Add(8, new ProtoMessage().Add(1, "").Add(2, 17));
    }

    private static ProtoMessage Node(string output, string type, params string[] inputs)
    {
        var node = new ProtoMessage();
        Array.ForEach(inputs, input => node.Add(1, input));
        return node.Add(2, output).Add(4, type);
    }

    private static ProtoMessage Tensor(long[] shape, int? bytes = null, string? location = null, string offset = "0", string length = "16")
    {
        var tensor = new ProtoMessage().Add(8, "w");
        Array.ForEach(shape, size => tensor.Add(1, size));
        tensor.Add(2, FloatType);
        if (bytes is { } count)
        {
            tensor.Add(9, count, stream => stream.Write(new byte[count]));
        }

        return location is null ? tensor : tensor.Add(13, Entry("location", location)).Add(13, Entry("offset", offset)).Add(13, Entry("length", length)).Add(14, External);

        static ProtoMessage Entry(string key, string value) => new ProtoMessage().Add(1, key).Add(2, value);
    }

    private static ProtoMessage Value(string name)
    {
        var shape = new ProtoMessage().Add(1, new ProtoMessage().Add(2, "n")).Add(1, new ProtoMessage().Add(1, 4));
        return new ProtoMessage().Add(1, name).Add(2, new ProtoMessage().Add(1, new ProtoMessage().Add(1, FloatType).Add(2, shape)));
    }

    private static byte[] Bytes(ProtoMessage model)
    {
        using var stream = new MemoryStream();
        model.WriteTo(stream);
        return stream.ToArray();
    }

    private InferenceSession Load(ProtoMessage model)
    {
        File.WriteAllBytes(In("evil.onnx"), Bytes(model));
        return InferenceSession.Load(In("evil.onnx"));
    }

    private string Refusal(ProtoMessage model)
    {
        File.WriteAllBytes(In("evil.onnx"), Bytes(model));
        return Refusal(In("evil.onnx"));
    }

    private static string Refusal(string path) => Assert.Throws<InferenceException>((Action)(() => InferenceSession.Load(path).Dispose())).Message;

    private string In(string name) => Path.Combine(_folder, name);
}
