namespace Mien.Torch;

/// <summary>The distributions from which Keras draws fresh kernels, by the names it has for them: <c>he_uniform</c> and so on.</summary>
/// <remarks>
/// He et al. 2015 (ICCV), Glorot and Bengio 2010 (AISTATS), LeCun et al. 1998 ("Efficient BackProp"). Those called normal are cut off at two
/// deviations and widened, so that what is left has the variance of the rule; PyTorch's are not.
/// </remarks>
public enum KernelInitializer
{
    /// <summary>Variance 2 / fanIn.</summary>
    HeUniform,

    /// <summary>Variance 2 / fanIn.</summary>
    HeNormal,

    /// <summary>Variance 2 / (fanIn + fanOut); what Keras takes unless told otherwise.</summary>
    GlorotUniform,

    /// <summary>Variance 2 / (fanIn + fanOut).</summary>
    GlorotNormal,

    /// <summary>Variance 1 / fanIn.</summary>
    LecunUniform,

    /// <summary>Variance 1 / fanIn.</summary>
    LecunNormal,
}

/// <summary>Draws by <see cref="KernelInitializer"/>.</summary>
public static class KernelInitializers
{
    /// <summary>The deviation of a standard normal that is cut off at -2 and 2.</summary>
    private const double TruncatedDeviation = 0.87962566103423978;

    /// <summary>Draws a weight (out, in, ...) in place.</summary>
    public static void Draw(this KernelInitializer law, Tensor weight, Initializer initializer)
    {
        ArgumentNullException.ThrowIfNull(weight);
        var (fanIn, fanOut) = ((double)Initializer.Fan(weight, FanMode.FanIn), Initializer.Fan(weight, FanMode.FanOut));
        var variance = law switch
        {
            KernelInitializer.HeUniform or KernelInitializer.HeNormal => 2 / fanIn,
            KernelInitializer.GlorotUniform or KernelInitializer.GlorotNormal => 2 / (fanIn + fanOut),
            _ => 1 / fanIn,
        };
        if (law is KernelInitializer.HeUniform or KernelInitializer.GlorotUniform or KernelInitializer.LecunUniform)
        {
            var limit = Math.Sqrt(3 * variance);
            initializer.Uniform(weight, "weight", -limit, limit);
        }
        else
        {
            var deviation = Math.Sqrt(variance) / TruncatedDeviation;
            initializer.TruncatedNormal(weight, "weight", 0, deviation, -2 * deviation, 2 * deviation);
        }
    }
}
