using Mien.Torch.Interop;

namespace Mien.Torch;

// Gradients.
public sealed partial class Tensor
{
    private static readonly TensorHandle NoHandle = new();

    /// <summary>Whether operations on this tensor are recorded for <see cref="Backward"/>. Set it on leaves, such as parameters.</summary>
    public bool RequiresGrad
    {
        get => Facts.RequiresGrad != 0;
        set => NativeMethods.mien_torch_autograd_set_requires_grad(Handle, value ? 1 : 0).Check();
    }

    /// <summary>
    /// The gradient that <see cref="Backward"/> accumulated in this leaf, or null. Each reading gives a new handle to the same tensor,
    /// which the current scope releases.
    /// </summary>
    public Tensor? Grad
    {
        get
        {
            NativeMethods.mien_torch_autograd_get_grad(Handle, out var handle).Check();
            return handle.IsInvalid ? null : Own(handle);
        }
        set => NativeMethods.mien_torch_autograd_set_grad(Handle, value?.Handle ?? NoHandle).Check();
    }

    /// <summary>Whether <see cref="Grad"/> is there, without making a handle.</summary>
    public bool HasGrad
    {
        get
        {
            NativeMethods.mien_torch_autograd_has_grad(Handle, out var result).Check();
            return result != 0;
        }
    }

    /// <summary>Adds the gradients of this tensor to every leaf it was computed from.</summary>
    /// <param name="gradient">The gradient of this tensor itself, of its shape; null means 1 and needs a scalar.</param>
    /// <exception cref="TorchException">Nothing was recorded, or the tensor is no scalar and has no gradient given.</exception>
    public void Backward(Tensor? gradient = null) => NativeMethods.mien_torch_autograd_backward(Handle, gradient?.Handle ?? NoHandle).Check();
}
