using System.Runtime.InteropServices;
using Mien.Torch.Interop;

namespace Mien.Torch;

// Making tensors and moving plain memory in and out.
public sealed partial class Tensor
{
    /// <summary>A tensor on the CPU with a copy of the values, in row-major order.</summary>
    /// <param name="values">As many values as the shape has elements.</param>
    /// <param name="shape">Sizes; none gives a vector of all values (use <see cref="Scalar"/> for a scalar).</param>
    /// <typeparam name="T">float, double, long, int, short, sbyte, byte, bool or Half.</typeparam>
    /// <exception cref="ArgumentException">The number of values does not fit the shape.</exception>
    public static Tensor From<T>(ReadOnlySpan<T> values, params ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        ReadOnlySpan<long> vector = [values.Length];
        var sizes = shape.IsEmpty ? vector : shape;
        CheckCount(Shapes.Count(sizes), values.Length, sizes);
        return FromBytes(MemoryMarshal.AsBytes(values), DTypeExtensions.Of<T>(), sizes);
    }

    /// <inheritdoc cref="From{T}(ReadOnlySpan{T}, ReadOnlySpan{long})"/>
    public static Tensor From<T>(T[] values, params ReadOnlySpan<long> shape)
        where T : unmanaged => From((ReadOnlySpan<T>)values, shape);

    /// <summary>
    /// Pictures as (N, C, H, W) in channels-last memory from interleaved values (N, H, W, C), which is how decoders deliver them:
    /// one copy, no reordering.
    /// </summary>
    public static Tensor FromInterleaved(ReadOnlySpan<float> values, long count, long height, long width, long channels)
    {
        var interleaved = From(values, count, height, width, channels);
        var planes = interleaved.Permute(0, 3, 1, 2);
        interleaved.Dispose();
        return planes;
    }

    /// <summary>A tensor without dimensions.</summary>
    public static Tensor Scalar(double value, DType dtype = DType.Float32, Device device = default) => Full([], value, dtype, device);

    /// <summary>A tensor of zeros.</summary>
    public static Tensor Zeros(ReadOnlySpan<long> shape, DType dtype = DType.Float32, Device device = default) =>
        Full(shape, 0, dtype, device);

    /// <summary>A tensor of ones.</summary>
    public static Tensor Ones(ReadOnlySpan<long> shape, DType dtype = DType.Float32, Device device = default) =>
        Full(shape, 1, dtype, device);

    /// <summary>A tensor with one value throughout.</summary>
    public static Tensor Full(ReadOnlySpan<long> shape, double value, DType dtype = DType.Float32, Device device = default) =>
        Operators.Full.Call(shape.ToArray(), value, dtype, Argument.None, ShapesOnly.Place(device));

    /// <summary>A tensor whose values are whatever the memory held; for results that are overwritten in full.</summary>
    public static Tensor Empty(ReadOnlySpan<long> shape, DType dtype = DType.Float32, Device device = default) =>
        Operators.Empty.Call(shape.ToArray(), dtype, Argument.None, ShapesOnly.Place(device));

    /// <summary>The whole numbers 0, 1, ... below <paramref name="end"/>, shape (end).</summary>
    public static Tensor Arange(long end, DType dtype = DType.Int64, Device device = default) =>
        Operators.Arange.Call(end, dtype, Argument.None, device);

    /// <summary>Zeros with the shape, type, device and layout of this tensor.</summary>
    public Tensor ZerosLike() => Operators.ZerosLike.Call(this);

    /// <summary>All values in row-major order, whatever the layout and device.</summary>
    /// <exception cref="InvalidOperationException"><typeparamref name="T"/> is not the tensor's type; convert with <see cref="To(DType)"/>.</exception>
    public T[] ToArray<T>()
        where T : unmanaged
    {
        var values = GC.AllocateUninitializedArray<T>(checked((int)Count));
        CopyTo<T>(values);
        return values;
    }

    /// <summary>Copies all values in row-major order to memory that has exactly their number.</summary>
    /// <exception cref="InvalidOperationException"><typeparamref name="T"/> is not the tensor's type; convert with <see cref="To(DType)"/>.</exception>
    /// <exception cref="ArgumentException">The memory has another length.</exception>
    public void CopyTo<T>(Span<T> destination)
        where T : unmanaged
    {
        CheckType<T>();
        CheckCount(Count, destination.Length, Shape.AsSpan());
        CopyBytesTo(MemoryMarshal.AsBytes(destination));
    }

    /// <summary>Overwrites all values, in row-major order; shape, layout and device stay.</summary>
    /// <exception cref="InvalidOperationException"><typeparamref name="T"/> is not the tensor's type.</exception>
    /// <exception cref="ArgumentException">There are more or fewer values than elements.</exception>
    public void CopyFrom<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        CheckType<T>();
        CheckCount(Count, values.Length, Shape.AsSpan());
        NativeMethods.mien_torch_tensor_overwrite(Handle, MemoryMarshal.AsBytes(values), values.Length * (long)DType.ElementBytes()).Check();
    }

    /// <summary>Overwrites all values with another tensor's, converting type and device; the shapes must be compatible.</summary>
    public void CopyFrom(Tensor source)
    {
        ArgumentNullException.ThrowIfNull(source);
        using var noGrad = NoGrad.Begin();
        Operators.CopyInPlace.CallInPlace(this, source);
    }

    /// <summary>The value of a tensor with one element, of any type; waits for its device.</summary>
    /// <exception cref="InvalidOperationException">The tensor has more or fewer elements.</exception>
    public double ToDouble() => Count == 1
        ? Operators.Item.CallForNumber(this)
        : throw new InvalidOperationException($"Expected a tensor with one element but got shape {Shapes.Text(Shape.AsSpan())}.");

    /// <summary>A tensor on the CPU from its row-major bytes; for readers of files.</summary>
    internal static Tensor FromBytes(ReadOnlySpan<byte> bytes, DType dtype, ReadOnlySpan<long> shape)
    {
        NativeMethods.mien_torch_tensor_from_memory(bytes, bytes.Length, shape, shape.Length, (int)dtype, out var handle).Check();
        return Own(handle);
    }

    /// <summary>The row-major bytes, whatever the layout and device; for writers of files.</summary>
    internal void CopyBytesTo(Span<byte> destination) =>
        NativeMethods.mien_torch_tensor_to_memory(Handle, destination, destination.Length).Check();

    private static void CheckCount(long expected, int actual, ReadOnlySpan<long> shape)
    {
        if (expected != actual)
        {
            throw new ArgumentException($"Expected {expected} values for shape {Shapes.Text(shape)} but got {actual}.");
        }
    }

    private void CheckType<T>()
        where T : unmanaged
    {
        if (DType != DTypeExtensions.Of<T>())
        {
            throw new InvalidOperationException(
                $"Expected {DTypeExtensions.Of<T>()} values but the tensor has {DType}; convert it with To(DType.{DTypeExtensions.Of<T>()}) first.");
        }
    }
}
