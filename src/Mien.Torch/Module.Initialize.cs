namespace Mien.Torch;

// Fresh weights.
public abstract partial class Module
{
    /// <summary>
    /// Draws fresh weights. Each parameter has a random stream of its own, named by the seed and its full name, so the order of drawing
    /// and what else is in the network make no difference.
    /// </summary>
    public void InitializeParameters(ulong seed)
    {
        foreach (var (name, module) in NamedModules())
        {
            InitializeModule(module, new Initializer(seed, name));
        }
    }

    /// <summary>
    /// Gives memory and fresh weights to those modules below this one that have none (<see cref="ShapesOnly"/>), the same weights that
    /// <see cref="InitializeParameters"/> draws for them.
    /// </summary>
    public void InitializeMissing(ulong seed)
    {
        foreach (var (name, module) in NamedModules())
        {
            Tensor[] missing = [.. module._parameters.Concat(module._buffers).Select(item => item.Tensor).Where(tensor => tensor.Device.IsMeta)];
            foreach (var tensor in missing)
            {
                using var zeros = Tensor.Zeros(tensor.Shape.AsSpan(), tensor.DType);
                tensor.Adopt(zeros);
            }

            if (missing.Length > 0)
            {
                InitializeModule(module, new Initializer(seed, name));
            }
        }
    }

    /// <summary>
    /// Draws the fresh weights of one module at or below this one. An architecture overrides it where its paper departs from the layers'
    /// own defaults, and leaves other modules to the base.
    /// </summary>
    protected virtual void InitializeModule(Module module, Initializer initializer)
    {
        ArgumentNullException.ThrowIfNull(module);
        module.ResetParameters(initializer);
    }

    /// <summary>Draws this module's own parameters by the layer's default, that of PyTorch. Modules without parameters do nothing.</summary>
    protected virtual void ResetParameters(Initializer initializer)
    {
    }
}
