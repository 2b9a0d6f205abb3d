using System.Collections.Immutable;
using Microsoft.Win32.SafeHandles;
using Mien.Torch.Serialization.Pth;

namespace Mien.Torch.Serialization;

/// <summary>
/// An open file of torch.save (.pth, .pt), of the zip format (PyTorch 1.6 and later) or of the older one: its names at once, its tensors
/// one by one when asked for.
/// </summary>
/// <remarks>
/// Such a file is a program for Python's pickle machine. This reader runs none of it: a small machine of our own builds tensors, numbers,
/// text and containers, everything that the file claims is held against what it has before memory is taken, and whatever else the file asks
/// for is refused with its name.
/// </remarks>
public sealed class PthFile : ITensorFile
{
    // Tied weights share elements; a file whose tensors together are many times as long as itself was made to fill the memory.
    private const long MostExpansion = 8, FreeBytes = 64 << 20;

    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly PthArchive _archive;
    private readonly Dictionary<string, PthEntry> _entries;
    private MappedFile? _mapped;

    private PthFile(string path, SafeFileHandle file)
    {
        (_path, _file, _archive) = (path, file, PthArchive.Read(file));
        var found = StateDictFinder.Find(_archive.Root);
        Names = [.. found.Entries.Select(item => item.Name)];
        Remarks = [.. found.Remarks];
        _entries = found.Entries.ToDictionary(item => item.Name, item => item.Entry);
        var bytes = _entries.Values.Aggregate((Int128)0, (sum, entry) => sum + entry.Bytes);
        if (bytes > (MostExpansion * (Int128)RandomAccess.GetLength(file)) + FreeBytes)
        {
            throw new PickleException($"its tensors need {bytes} bytes but the whole file has {RandomAccess.GetLength(file)}");
        }
    }

    /// <inheritdoc/>
    public ImmutableArray<string> Names { get; }

    /// <summary>What had to be decided to find the weights, as sentences: under which name they were, what was not read. Often empty.</summary>
    public ImmutableArray<string> Remarks { get; }

    /// <summary>Opens a file and checks all of it but the tensors' elements.</summary>
    /// <exception cref="CheckpointException">
    /// The file is missing, not of torch.save, damaged, or asks for something that weights do not need; the message names the file and what
    /// it asks for. No content, however made, has another outcome.
    /// </exception>
    public static PthFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return WeightsHandle.Open(path, file => new PthFile(path, file), (problem, e) => Error(path, problem, e));
    }

    /// <summary>Whether a file that begins so is one of torch.save, as far as its first four bytes tell.</summary>
    public static bool Accepts(ReadOnlySpan<byte> start) => PthArchive.Begins(start);

    /// <inheritdoc/>
    public (ImmutableArray<long> Shape, DType DType) Describe(string name) => (Find(name).Shape, Find(name).DType);

    /// <inheritdoc/>
    public Tensor Map(string name)
    {
        if (Find(name) is not PthTensor tensor)
        {
            return Tensor.Scalar(((PthNumber)Find(name)).Value, Find(name).DType);
        }

        _mapped ??= MappedFile.Open(_file, (problem, e) => Error(_path, problem, e));
        var storage = _archive.Places[tensor.Storage.Key];
        return _mapped.View(storage, storage + (tensor.Offset * tensor.DType.ElementBytes()), tensor.Extent, tensor.DType, tensor.Shape, tensor.Strides);
    }

    /// <summary>Closes the file; tensors that were mapped stay.</summary>
    public void Dispose()
    {
        _mapped?.Dispose();
        _file.Dispose();
    }

    private PthEntry Find(string name) => _entries.TryGetValue(name, out var entry) ? entry : throw Error(_path, $"it has no tensor '{name}'");

    private static CheckpointException Error(string path, string problem, Exception? inner = null) =>
        new($"Cannot read '{path}' as PyTorch weights: {problem}.", inner);
}
