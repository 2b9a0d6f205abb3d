using Mien.Torch;

namespace Mien.Models;

/// <summary>Tells the output of every module of a network, by its name, while it computes.</summary>
internal sealed class LayerWatch(Module network, Action<string, Module, Tensor> onOutput) : ForwardObserver
{
    private readonly Dictionary<Module, string> _names = network.NamedModules().ToDictionary(item => item.Module, item => item.Name);

    /// <summary>Computes without gradients.</summary>
    public static void Run(Module network, Tensor pictures, Action<string, Module, Tensor> onOutput)
    {
        using var noGradients = NoGrad.Begin();
        using var watching = Begin(new LayerWatch(network, onOutput));
        network.Forward(pictures);
    }

    protected override void Enter(Module module, Tensor input)
    {
    }

    protected override void Leave(Module module, Tensor output)
    {
        if (_names.TryGetValue(module, out var name))
        {
            onOutput(name, module, output);
        }
    }

    protected override void Ran(OperatorCall call)
    {
    }
}
