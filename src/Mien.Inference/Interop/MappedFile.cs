using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace Mien.Inference.Interop;

/// <summary>The bytes of a file in mapped memory, which are read when they are looked at and belong to no heap.</summary>
internal sealed class MappedFile : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    /// <exception cref="IOException">The file cannot be read, is empty, or has 2 GB or more.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public MappedFile(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        Length = stream.Length is > 0 and <= int.MaxValue and var length ? (int)length : throw new IOException($"Expected a file below 2 GB but '{path}' has {stream.Length} bytes.");
        _file = MemoryMappedFile.CreateFromFile(stream, null, Length, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        _view = _file.CreateViewAccessor(0, Length, MemoryMappedFileAccess.Read);
    }

    /// <summary>Number of bytes.</summary>
    public int Length { get; }

    /// <summary>Keeps the memory mapped while it is held, also when this object is disposed of.</summary>
    public SafeMemoryMappedViewHandle Handle => _view.SafeMemoryMappedViewHandle;

    /// <summary>The bytes; good until this object is disposed of.</summary>
    public unsafe ReadOnlySpan<byte> Bytes => new((byte*)Handle.DangerousGetHandle(), Length);

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }
}
