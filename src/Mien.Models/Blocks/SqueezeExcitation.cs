using Mien.Torch;

namespace Mien.Models.Blocks;

/// <summary>
/// Weighs each channel by a number in [0, 1] that two small layers make of the means of all channels
/// (Hu et al. 2018, "Squeeze-and-excitation networks", CVPR).
/// </summary>
internal sealed class SqueezeExcitation : Module
{
    private readonly AdaptiveAvgPool2d _avgPool;
    private readonly Conv2d _fc1, _fc2;
    private readonly Module _activation, _scaleActivation;

    /// <param name="channels">Channels that come in and go out.</param>
    /// <param name="squeezeChannels">Channels between the two layers.</param>
    /// <param name="activation">After the first layer.</param>
    /// <param name="scaleActivation">After the second; maps to [0, 1].</param>
    public SqueezeExcitation(int channels, int squeezeChannels, Module activation, Module scaleActivation)
    {
        _avgPool = Child("avgpool", new AdaptiveAvgPool2d());
        _fc1 = Child("fc1", new Conv2d(channels, squeezeChannels, kernelSize: 1));
        _fc2 = Child("fc2", new Conv2d(squeezeChannels, channels, kernelSize: 1));
        _activation = Child("activation", activation);
        _scaleActivation = Child("scale_activation", scaleActivation);
    }

    protected override Tensor Compute(Tensor input)
    {
        var squeezed = _activation.Forward(_fc1.Forward(_avgPool.Forward(input)));
        return _scaleActivation.Forward(_fc2.Forward(squeezed)) * input;
    }
}
