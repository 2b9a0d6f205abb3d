using System.Collections.Immutable;
using System.Text;

namespace Mien.Torch.Serialization.Hdf5;

/// <summary>One description of an object.</summary>
/// <param name="Type">Its kind, by the numbers of the specification.</param>
/// <param name="Data">Its content.</param>
/// <param name="IsShared">Whether the content is elsewhere and this a reference to it.</param>
internal sealed record Hdf5Message(int Type, ReadOnlyMemory<byte> Data, bool IsShared)
{
    public const int Dataspace = 0x1, LinkInfo = 0x2, DataType = 0x3, Link = 0x6, ExternalFiles = 0x7, Layout = 0x8, Filters = 0xb, Attribute = 0xc, Continuation = 0x10,
        SymbolTable = 0x11, AttributeInfo = 0x15;

    public Hdf5Bytes Open() => !IsShared ? new(Data, "a description") : throw new Hdf5Exception("a description of it is shared with another object, which Keras' files do not do");
}

/// <summary>A group or an array.</summary>
internal sealed class Hdf5Object(Hdf5File file, IReadOnlyList<Hdf5Message> messages)
{
    private const long MostTexts = 1 << 20;

    private Dictionary<string, long>? _members;

    /// <summary>The member of a group under a path such as "conv1/kernel:0"; null where there is none.</summary>
    public Hdf5Object? Find(string path)
    {
        var current = this;
        foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!current.Members().TryGetValue(name, out var address))
            {
                return null;
            }

            current = file.Open(address >= 0 ? address : throw new Hdf5Exception($"'{name}' is a link to somewhere else"));
        }

        return current;
    }

    /// <summary>The texts of an attribute, or null where there is no such attribute.</summary>
    public IReadOnlyList<string>? Texts(string attribute)
    {
        if (messages.Any(message => message.Type is Hdf5Message.AttributeInfo))
        {
            throw new Hdf5Exception("it has attributes in the newer format of HDF5, which Keras does not write");
        }

        foreach (var message in messages.Where(message => message.Type is Hdf5Message.Attribute))
        {
            var reader = message.Open();
            var (version, flags) = (reader.Byte(), reader.Byte());
            var (nameBytes, typeBytes, spaceBytes) = (reader.UInt16(), reader.UInt16(), reader.UInt16());
            reader.Skip(version == 3 ? 1 : 0);
            var name = Encoding.UTF8.GetString(Field(reader, version, nameBytes).Take(nameBytes).Span).TrimEnd('\0');
            if (name == attribute)
            {
                return flags == 0
                    ? ReadTexts(attribute, Hdf5Type.Read(Field(reader, version, typeBytes)), Hdf5Shape.Read(Field(reader, version, spaceBytes)), reader)
                    : throw new Hdf5Exception($"the type of '{attribute}' is shared with another object");
            }
        }

        return null;
    }

    /// <summary>Type, shape and place of an array, checked to be in the file.</summary>
    public Hdf5Array Array(string name)
    {
        foreach (var (type, problem) in new[] { (Hdf5Message.ExternalFiles, "lies in other files"), (Hdf5Message.Filters, "is compressed") })
        {
            if (messages.Any(message => message.Type == type))
            {
                throw new Hdf5Exception($"'{name}' {problem}, as Keras does not write it");
            }
        }

        var dtype = Hdf5Type.Read(Only(name, Hdf5Message.DataType)).ToDType(name);
        var shape = Hdf5Shape.Read(Only(name, Hdf5Message.Dataspace));
        var layout = Only(name, Hdf5Message.Layout);
        if ((layout.Byte(), layout.Byte()) is not (3 or 4, 1))
        {
            throw new Hdf5Exception($"'{name}' does not lie in one piece");
        }

        var (address, bytes) = (layout.Int64(), layout.Int64());
        // A size of 0 must not hide that the others are absurd: strides are products of them.
        var extent = shape.Aggregate((Int128)dtype.ElementBytes(), (product, size) => product * Math.Max(size, 1) is var next && next <= long.MaxValue
            ? next
            : throw new Hdf5Exception($"'{name}' of shape {Shapes.Text(shape.AsSpan())} is larger than any memory"));
        var expected = shape.Contains(0) ? 0 : extent;
        if (bytes != expected || (bytes > 0 && (address < 0 || bytes > file.Length - address)))
        {
            throw new Hdf5Exception($"'{name}' of shape {Shapes.Text(shape.AsSpan())} has {bytes} bytes at byte {address}; expected {expected}, in a file of {file.Length}");
        }

        return new(dtype, shape, bytes > 0 ? address : 0);
    }

    private Dictionary<string, long> Members()
    {
        if (_members is null)
        {
            if (messages.Any(message => message.Type is Hdf5Message.LinkInfo or Hdf5Message.Link))
            {
                throw new Hdf5Exception("it has groups in the newer format of HDF5, which Keras does not write; copy it with h5py's defaults");
            }

            var table = Only("a group", Hdf5Message.SymbolTable);
            _members = file.Members(table.Int64(), table.Int64());
        }

        return _members;
    }

    private Hdf5Bytes Only(string name, int type) => messages.Where(message => message.Type == type).ToArray() is [var only]
        ? only.Open()
        : throw new Hdf5Exception($"'{name}' is not a {(type is Hdf5Message.SymbolTable ? "group" : "whole array")}");

    // Fields of the first version are filled up to multiples of 8.
    private static Hdf5Bytes Field(Hdf5Bytes reader, int version, int bytes) => version switch
    {
        1 => reader.Part((bytes + 7) & ~7),
        2 or 3 => reader.Part(bytes),
        _ => throw new Hdf5Exception($"it has attributes of version {version}"),
    };

    private List<string> ReadTexts(string attribute, Hdf5Type type, ImmutableArray<long> shape, Hdf5Bytes data)
    {
        var count = shape.Aggregate((Int128)1, (product, size) => product * size is var next && next <= MostTexts ? next : throw new Hdf5Exception($"'{attribute}' has more than {MostTexts} texts"));
        List<string> texts = [];
        for (var i = 0; i < count; i++)
        {
            var bytes = type.Class switch
            {
                Hdf5Type.FixedText when type.Size > 0 => data.Take(type.Size), // texts of no bytes would be as many as a file says
                Hdf5Type.Variable when type.IsText => HeapedText(data),
                _ => throw new Hdf5Exception($"'{attribute}' is no text"),
            };
            texts.Add(Encoding.UTF8.GetString(bytes.Span).TrimEnd('\0'));
        }

        return texts;
    }

    private ReadOnlyMemory<byte> HeapedText(Hdf5Bytes data)
    {
        var (length, address, index) = (data.UInt32(), data.Int64(), data.UInt32());
        return file.Heaped(address, index, length);
    }
}

/// <summary>An array of numbers that lies in one piece.</summary>
internal sealed record Hdf5Array(DType DType, ImmutableArray<long> Shape, long Address)
{
    public long Count => Shape.Aggregate(1L, (product, size) => product * size);

    public long Bytes => Count * DType.ElementBytes();
}
