using Mien.Torch;

namespace Mien.Onnx.Conversion;

/// <summary>Follows the tensors of a forward pass from operator to operator and has each operator converted.</summary>
/// <remarks>What follows from weights alone is not converted: its value becomes a constant where it meets what follows from the pictures.</remarks>
internal sealed class Tracer : ForwardObserver
{
    private readonly Dictionary<Module, string> _paths;
    private readonly Stack<string> _places = new([""]);

    /// <param name="root">The network, in evaluation mode.</param>
    /// <param name="input">The pictures.</param>
    public Tracer(Module root, Tensor input)
    {
        _paths = root.NamedModules().GroupBy(item => item.Module).ToDictionary(group => group.Key, group => group.First().Name);
        Graph = new(root.StateDict().GroupBy(item => item.Tensor).ToDictionary(group => group.Key, group => group.First().Name), input.Size(0));
        Graph.Bind(input, GraphBuilder.InputName);
    }

    public GraphBuilder Graph { get; }

    /// <inheritdoc/>
    protected override void Enter(Module module, Tensor input) => MoveTo(() => _places.Push(_paths.GetValueOrDefault(module, _places.Peek())));

    /// <inheritdoc/>
    protected override void Leave(Module module, Tensor output) => MoveTo(() => _places.Pop());

    /// <inheritdoc/>
    protected override void Ran(OperatorCall call)
    {
        if (!call.Inputs.Any(Graph.IsComputed) && !ShapeConverters.RepeatsForEachPicture(call, Graph))
        {
            return;
        }

        // An operator that works in place gives its first input another value.
        var isInPlace = call.Inputs[0] == call.Output;
        var name = isInPlace ? call.Name.Replace("_.", ".", StringComparison.Ordinal).TrimEnd('_') : call.Name;
        if (!OperatorTable.Converters.TryGetValue(name, out var converter))
        {
            throw new OnnxExportException($"Expected operators that can be exported but '{Graph.Place}' calls {call.Name}, which has no converter to ONNX.");
        }

        var value = converter(call, Graph);
        if (isInPlace)
        {
            Graph.Overwrite(call.Output);
        }

        Graph.Bind(call.Output, value);
    }

    private void MoveTo(Action move)
    {
        move();
        Graph.Place = _places.Peek();
    }
}
