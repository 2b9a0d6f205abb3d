using System.Buffers.Binary;
using System.Text;

namespace Mien.Torch.Tests.Serialization;

/// <summary>Writes pickles, good and bad ones, operation by operation.</summary>
internal sealed class PickleWriter
{
    private readonly List<byte> _bytes = [];

    public PickleWriter() => Raw(0x80, 2);

    public byte[] ToArray() => [.. _bytes];

    public PickleWriter Raw(params ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    public PickleWriter Op(char operation) => Raw((byte)operation);

    public PickleWriter Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Op('X').Int32(bytes.Length).Raw(bytes);
    }

    public PickleWriter Whole(long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return Raw(0x8a, 8).Raw(bytes);
    }

    public PickleWriter Real(double value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleBigEndian(bytes, value);
        return Op('G').Raw(bytes);
    }

    public PickleWriter Global(string module, string name) => Op('c').Raw(Encoding.UTF8.GetBytes($"{module}\n{name}\n"));

    public PickleWriter Call(string module, string name, Action<PickleWriter> arguments)
    {
        Global(module, name).Op('(');
        arguments(this);
        return Op('t').Op('R');
    }

    public PickleWriter Tuple(params ReadOnlySpan<long> values)
    {
        Op('(');
        foreach (var value in values)
        {
            Whole(value);
        }

        return Op('t');
    }

    public PickleWriter Storage(string key, long count, string type = "FloatStorage") =>
        Op('(').Text("storage").Global("torch", type).Text(key).Text("cpu").Whole(count).Op('t').Op('Q');

    public PickleWriter Tensor(string key, long count, long[] shape, long[] strides, long offset = 0, string type = "FloatStorage") =>
        Call("torch._utils", "_rebuild_tensor_v2", arguments => arguments
            .Storage(key, count, type).Whole(offset).Tuple(shape).Tuple(strides).Raw(0x89).Call("collections", "OrderedDict", _ => { }));

    public PickleWriter Dictionary(params ReadOnlySpan<(string Key, Action<PickleWriter> Value)> items)
    {
        Op('}').Op('(');
        foreach (var (key, value) in items)
        {
            Text(key);
            value(this);
        }

        return Op('u');
    }

    public byte[] End() => Op('.').ToArray();

    private PickleWriter Int32(int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return Raw(bytes);
    }
}
