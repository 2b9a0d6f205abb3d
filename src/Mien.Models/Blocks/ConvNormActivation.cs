using Mien.Torch;

namespace Mien.Models.Blocks;

/// <summary>A convolution without bias that keeps the size but for its stride, a batch norm, and an activation: children "0", "1" and "2".</summary>
internal sealed class ConvNormActivation : Module, IConvNormPairs
{
    private readonly Conv2d _convolution;
    private readonly BatchNorm2d _norm;
    private readonly Module? _activation;

    /// <param name="inputChannels">Channels that come in.</param>
    /// <param name="norm">The norm, whose channels are those that go out.</param>
    /// <param name="activation">Null for none.</param>
    /// <param name="kernelSize">Side of the kernel, odd.</param>
    /// <param name="stride">Step in both directions.</param>
    /// <param name="groups">Groups of channels that do not mix.</param>
    public ConvNormActivation(int inputChannels, BatchNorm2d norm, Module? activation, int kernelSize = 1, int stride = 1, int groups = 1)
    {
        _convolution = Child("0", new Conv2d(
            inputChannels, norm.Weight.Count, kernelSize, stride, padding: (kernelSize - 1) / 2, groups: groups, bias: false));
        _norm = Child("1", norm);
        _activation = activation is null ? null : Child("2", activation);
    }

    public IEnumerable<(Conv2d, BatchNorm2d)> ConvNormPairs => [(_convolution, _norm)];

    protected override Tensor Compute(Tensor input)
    {
        var output = _convolution.Forward(input);
        return _activation switch
        {
            Relu relu => _norm.ForwardRelu(relu, output),
            null => _norm.Forward(output),
            _ => _activation.Forward(_norm.Forward(output)),
        };
    }
}
