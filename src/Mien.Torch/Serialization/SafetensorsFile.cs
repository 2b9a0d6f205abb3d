using System.Buffers.Binary;
using System.Collections.Immutable;
using Microsoft.Win32.SafeHandles;

namespace Mien.Torch.Serialization;

/// <summary>An open safetensors file: its names and texts at once, its tensors one by one when asked for.</summary>
/// <remarks>
/// <see cref="Load"/> reads: a mapped file that somebody cuts short ends the process, a read one gives an error. <see cref="Map"/> saves
/// the copy, for weights that are large beside what is done with them.
/// </remarks>
public sealed class SafetensorsFile : ITensorFile
{
    private readonly SafeFileHandle _file;
    private readonly string _path;
    private readonly long _dataStart;
    private readonly Dictionary<string, SafetensorsEntry> _entries;
    private byte[] _buffer = [];
    private MappedFile? _mapped;

    private SafetensorsFile(string path, SafeFileHandle file, long dataStart, SafetensorsHeader header)
    {
        _path = path;
        _file = file;
        _dataStart = dataStart;
        Metadata = header.Metadata;
        Names = [.. header.Entries.Select(entry => entry.Name)];
        _entries = header.Entries.ToDictionary(entry => entry.Name);
    }

    /// <summary>The texts of the file; empty when it has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <inheritdoc/>
    public ImmutableArray<string> Names { get; }

    /// <inheritdoc/>
    public (ImmutableArray<long> Shape, DType DType) Describe(string name)
    {
        var entry = Find(name);
        return (entry.Shape, entry.DType);
    }

    /// <summary>Reads one tensor to the CPU.</summary>
    /// <returns>A new tensor with its own memory; the current <see cref="TensorScope"/> releases it.</returns>
    /// <exception cref="CheckpointException">The file has no tensor of that name, or its bytes cannot be read.</exception>
    public Tensor Load(string name)
    {
        var entry = Find(name);
        var bytes = entry.End - entry.Begin;
        if (bytes > Array.MaxLength)
        {
            throw Error(_path, $"tensor '{name}' has {bytes} bytes; at most {Array.MaxLength} can be read");
        }

        if (_buffer.Length < bytes)
        {
            _buffer = GC.AllocateUninitializedArray<byte>((int)bytes);
        }

        var buffer = _buffer.AsSpan(0, (int)bytes);
        Fill(_path, _file, _dataStart + entry.Begin, buffer);
        return Tensor.FromBytes(buffer, entry.DType, entry.Shape.AsSpan());
    }

    /// <summary>Reads all tensors to the CPU; see <see cref="Load"/>.</summary>
    public Dictionary<string, Tensor> LoadAll() => Names.ToDictionary(name => name, Load);

    /// <inheritdoc/>
    public Tensor Map(string name)
    {
        var entry = Find(name);
        _mapped ??= MappedFile.Open(_file, (problem, e) => Error(_path, problem, e));
        var offset = _dataStart + entry.Begin;
        return _mapped.View(offset, offset, (entry.End - entry.Begin) / entry.DType.ElementBytes(), entry.DType, entry.Shape);
    }

    /// <summary>Closes the file; tensors that were loaded or mapped stay.</summary>
    public void Dispose()
    {
        _mapped?.Dispose();
        _file.Dispose();
    }

    internal static SafetensorsFile Open(string path) => WeightsHandle.Open(
        path,
        file =>
        {
            var (header, dataStart) = ReadHeader(path, file);
            return new SafetensorsFile(path, file, dataStart, header);
        },
        (problem, e) => Error(path, problem, e));

    private static (SafetensorsHeader Header, long DataStart) ReadHeader(string path, SafeFileHandle file)
    {
        var fileBytes = RandomAccess.GetLength(file);
        if (fileBytes < SafetensorsHeader.PrefixBytes)
        {
            throw Error(path, $"it has only {fileBytes} bytes");
        }

        Span<byte> prefix = stackalloc byte[SafetensorsHeader.PrefixBytes];
        Fill(path, file, 0, prefix);
        var jsonBytes = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (jsonBytes > SafetensorsHeader.MaxJsonBytes)
        {
            throw Error(path, $"it claims a header of {jsonBytes} bytes, more than {SafetensorsHeader.MaxJsonBytes}; it is another kind of file");
        }

        var dataStart = SafetensorsHeader.PrefixBytes + (long)jsonBytes;
        if (dataStart > fileBytes)
        {
            throw Error(path, $"its header should end at byte {dataStart} but the file has {fileBytes} bytes; it is cut short or another kind of file");
        }

        var json = new byte[jsonBytes];
        Fill(path, file, SafetensorsHeader.PrefixBytes, json);
        return (new SafetensorsHeaderReader(path, fileBytes - dataStart).Read(json), dataStart);
    }

    private static void Fill(string path, SafeFileHandle file, long offset, Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            var count = ReadSome(path, file, offset, destination);
            if (count == 0)
            {
                throw Error(path, $"it ended at byte {offset} while it was read");
            }

            destination = destination[count..];
            offset += count;
        }
    }

    private static int ReadSome(string path, SafeFileHandle file, long offset, Span<byte> destination)
    {
        try
        {
            return RandomAccess.Read(file, destination, offset);
        }
        catch (IOException e)
        {
            throw Error(path, e.Message.TrimEnd('.'), e);
        }
    }

    private SafetensorsEntry Find(string name) => _entries.TryGetValue(name, out var entry)
        ? entry
        : throw Error(_path, $"it has no tensor '{name}'");

    private static CheckpointException Error(string path, string problem, Exception? inner = null) =>
        new($"Cannot read '{path}' as safetensors: {problem}.", inner);
}
