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
