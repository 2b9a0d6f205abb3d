using Mien.Torch.Interop;

namespace Mien.Torch;

// Shape, layout, type and device. Views share the memory of this tensor.
public sealed partial class Tensor
{
    /// <summary>The tensors one after the other along an existing dimension.</summary>
    public static Tensor Cat(IReadOnlyList<Tensor> tensors, long dimension = 0) => Operators.Cat.Call(Argument.List(tensors), dimension);

    /// <summary>The tensors, all of one shape, side by side along a new dimension.</summary>
    public static Tensor Stack(IReadOnlyList<Tensor> tensors, long dimension = 0) => Operators.Stack.Call(Argument.List(tensors), dimension);

    /// <summary>The same elements in another shape; one size may be -1. A view where the layout allows, else a copy.</summary>
    public Tensor Reshape(params ReadOnlySpan<long> shape) => Operators.Reshape.Call(this, shape.ToArray());

    /// <summary>A view with the dimensions in another order.</summary>
    public Tensor Permute(params ReadOnlySpan<long> dimensions) => Operators.Permute.Call(this, dimensions.ToArray());

    /// <summary>A view with two dimensions exchanged.</summary>
    public Tensor Transpose(long first, long second) => Operators.Transpose.Call(this, first, second);

    /// <summary>Dimensions <paramref name="from"/> to <paramref name="to"/>, both included, made one; (N, C, H, W) becomes (N, C*H*W) from 1.</summary>
    public Tensor Flatten(long from = 0, long to = -1) => Operators.Flatten.Call(this, from, to);

    /// <summary>A view without a dimension of size 1.</summary>
    public Tensor Squeeze(long dimension) => Operators.Squeeze.Call(this, dimension);

    /// <summary>A view with a new dimension of size 1.</summary>
    public Tensor Unsqueeze(long dimension) => Operators.Unsqueeze.Call(this, dimension);

    /// <summary>A view that repeats dimensions of size 1 without copying; -1 keeps a size.</summary>
    public Tensor Expand(params ReadOnlySpan<long> shape) => Operators.Expand.Call(this, shape.ToArray());

    /// <summary>A view of one position of a dimension, which disappears.</summary>
    public Tensor Select(long dimension, long index) => Operators.Select.Call(this, dimension, index);

    /// <summary>A view of a range of a dimension.</summary>
    public Tensor Narrow(long dimension, long start, long length) => Operators.Narrow.Call(this, dimension, start, length);

    /// <summary>A copy with a border of zeros.</summary>
    /// <param name="widths">Widths before and after each dimension, the last dimension first, as in PyTorch: (left, right, top, bottom, ...).</param>
    public Tensor Pad(params ReadOnlySpan<long> widths) => Operators.PadConstant.Call(this, widths.ToArray());

    /// <summary>The elements along a dimension in the opposite order, copied.</summary>
    public Tensor Flip(long dimension) => Operators.Flip.Call(this, (long[])[dimension]);

    /// <summary>A copy in which elements move along dimensions; those pushed out at the end come in at the start.</summary>
    /// <param name="shifts">How far along each of the dimensions; negative numbers go towards the start.</param>
    /// <param name="dimensions">As many dimensions as shifts.</param>
    public Tensor Roll(ReadOnlySpan<long> shifts, ReadOnlySpan<long> dimensions) => Operators.Roll.Call(this, shifts.ToArray(), dimensions.ToArray());

    /// <summary>A copy of the given positions of a dimension.</summary>
    /// <param name="dimension">The dimension to choose from.</param>
    /// <param name="indices">Int64 or Int32, shape (K).</param>
    public Tensor IndexSelect(long dimension, Tensor indices) => Operators.IndexSelect.Call(this, dimension, indices);

    /// <summary>The tensor in a memory layout: itself (a second handle) where it has it already, else a copy.</summary>
    public Tensor Contiguous(MemoryFormat format = MemoryFormat.Contiguous) => Operators.Contiguous.Call(this, format);

    /// <summary>Whether the elements lie in this layout without gaps.</summary>
    public bool IsContiguous(MemoryFormat format = MemoryFormat.Contiguous)
    {
        NativeMethods.mien_torch_tensor_is_contiguous(Handle, (int)format, out var result).Check();
        return result != 0;
    }

    /// <summary>A copy with its own memory; gradients flow through.</summary>
    public Tensor Clone(MemoryFormat format = MemoryFormat.Preserve) => Operators.Clone.Call(this, format);

    /// <summary>A view that gradients do not flow through.</summary>
    public Tensor Detach() => Operators.Detach.Call(this);

    /// <summary>Another handle to this same tensor, which lives as long as the handle does.</summary>
    public Tensor Share()
    {
        NativeMethods.mien_torch_tensor_share(Handle, out var handle).Check();
        return Own(handle);
    }

    /// <summary>The tensor with another element type: itself (a second handle) where it has it already, else a copy.</summary>
    public Tensor To(DType dtype) => Operators.ToDType.Call(this, dtype);

    /// <summary>The tensor on another device: itself (a second handle) where it is there already, else a copy.</summary>
    public Tensor To(Device device) => Operators.ToDevice.Call(this, device, DType);

    /// <summary>Whether both tensors use the same memory.</summary>
    public bool SharesMemoryWith(Tensor other)
    {
        ArgumentNullException.ThrowIfNull(other);
        NativeMethods.mien_torch_tensor_same_storage(Handle, other.Handle, out var result).Check();
        return result != 0;
    }

    /// <summary>Takes over another tensor's memory, type, device and layout; everyone who holds this tensor sees the change.</summary>
    internal void SetData(Tensor data) => NativeMethods.mien_torch_tensor_set_data(Handle, data.Handle).Check();

    /// <summary>
    /// Gives this tensor, which has none (<see cref="ShapesOnly"/>), the memory of another one of its shape, converted to its type where that
    /// differs. Whether gradients are recorded for it stays.
    /// </summary>
    internal void Adopt(Tensor value)
    {
        using var scope = TensorScope.Begin();
        using var noGrad = NoGrad.Begin();
        var requiresGrad = RequiresGrad;
        var adopted = value.To(DType).Contiguous().Detach(); // not the other tensor itself: it would record gradients as well
        (_handle, adopted._handle) = (adopted._handle, _handle);
        RequiresGrad = requiresGrad;
    }
}
