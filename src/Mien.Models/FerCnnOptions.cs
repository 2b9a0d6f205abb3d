using System.Collections.Immutable;
using Mien.Core;

namespace Mien.Models;

/// <summary>What may differ between two nets of one rung of <see cref="FerCnn"/>; null takes what the rung has.</summary>
public sealed record FerCnnOptions : ModelOptions
{
    /// <summary>The defaults.</summary>
    public FerCnnOptions()
    {
    }

    /// <summary>The defaults beside options that every net has.</summary>
    public FerCnnOptions(ModelOptions options)
        : base(options)
    {
    }

    /// <summary>Channels of each convolution, at least 1: 32 and 64 in the first three rungs; 32, 64, 128 and 256 in the fourth.</summary>
    public ImmutableArray<int>? Filters
    {
        get;
        init => field = value is null || value.Value.All(count => count >= 1) ? value : throw new ConfigException($"Expected at least 1 channel in every convolution but got {string.Join(", ", value.Value)}.");
    }

    /// <summary>Features of each hidden layer behind the convolutions, at least 1; none is allowed. 128 in the first three rungs, 1024 in the fourth.</summary>
    public ImmutableArray<int>? DenseSizes
    {
        get;
        init => field = value is null || value.Value.All(count => count >= 1) ? value : throw new ConfigException($"Expected at least 1 feature in every hidden layer but got {string.Join(", ", value.Value)}.");
    }

    /// <summary>
    /// Probability of dropout behind convolutions, in [0, 1), where the rung has dropout; 0.25 unless <see cref="ModelOptions.Dropout"/> says
    /// otherwise.
    /// </summary>
    public double? ConvolutionDropout
    {
        get;
        init => field = Fraction(value, "dropout probability");
    }

    /// <summary>The same behind hidden layers; 0.5.</summary>
    public double? DenseDropout
    {
        get;
        init => field = Fraction(value, "dropout probability");
    }

    /// <summary>Coefficient of the squares of the kernels of the fourth rung's last two convolutions in the loss, at least 0; 0.01.</summary>
    public double KernelL2
    {
        get;
        init => field = value is >= 0 and < double.PositiveInfinity ? value : throw new ConfigException($"Expected a coefficient of at least 0 for kernels but got {value}.");
    } = 0.01;

    /// <summary>Whether the outputs are probabilities rather than logits; default false, because losses take logits.</summary>
    public bool EndsInSoftmax { get; init; }
}
