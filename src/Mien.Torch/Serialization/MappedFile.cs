using System.Collections.Immutable;
using Microsoft.Win32.SafeHandles;
using Mien.Torch.Interop;

namespace Mien.Torch.Serialization;

/// <summary>
/// A file as memory: tensors that are parts of it cost no copy, and their pages come from the disk when they are first used. Writing to
/// such a tensor changes its own memory and never the file.
/// </summary>
internal sealed class MappedFile : IDisposable
{
    private readonly Tensor _bytes;
    private readonly HashSet<long> _givenOut = [];

    private MappedFile(Tensor bytes) => _bytes = bytes;

    /// <summary>Maps a whole open file, which must not be empty.</summary>
    /// <remarks>By its number and not by its name: another file may have that name by now.</remarks>
    /// <param name="file">Open for reading.</param>
    /// <param name="error">Makes the error from a message and the cause.</param>
    /// <exception cref="CheckpointException">It cannot be mapped; what <paramref name="error"/> makes.</exception>
    public static MappedFile Open(SafeFileHandle file, Func<string, Exception, CheckpointException> error)
    {
        var path = $"/proc/self/fd/{file.DangerousGetHandle()}";
        try
        {
            return new(Operators.FromFile.Call(path, false, RandomAccess.GetLength(file), DType.UInt8, Argument.None, Device.Cpu, Argument.None).Keep());
        }
        catch (TorchException e)
        {
            throw error(e.Message, e);
        }
    }

    /// <summary>
    /// A part of the file as a tensor: a view, or a copy where the part does not begin at a multiple of the element's size or where its
    /// storage was given out before, because two tensors that learn must not be one.
    /// </summary>
    /// <param name="storage">First byte of the storage that the part belongs to.</param>
    /// <param name="offset">First byte of the part.</param>
    /// <param name="count">Elements from the first to the last that is used, all inside the file.</param>
    /// <param name="dtype">Their type.</param>
    /// <param name="shape">Sizes.</param>
    /// <param name="strides">Distances between neighbours, in elements; default for rows packed.</param>
    public Tensor View(long storage, long offset, long count, DType dtype, ImmutableArray<long> shape, ImmutableArray<long> strides = default)
    {
        if (count == 0)
        {
            return Tensor.Empty(shape.AsSpan(), dtype);
        }

        var isOwn = offset % dtype.ElementBytes() == 0 && _givenOut.Add(storage);
        using var part = _bytes.Narrow(0, offset, count * dtype.ElementBytes());
        using var bytes = isOwn ? part.Share() : part.Clone();
        using var elements = Operators.ViewDType.Call(bytes, dtype);
        return strides.IsDefault
            ? Operators.Reshape.Call(elements, shape.ToArray())
            : Operators.AsStrided.Call(elements, shape.ToArray(), strides.ToArray(), Argument.None);
    }

    /// <summary>Lets go of the file; views of it stay valid.</summary>
    public void Dispose() => _bytes.Dispose();
}
