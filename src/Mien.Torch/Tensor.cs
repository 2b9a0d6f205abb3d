using System.Collections.Immutable;
using Mien.Torch.Interop;

namespace Mien.Torch;

/// <summary>
/// A multi-dimensional array with gradients. A thin owner of a libtorch tensor: views share memory as they do in PyTorch,
/// and operators record gradients unless <see cref="NoGrad"/> or <see cref="InferenceMode"/> is on.
/// </summary>
/// <remarks>Released by the <see cref="TensorScope"/> it was made in, by <see cref="Dispose"/>, or in the end by a finalizer.</remarks>
public sealed partial class Tensor : IDisposable
{
    private const int UsualMaxRank = 8;

    private TensorHandle _handle;
    private int _scopeSlot;

    private Tensor(TensorHandle handle)
    {
        _handle = handle.Counted();
        TensorScope.Current?.Add(this);
    }

    /// <summary>Sizes, such as (N, C, H, W); empty for a scalar.</summary>
    public ImmutableArray<long> Shape
    {
        get
        {
            Span<long> sizes = stackalloc long[UsualMaxRank];
            return [.. ReadShape(sizes, default)];
        }
    }

    /// <summary>Distance between neighbours of each dimension, in elements.</summary>
    public ImmutableArray<long> Strides
    {
        get
        {
            Span<long> sizes = stackalloc long[UsualMaxRank];
            Span<long> strides = stackalloc long[UsualMaxRank];
            var rank = ReadShape(sizes, strides).Length;
            return [.. strides[..rank]];
        }
    }

    /// <summary>Number of dimensions; 0 for a scalar.</summary>
    public int Rank => Facts.Rank;

    /// <summary>Number of elements; 1 for a scalar.</summary>
    public long Count => Facts.Count;

    /// <summary>Type of the elements.</summary>
    public DType DType => (DType)Facts.DType;

    /// <summary>Where the elements lie.</summary>
    public Device Device => Device.FromNative(Facts.Device);

    /// <summary>True after the tensor was released.</summary>
    public bool IsDisposed => _handle.IsClosed;

    internal TensorScope? Scope { get; private set; }

    internal TensorHandle Handle => _handle.IsClosed
        ? throw new ObjectDisposedException(
            nameof(Tensor), "This tensor was released, by Dispose or by the end of its TensorScope. TensorScope.MoveOut keeps a tensor beyond its scope.")
        : _handle;

    private TensorFacts Facts
    {
        get
        {
            NativeMethods.mien_torch_tensor_facts(Handle, out var facts).Check(nameof(Tensor));
            return facts;
        }
    }

    /// <summary>Size of one dimension; negative numbers count from the end.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The tensor has no such dimension.</exception>
    public long Size(int dimension)
    {
        var shape = Shape;
        var index = dimension < 0 ? dimension + shape.Length : dimension;
        return index >= 0 && index < shape.Length
            ? shape[index]
            : throw new ArgumentOutOfRangeException(nameof(dimension), dimension, $"The tensor has shape {Shapes.Text(shape.AsSpan())}.");
    }

    /// <summary>Releases the tensor now. Its memory goes once no view and no recorded gradient needs it. A second call does nothing.</summary>
    public void Dispose()
    {
        LeaveScope();
        _handle.Dispose();
    }

    /// <summary>Takes the tensor out of every scope, so that only Dispose or its owner releases it.</summary>
    /// <returns>This tensor.</returns>
    public Tensor Keep()
    {
        LeaveScope();
        return this;
    }

    /// <summary>Type, shape and device, and the value of a scalar.</summary>
    public override string ToString() =>
        IsDisposed ? "Tensor (released)" : $"Tensor {DType} {Shapes.Text(Shape.AsSpan())} on {Device}";

    internal static Tensor Own(TensorHandle handle) => new(handle);

    internal void EnterScope(TensorScope scope, int slot)
    {
        Scope = scope;
        _scopeSlot = slot;
    }

    internal void LeaveScope()
    {
        Scope?.Remove(_scopeSlot);
        Scope = null;
    }

    /// <summary>Reads sizes and, unless <paramref name="strides"/> is empty, strides.</summary>
    /// <returns>The part of <paramref name="sizes"/> that is filled.</returns>
    private ReadOnlySpan<long> ReadShape(Span<long> sizes, Span<long> strides)
    {
        NativeMethods.mien_torch_tensor_shape(Handle, sizes, strides, sizes.Length, out var rank).Check(nameof(Shape));
        return rank <= sizes.Length
            ? sizes[..rank]
            : throw new TorchException($"Expected a tensor of at most {sizes.Length} dimensions but got {rank}.");
    }
}
