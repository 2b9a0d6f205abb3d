using System.Collections.Immutable;
using Mien.Torch;

namespace Mien.Models.Summaries;

/// <summary>Notes the shape of each module's output, and counts the products of convolutions and matrices in the module that computes them.</summary>
internal sealed class LayerObserver : ForwardObserver
{
    private readonly Stack<Module> _entered = [];
    private readonly Dictionary<Module, ImmutableArray<long>> _shapes = [];
    private readonly Dictionary<Module, long> _multiplyAdds = [];

    /// <summary>Shape of the last output; empty for a module that did not run.</summary>
    public ImmutableArray<long> OutputShapeOf(Module module) => _shapes.GetValueOrDefault(module, []);

    /// <summary>Products in the module itself, those of its parts left out.</summary>
    public long MultiplyAddsOf(Module module) => _multiplyAdds.GetValueOrDefault(module);

    /// <inheritdoc/>
    protected override void Enter(Module module, Tensor input) => _entered.Push(module);

    /// <inheritdoc/>
    protected override void Leave(Module module, Tensor output)
    {
        _entered.Pop();
        _shapes[module] = output.Shape;
    }

    /// <inheritdoc/>
    protected override void Ran(OperatorCall call)
    {
        // Each element of the output is a sum over the inputs of its kernel, or over the dimension that both matrices share.
        var terms = call.Name switch
        {
            "mien::conv2d" => call.Inputs[1].Count / call.Inputs[1].Size(0),
            "aten::linear" => call.Inputs[1].Size(1),
            "aten::matmul" => call.Inputs[0].Size(-1),
            _ => 0,
        };
        if (terms > 0)
        {
            _multiplyAdds[_entered.Peek()] = MultiplyAddsOf(_entered.Peek()) + (terms * call.Output.Count);
        }
    }
}
