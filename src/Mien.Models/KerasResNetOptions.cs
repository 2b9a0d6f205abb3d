using Mien.Core;
using Mien.Torch;

namespace Mien.Models;

/// <summary>
/// What may differ between two nets of <see cref="KerasResNet"/>. <see cref="ModelOptions.ClassCount"/> is Keras' <c>output_units</c> and
/// <see cref="ModelOptions.Dropout"/> its <c>dropout_rate</c>, by default 0.
/// </summary>
public sealed record KerasResNetOptions : ModelOptions
{
    /// <summary>The defaults.</summary>
    public KerasResNetOptions()
    {
    }

    /// <summary>The defaults beside options that every net has.</summary>
    public KerasResNetOptions(ModelOptions options)
        : base(options)
    {
    }

    /// <summary>
    /// Whether the net takes raw pixels in [0, 255] and divides them by 255 itself. Default false: preprocessing does that, as for every
    /// other net.
    /// </summary>
    public bool Normalizes { get; init; }

    /// <summary>A layer, or a <see cref="Sequential"/> of several, that pictures pass first, made anew for each net; default none.</summary>
    public Func<Module>? AfterInput { get; init; }

    /// <summary>
    /// Whether the last maps are flattened, in the order height, width, channel, rather than averaged. The net then takes pictures of
    /// <see cref="ModelOptions.InputPx"/> only. Default false.
    /// </summary>
    public bool Flattens { get; init; }

    /// <summary>Whether the outputs are probabilities rather than logits; default false, because losses take logits.</summary>
    public bool EndsInSoftmax { get; init; }

    /// <summary>From which distribution kernels are drawn; null, the default, takes that of the original. Biases are 0.</summary>
    public KernelInitializer? KernelInitializer { get; init; }

    /// <summary>Coefficient of the squares of all kernels in the loss, at least 0; default 0. See <see cref="IKernelPenalties"/>.</summary>
    public double KernelL2
    {
        get;
        init => field = value is >= 0 and < double.PositiveInfinity ? value : throw new ConfigException($"Expected a coefficient of at least 0 for kernels but got {value}.");
    }
}
