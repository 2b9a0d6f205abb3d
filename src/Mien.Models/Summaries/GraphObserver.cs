using Mien.Torch;

namespace Mien.Models.Summaries;

/// <summary>A layer or an operator in a graph.</summary>
internal sealed record GraphNode(int Number, string Label, bool IsOperator);

/// <summary>A module with parts: a box around their nodes.</summary>
internal sealed class GraphBox(int number, string label)
{
    public int Number => number;

    public string Label => label;

    public List<GraphNode> Nodes { get; } = [];

    public List<GraphBox> Parts { get; } = [];
}

/// <summary>
/// Follows tensors from module to module: a node for each layer without parts, and for each operator between layers that joins or computes.
/// Views and changes of layout are edges only.
/// </summary>
internal sealed class GraphObserver : ForwardObserver
{
    private static readonly HashSet<string> Views =
    [
        "aten::reshape", "aten::permute", "aten::transpose.int", "aten::flatten.using_ints", "aten::squeeze.dim", "aten::unsqueeze", "aten::expand",
        "aten::select.int", "aten::narrow", "aten::contiguous", "aten::clone", "aten::detach", "aten::to.dtype", "aten::to.device",
    ];

    private readonly Module _root;
    private readonly Dictionary<Module, string> _names;
    private readonly HashSet<Tensor> _weights;
    private readonly Dictionary<Tensor, int> _madeBy = [];
    private readonly HashSet<(int, int)> _joined = [];
    private readonly Stack<GraphBox> _boxes = [];
    private Tensor? _layerInput;
    private Module? _layer;
    private int _count;

    public GraphObserver(Module root, Tensor input)
    {
        _root = root;
        _names = root.NamedModules().GroupBy(item => item.Module).ToDictionary(group => group.Key, group => group.First().Name);
        _weights = [.. root.StateDict().Select(item => item.Tensor)];
        Root = new(0, root.GetType().Name);
        _boxes.Push(Root);
        Root.Nodes.Add(new(0, "input", IsOperator: false));
        _madeBy[input] = 0;
    }

    /// <summary>The whole net.</summary>
    public GraphBox Root { get; }

    /// <summary>From node to node, with the shape that flows.</summary>
    public List<(int From, int To, string Shape)> Edges { get; } = [];

    /// <summary>Ends the graph at the result.</summary>
    public void End(Tensor output) => Add(Root, "output", isOperator: false, [output], output);

    /// <inheritdoc/>
    protected override void Enter(Module module, Tensor input)
    {
        if (_layer is not null)
        {
            return;
        }

        if (!module.NamedChildren().Any())
        {
            (_layer, _layerInput) = (module, input);
            return;
        }

        if (module == _root)
        {
            return;
        }

        var box = new GraphBox(++_count, Label(module));
        _boxes.Peek().Parts.Add(box);
        _boxes.Push(box);
    }

    /// <inheritdoc/>
    protected override void Leave(Module module, Tensor output)
    {
        if (module == _layer)
        {
            _layer = null;
            Add(_boxes.Peek(), Label(module), isOperator: false, [_layerInput!], output);
        }
        else if (_layer is null && module != _root)
        {
            _boxes.Pop();
        }
    }

    /// <inheritdoc/>
    protected override void Ran(OperatorCall call)
    {
        var (name, inputs, output) = (call.Name, call.Inputs, call.Output);
        if (_layer is not null || inputs.Count == 0)
        {
            return;
        }

        Tensor[] flowing = [.. inputs.Where(input => !_weights.Contains(input) && _madeBy.ContainsKey(input))];
        if (flowing.Length == 0)
        {
            return; // something made of weights alone, such as the biases of attention
        }

        if (Views.Contains(name))
        {
            _madeBy[output] = _madeBy[flowing[0]];
        }
        else
        {
            Add(_boxes.Peek(), name.Split("::")[1].Split('.')[0].TrimEnd('_'), isOperator: true, flowing, output);
        }
    }

    private void Add(GraphBox box, string label, bool isOperator, IReadOnlyList<Tensor> inputs, Tensor output)
    {
        var node = new GraphNode(++_count, label, isOperator);
        box.Nodes.Add(node);
        foreach (var input in inputs)
        {
            if (_madeBy.TryGetValue(input, out var from) && _joined.Add((from, node.Number)))
            {
                Edges.Add((from, node.Number, string.Join(" × ", input.Shape.Skip(1))));
            }
        }

        _madeBy[output] = node.Number;
    }

    // A part that has no weights need not be registered, and then has no name.
    private string Label(Module module) => _names.TryGetValue(module, out var name)
        ? $"{name[(name.LastIndexOf('.') + 1)..]}: {module.GetType().Name}"
        : module.GetType().Name;
}
