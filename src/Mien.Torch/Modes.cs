using Mien.Torch.Interop;

namespace Mien.Torch;

/// <summary>Switches the recording of gradients off on this thread, until the scope ends: evaluation, updates of parameters.</summary>
public static class NoGrad
{
    /// <summary>Begins the scope; end it with <c>using</c>. Scopes nest.</summary>
    public static Scope Begin()
    {
        NativeMethods.mien_torch_grad_mode_exchange(0, out var previous).Check(nameof(NoGrad));
        return new(previous);
    }

    /// <summary>Restores the mode that was on before.</summary>
    public readonly ref struct Scope
    {
        private readonly int _previous;

        internal Scope(int previous) => _previous = previous;

        /// <summary>Ends the scope.</summary>
        public void Dispose() => NativeMethods.mien_torch_grad_mode_exchange(_previous, out _).Check(nameof(NoGrad));
    }
}

/// <summary>
/// Like <see cref="NoGrad"/>, and tensors made inside can never take part in gradients, which saves their bookkeeping: prediction.
/// </summary>
public static class InferenceMode
{
    /// <summary>Begins the scope on this thread; end it with <c>using</c>. Scopes nest.</summary>
    public static Scope Begin()
    {
        NativeMethods.mien_torch_inference_mode_push().Check(nameof(InferenceMode));
        return default;
    }

    /// <summary>Restores the mode that was on before.</summary>
    public readonly ref struct Scope
    {
        /// <summary>Ends the scope.</summary>
        public void Dispose() => NativeMethods.mien_torch_inference_mode_pop().Check(nameof(InferenceMode));
    }
}

/// <summary>
/// Mixed precision on this thread: convolutions and matrix products run in a small type, losses and norms stay in float32.
/// Wrap the forward pass and the loss; gradients follow the types of the forward pass on their own.
/// </summary>
public static class Autocast
{
    /// <summary>Begins the scope; end it with <c>using</c>, which also clears the cache of converted weights.</summary>
    /// <param name="device">The device whose operators are cast.</param>
    /// <param name="dtype">BFloat16, or Float16 on CUDA.</param>
    public static Scope Begin(Device device, DType dtype = DType.BFloat16)
    {
        NativeMethods.mien_torch_autocast_exchange(device.NativeType, 1, (int)dtype, out var enabled, out var previous)
            .Check(nameof(Autocast));
        return new(device.NativeType, enabled, previous);
    }

    /// <summary>Restores what was set before and clears the cache of converted weights.</summary>
    public readonly ref struct Scope
    {
        private readonly int _deviceType;
        private readonly int _enabled;
        private readonly int _dtype;

        internal Scope(int deviceType, int enabled, int dtype) => (_deviceType, _enabled, _dtype) = (deviceType, enabled, dtype);

        /// <summary>Ends the scope.</summary>
        public void Dispose() =>
            NativeMethods.mien_torch_autocast_exchange(_deviceType, _enabled, _dtype, out _, out _).Check(nameof(Autocast));
    }
}

/// <summary>
/// New CPU tensors of one value (<see cref="Tensor.Full"/> and its relatives) have shapes and no memory on this thread until the scope
/// ends, so that a network of any size can be built to be counted and listed, or to take over the tensors of a file. Its forward pass over
/// such a tensor finds the shapes on the way and computes nothing.
/// </summary>
public static class ShapesOnly
{
    [ThreadStatic]
    private static bool _on;

    /// <summary>Begins the scope; end it with <c>using</c>. Scopes nest.</summary>
    public static Scope Begin()
    {
        var scope = new Scope(_on);
        _on = true;
        return scope;
    }

    internal static bool IsOn => _on;

    internal static Device Place(Device device) => _on && device == Device.Cpu ? Device.Meta : device;

    /// <summary>Restores the mode that was on before.</summary>
    public readonly ref struct Scope
    {
        private readonly bool _previous;

        internal Scope(bool previous) => _previous = previous;

        /// <summary>Ends the scope.</summary>
        public void Dispose() => _on = _previous;
    }
}
