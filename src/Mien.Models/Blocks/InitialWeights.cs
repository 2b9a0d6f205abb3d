using Mien.Torch;

namespace Mien.Models.Blocks;

/// <summary>Rules for fresh weights that several architectures share.</summary>
internal static class InitialWeights
{
    /// <summary>Kaiming normal by the outputs, which keeps the variance of gradients; bias 0.</summary>
    public static void FanOut(Conv2d convolution, Initializer initializer)
    {
        initializer.KaimingNormal(convolution.Weight, "weight", FanMode.FanOut);
        ZeroIfAny(convolution.Bias);
    }

    /// <summary>The rule of VGG and the MobileNets: <see cref="FanOut"/> for convolutions, normal with deviation 0.01 for linear layers.</summary>
    /// <returns>False for a module of another kind, which is left alone.</returns>
    public static bool FanOutAndSmallNormal(Module module, Initializer initializer)
    {
        switch (module)
        {
            case Conv2d convolution:
                FanOut(convolution, initializer);
                return true;
            case Linear linear:
                Normal(linear, initializer, 0.01);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Normal around 0; bias 0.</summary>
    public static void Normal(Linear linear, Initializer initializer, double standardDeviation)
    {
        initializer.Normal(linear.Weight, "weight", 0, standardDeviation);
        ZeroIfAny(linear.Bias);
    }

    /// <summary>Normal around 0, cut off at 2 as in PyTorch (not at two deviations); bias 0.</summary>
    public static void TruncatedNormal(Tensor weight, Tensor? bias, Initializer initializer, double standardDeviation)
    {
        initializer.TruncatedNormal(weight, "weight", 0, standardDeviation);
        ZeroIfAny(bias);
    }

    /// <summary>Sets a bias to 0.</summary>
    public static void ZeroIfAny(Tensor? bias)
    {
        if (bias is not null)
        {
            Initializer.Constant(bias, 0);
        }
    }
}
