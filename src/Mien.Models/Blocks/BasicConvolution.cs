using Mien.Torch;

namespace Mien.Models.Blocks;

/// <summary>A convolution without bias, its batch norm (epsilon 0.001) and ReLU, as in both Inception nets: children "conv" and "bn".</summary>
internal sealed class BasicConvolution : Module, IConvNormPairs
{
    private readonly Conv2d _convolution;
    private readonly BatchNorm2d _norm;
    private readonly Relu _relu = new(inPlace: true);

    public BasicConvolution(int inputChannels, int outputChannels, int kernelSize, int stride = 1, int padding = 0)
        : this(inputChannels, outputChannels, (kernelSize, kernelSize), (padding, padding), stride)
    {
    }

    public BasicConvolution(
        int inputChannels, int outputChannels, (long Height, long Width) kernelSize, (long Height, long Width) padding, int stride = 1)
    {
        _convolution = Child("conv", new Conv2d(inputChannels, outputChannels, kernelSize, padding, stride, bias: false));
        _norm = Child("bn", new BatchNorm2d(outputChannels, epsilon: 1e-3));
    }

    public IEnumerable<(Conv2d, BatchNorm2d)> ConvNormPairs => [(_convolution, _norm)];

    protected override Tensor Compute(Tensor input) => _norm.ForwardRelu(_relu, _convolution.Forward(input));
}
