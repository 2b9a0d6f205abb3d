using System.IO.Compression;
using System.Text;
using Mien.Core;
using Mien.Torch.Serialization;

namespace Mien.Torch.Tests.Serialization;

/// <summary>Files that were made to do harm or were damaged: each is refused with the name of what it asks for.</summary>
public sealed class PthAttackTests : IDisposable
{
    private readonly PthFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData("os", "system")]
    [InlineData("posix", "system")]
    [InlineData("subprocess", "Popen")]
    [InlineData("builtins", "eval")]
    [InlineData("__builtin__", "exec")]
    [InlineData("builtins", "getattr")]
    [InlineData("torch.storage", "_load_from_bytes")]
    [InlineData("torch.hub", "load")]
    [InlineData("torch", "load")]
    [InlineData("torch._utils", "_rebuild_tensor_v2.__globals__")]
    [InlineData("collections", "OrderedDict.__init__")]
    [InlineData("numpy.core.multiarray", "_reconstruct")]
    public void A_name_that_could_run_something_is_refused_however_it_is_asked_for(string module, string name)
    {
        var expected = $"asks for '{module}.{name}'";
        var touched = Path.Combine(Path.GetDirectoryName(_fixture.FilePath)!, "touched");
        var command = $"touch {touched}";
        Assert.Contains(expected, _fixture.Problem(PthFixture.OneTensor(writer => writer.Call(module, name, arguments => arguments.Text(command)))));
        Assert.Contains(expected, _fixture.Problem(PthFixture.OneTensor(writer => writer.Text(module).Text(name).Raw(0x93).Text(command).Raw(0x85).Op('R'))));
        Assert.Contains(expected, _fixture.Problem(PthFixture.OneTensor(writer => writer.Op('(').Text(command).Op('i').Raw(Encoding.UTF8.GetBytes($"{module}\n{name}\n")))));
        Assert.Contains(expected, _fixture.Problem(PthFixture.OneTensor(writer => writer.Op('(').Global(module, name).Text(command).Op('o'))));
        Assert.Contains(expected, _fixture.Problem(PthFixture.OneTensor(writer => writer.Global(module, name).Text(command).Raw(0x85, 0x81))));
        Assert.Contains(expected, _fixture.Problem(PthFixture.OneTensor(writer => writer.Global("torch._utils", "_rebuild_tensor_v2").Global(module, name).Op('R'))));
        Assert.False(File.Exists(touched));
    }

    [Fact]
    public void A_chain_of_calls_is_refused_at_its_first_name() => Assert.Contains("asks for 'builtins.getattr'", _fixture.Problem(
        PthFixture.OneTensor(writer => writer.Call("builtins", "getattr", arguments => arguments.Call("builtins", "__import__", inner => inner.Text("os")).Text("system")))));

    [Theory]
    [InlineData((byte)0x81)] // NEWOBJ
    [InlineData((byte)0x92)] // NEWOBJ_EX
    [InlineData((byte)0x82)] // EXT1
    [InlineData((byte)'P')] // PERSID
    [InlineData((byte)'o')] // OBJ
    [InlineData((byte)'S')] // STRING, which Python evaluates
    [InlineData((byte)0xff)]
    public void Operations_that_weights_do_not_need_are_refused(byte operation) => Assert.Contains(
        $"has the operation 0x{operation:x2} at byte", _fixture.Problem(PthFixture.OneTensor(writer => writer.Op('(').Raw(operation, 1, 1, 1))));

    [Fact]
    public void Only_what_is_on_the_list_can_be_called()
    {
        Assert.Contains("calls something that cannot be called", _fixture.Problem(PthFixture.OneTensor(writer => writer.Text("print").Op(')').Op('R'))));
        Assert.Contains("calls something that cannot be called", _fixture.Problem(PthFixture.OneTensor(writer => writer.Global("torch", "FloatStorage").Op(')').Op('R'))));
        Assert.Contains("sets the state of something", _fixture.Problem(PthFixture.OneTensor(writer => writer.Op(']').Op('}').Op('b'))));
    }

    [Theory]
    [InlineData(new long[] { long.MaxValue }, new long[] { 1 }, 0, "reaches outside of storage '0'")]
    [InlineData(new long[] { 1L << 32, 1L << 32 }, new long[] { 0, 0 }, 0, "larger than any memory")]
    [InlineData(new long[] { 0, long.MaxValue, 4 }, new long[] { 1, 1, 1 }, 0, "larger than any memory")]
    [InlineData(new long[] { -1 }, new long[] { 1 }, 0, "sizes (-1); expected whole numbers")]
    [InlineData(new long[] { 2 }, new long[] { -1 }, 5, "strides (-1); expected whole numbers")]
    [InlineData(new long[] { 2 }, new long[] { long.MaxValue }, 1, "reaches outside of storage '0'")]
    [InlineData(new long[] { 2, 3 }, new long[] { 3, 1 }, 1, "reaches outside of storage '0'")]
    [InlineData(new long[] { 1 }, new long[] { 1 }, 6, "reaches outside of storage '0'")]
    [InlineData(new long[] { 1 }, new long[] { 1 }, -1, "reaches outside of storage '0'")]
    [InlineData(new long[] { 1 }, new long[] { 1 }, long.MaxValue, "reaches outside of storage '0'")]
    [InlineData(new long[] { 1L << 40 }, new long[] { 0 }, 0, "repeats the 6 elements of storage '0'")]
    [InlineData(new long[] { 2, 3 }, new long[] { 1 }, 0, "2 sizes and 1 strides")]
    [InlineData(new long[] { 1, 1, 1, 1, 1, 1, 1, 1, 1 }, new long[] { 1, 1, 1, 1, 1, 1, 1, 1, 1 }, 0, "9 sizes and 9 strides")]
    public void A_tensor_that_is_not_inside_its_storage_is_refused(long[] shape, long[] strides, long offset, string expected) =>
        Assert.Contains(expected, _fixture.Problem(PthFixture.OneTensor(writer => writer.Tensor("0", 6, shape, strides, offset))));

    [Fact]
    public void A_size_of_two_to_the_63_is_no_size() => Assert.Contains("sizes (9223372036854775808)", _fixture.Problem(PthFixture.OneTensor(writer =>
        writer.Call("torch._utils", "_rebuild_tensor_v2", arguments => arguments
            .Storage("0", 6).Whole(0).Raw(0x8a, 9, 0, 0, 0, 0, 0, 0, 0, 0x80, 0).Raw(0x85).Tuple(1).Raw(0x89)))));

    [Theory]
    [InlineData("0", 7L, "FloatStorage", "storage '0' has 24 bytes but 7 elements of Float32 need 28")]
    [InlineData("0", 6L, "DoubleStorage", "storage '0' has 24 bytes but 6 elements of Float64 need 48")]
    [InlineData("0", long.MaxValue, "FloatStorage", "storage '0' claims 9223372036854775807 elements")]
    [InlineData("0", -1L, "FloatStorage", "storage '0' claims -1 elements")]
    [InlineData("../../etc/passwd", 6L, "FloatStorage", "refers to storage '../../etc/passwd', which it does not have")]
    [InlineData("0", 6L, "QInt8Storage", "asks for 'torch.QInt8Storage'")]
    public void A_storage_that_is_not_as_it_claims_is_refused(string key, long count, string type, string expected) =>
        Assert.Contains(expected, _fixture.Problem(PthFixture.OneTensor(writer => writer.Tensor(key, count, [1], [1], type: type))));

    [Fact]
    public void A_storage_has_one_description() => Assert.Contains("storage '0' is described in two ways", _fixture.Problem(new PickleWriter().Dictionary(
        ("a", writer => writer.Tensor("0", 6, [6], [1])), ("b", writer => writer.Tensor("0", 12, [6], [1], type: "HalfStorage"))).End()));

    [Fact]
    public void Many_tensors_over_one_storage_may_not_fill_the_memory()
    {
        var many = new PickleWriter().Op('}').Op('(');
        for (var i = 0; i < 1000; i++)
        {
            many.Text($"w{i}").Tensor("0", 1 << 18, [1 << 18], [1]);
        }

        Assert.Contains("its tensors need 1048576000 bytes", _fixture.Problem(many.Op('u').End(), ("0", new byte[1 << 20])));
    }

    [Fact]
    public void References_and_nesting_cost_nothing()
    {
        // Each list holds the one before ten times: ten to the hundred elements, if anybody counted them.
        var bomb = new PickleWriter().Op(']').Op('q').Raw(0);
        for (byte i = 0; i < 100; i++)
        {
            bomb.Op(']').Op('(').Raw([.. Enumerable.Repeat(new[] { (byte)'h', i }, 10).SelectMany(pair => pair)]).Op('e').Op('q').Raw((byte)(i + 1));
        }

        Assert.Contains("it holds a list", _fixture.Problem(bomb.End()));
        var deep = new PickleWriter().Raw([.. Enumerable.Repeat((byte)']', 1_000_000)]).Raw([.. Enumerable.Repeat((byte)'a', 999_999)]);
        Assert.Contains("it holds a list", _fixture.Problem(deep.End()));
        var itself = new PickleWriter().Op('}').Op('q').Raw(0).Text("state_dict").Op('h').Raw(0).Op('s');
        Assert.Contains("dictionaries in dictionaries but no tensors", _fixture.Problem(itself.End()));
        Assert.Contains("more than 10000000 operations", _fixture.Problem(new PickleWriter().Raw([.. Enumerable.Range(0, 20_000_002).Select(index => index % 2 == 0 ? (byte)0x80 : (byte)2)]).End()));
    }

    [Theory]
    [InlineData('}', 900_000)] // dictionaries
    [InlineData(']', 5_700_000)] // lists
    public void Many_small_values_do_not_fill_the_memory(char operation, int count) =>
        Assert.Contains("needs more than 256 MiB of memory", _fixture.Problem(new PickleWriter().Raw([.. Enumerable.Repeat((byte)operation, count)]).End()));

    [Fact]
    public void Naming_one_value_many_times_makes_no_more_of_it()
    {
        // Joined, each text would be twice as long as the one before: two to the forty.
        var texts = new PickleWriter().Text("cuda").Op('q').Raw(0);
        for (byte i = 0; i < 40; i++)
        {
            texts.Global("torch", "device").Raw((byte)'h', i, (byte)'h', i, 0x86).Op('R').Op('q').Raw((byte)(i + 1));
        }

        Assert.Contains("it holds a text", _fixture.Problem(texts.End()));
        var copies = new PickleWriter().Op(']').Op('q').Raw(0).Op('(');
        for (var i = 0; i < 2000; i++)
        {
            copies.Text($"k{i}").Op('N').Raw(0x86);
        }

        copies.Op('e');
        for (var i = 0; i < 2000; i++)
        {
            copies.Global("collections", "OrderedDict").Raw((byte)'h', 0, 0x85).Op('R');
        }

        Assert.Contains("dictionaries of more than 1048576 entries of lists", _fixture.Problem(copies.End()));
        Assert.Contains("a name of 10001 characters", _fixture.Problem(new PickleWriter().Dictionary((new('k', 10_001), writer => writer.Op('N'))).End()));
    }

    [Theory]
    [InlineData(new byte[] { (byte)'X', 0xff, 0xff, 0xff, 0xff }, "should go on for 4294967295 bytes")]
    [InlineData(new byte[] { 0x8e, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f }, "should go on for 9223372036854775807 bytes")]
    [InlineData(new byte[] { 0x8d, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff }, "should go on for -1 bytes")]
    [InlineData(new byte[] { 0x8b, 0xff, 0xff, 0xff, 0x7f }, "a whole number of 2147483647 bytes")]
    [InlineData(new byte[] { (byte)'X', 1, 0, 0, 0, 0xff }, "that is not UTF-8")]
    [InlineData(new byte[] { (byte)'h', 9 }, "refers to value 9")]
    [InlineData(new byte[] { (byte)'t' }, "takes a value that is not there")]
    [InlineData(new byte[] { (byte)'(', (byte)'0' }, "takes a value that is not there")]
    [InlineData(new byte[] { 0x80, 6 }, "has protocol 6")]
    [InlineData(new byte[] { (byte)'c', (byte)'o', (byte)'s' }, "a name at byte 3")]
    [InlineData(new byte[] { }, "cut short")]
    public void A_damaged_description_is_refused(byte[] operations, string expected) =>
        Assert.Contains(expected, _fixture.Problem(new PickleWriter().Raw(operations).ToArray()));

    [Fact]
    public void Compressed_entries_are_refused_so_no_archive_unpacks_to_more_than_it_is()
    {
        _fixture.WriteZip([("net/data.pkl", new byte[100_000_000])], CompressionLevel.Optimal);
        Assert.Contains("entry 'net/data.pkl' is compressed", Problem());
    }

    [Theory]
    [InlineData("../../data.pkl")]
    [InlineData("net/../../data.pkl")]
    [InlineData("/net/data.pkl")]
    [InlineData("net\\data.pkl")]
    public void Entries_that_climb_out_of_the_archive_are_refused(string name)
    {
        _fixture.WriteZip([(name, PthFixture.OneTensor(writer => writer.Tensor("0", 6, [6], [1])))]);
        Assert.Contains($"has an entry '{name}', which leads out of the archive", Problem());
    }

    [Fact]
    public void Archives_of_another_kind_are_refused()
    {
        _fixture.WriteZip([("word/document.xml", [1])]);
        Assert.Contains("none of torch.save", Problem());
        _fixture.WriteZip([("net/data.pkl", [1]), ("net/constants.pkl", [1])]);
        Assert.Contains("TorchScript program", Problem());
        _fixture.WriteZip([("net/data.pkl", [1]), ("net/data.pkl", [1])]);
        Assert.Contains("two entries 'net/data.pkl'", Problem());
        _fixture.WriteZip([("net/data.pkl", [1]), ("net/byteorder", "big"u8.ToArray())]);
        Assert.Contains("big-endian", Problem());
        File.WriteAllText(_fixture.FilePath, "<html>404</html>");
        Assert.Contains("another kind of file", Problem());
    }

    [Fact]
    public void Overlapping_entries_are_refused()
    {
        _fixture.WriteZip(PthFixture.OneTensor(writer => writer.Tensor("0", 6, [6], [1])), ("0", PthFixture.Floats(6)), ("1", PthFixture.Floats(6)));
        var bytes = File.ReadAllBytes(_fixture.FilePath);
        var entries = Enumerable.Range(0, bytes.Length - 46).Where(i => bytes.AsSpan(i).StartsWith("PK\u0001\u0002"u8)).ToArray();
        bytes.AsSpan(entries[1] + 42, 4).CopyTo(bytes.AsSpan(entries[2] + 42)); // the second storage where the first is
        File.WriteAllBytes(_fixture.FilePath, bytes);
        Assert.Contains("overlaps the one before it", Problem());
    }

    [Theory]
    [InlineData("zip.pth")]
    [InlineData("legacy.pth")]
    public void A_file_cut_short_anywhere_is_refused(string name)
    {
        var bytes = Golden(name);
        for (var length = 0; length < bytes.Length; length++)
        {
            File.WriteAllBytes(_fixture.FilePath, bytes[..length]);
            Problem();
        }
    }

    /// <summary>Three thousand files with one to four bytes changed: each opens and gives its tensors, or is refused in the one way.</summary>
    [Theory]
    [InlineData("zip.pth")]
    [InlineData("legacy.pth")]
    [InlineData("trained.pth")]
    public void Damaged_files_open_or_are_refused(string name)
    {
        var original = Golden(name);
        var (opened, refused) = (0, 0);
        for (var i = 0; i < 3000; i++)
        {
            var random = new RandomStream(7, $"damage {name}", index: i);
            var bytes = (byte[])original.Clone();
            for (var change = random.NextInt32(4); change >= 0; change--)
            {
                bytes[random.NextInt32(bytes.Length)] = (byte)random.NextInt32(256);
            }

            File.WriteAllBytes(_fixture.FilePath, bytes);
            (opened, refused) = Survives() ? (opened + 1, refused) : (opened, refused + 1);
        }

        Assert.True(opened > 100 && refused > 100, $"{opened} opened and {refused} were refused; the damage is too small or too large to tell anything.");
    }

    [Fact]
    public void A_legacy_file_whose_storages_are_not_as_described_is_refused()
    {
        var tensor = PthFixture.OneTensor(writer => writer.Tensor("0", 6, [6], [1]));
        _fixture.WriteLegacy(tensor, "0", long.MaxValue, PthFixture.Floats(6));
        Assert.Contains("storage '0' of 6 elements is not whole", Problem());
        _fixture.WriteLegacy(tensor, "0", 6, PthFixture.Floats(5));
        Assert.Contains("storage '0' of 6 elements is not whole", Problem());
        _fixture.WriteLegacy(tensor, "1", 6, PthFixture.Floats(6));
        Assert.Contains("lists storage '1', which no tensor uses", Problem());
        _fixture.WriteLegacy(tensor, "0", 6, PthFixture.Floats(6));
        PthFile.Open(_fixture.FilePath).Dispose();
    }

    private bool Survives()
    {
        using var scope = TensorScope.Begin();
        try
        {
            using var file = PthFile.Open(_fixture.FilePath);
            Assert.All(file.Names, name => Assert.Equal(file.Describe(name).Shape, file.Map(name).Clone(MemoryFormat.Contiguous).Shape));
            return true;
        }
        catch (CheckpointException)
        {
            return false;
        }
    }

    private string Problem()
    {
        var message = Assert.Throws<CheckpointException>(() => PthFile.Open(_fixture.FilePath)).Message;
        Assert.StartsWith($"Cannot read '{_fixture.FilePath}' as PyTorch weights: ", message);
        return message;
    }

    private static byte[] Golden(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "golden", "pth", name));
}
