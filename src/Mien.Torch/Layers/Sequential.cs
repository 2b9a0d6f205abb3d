namespace Mien.Torch;

/// <summary>Modules one after the other; unless they have names of their own, the children are "0", "1", and so on, as in PyTorch.</summary>
public sealed class Sequential : Module
{
    private readonly Module[] _modules;

    /// <param name="modules">The modules, first to last.</param>
    public Sequential(params ReadOnlySpan<Module> modules)
    {
        _modules = modules.ToArray();
        for (var i = 0; i < _modules.Length; i++)
        {
            Child($"{i}", _modules[i]);
        }
    }

    /// <param name="modules">The modules with their names, first to last.</param>
    public Sequential(IEnumerable<(string Name, Module Module)> modules) =>
        _modules = [.. modules.Select(item => Child(item.Name, item.Module))];

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        foreach (var module in _modules)
        {
            using var scope = TensorScope.Begin(); // what a module leaves behind goes when it is done, not when all are
            input = scope.MoveOut(module.Forward(input));
        }

        return input;
    }
}

/// <summary>The input unchanged; stands where a module was taken away.</summary>
public sealed class Identity : Module
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => input;
}

/// <summary>All dimensions from one on made one: (N, C, H, W) to (N, C * H * W).</summary>
/// <param name="from">First dimension that is merged.</param>
public sealed class Flatten(long from = 1) : Module
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.Flatten(from);
    }
}
