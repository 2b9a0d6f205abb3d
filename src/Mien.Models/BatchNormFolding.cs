using Mien.Torch;

namespace Mien.Models;

/// <summary>A module some of whose convolutions are followed directly by a batch norm that is their only user.</summary>
public interface IConvNormPairs
{
    /// <summary>Those pairs, of this module itself; modules below it declare their own.</summary>
    IEnumerable<(Conv2d Convolution, BatchNorm2d Norm)> ConvNormPairs { get; }
}

/// <summary>Makes a trained model faster for prediction by taking its batch norms into the convolutions before them.</summary>
public static class BatchNormFolding
{
    /// <summary>
    /// Folds every declared pair (<see cref="IConvNormPairs"/>) and every pair inside a <see cref="Sequential"/>, and switches the
    /// model to evaluation. Outputs stay equal but for rounding; fold before converting to bfloat16. A second call does nothing.
    /// </summary>
    /// <remarks>The folded model can neither train nor be saved under the architecture's names: fold a copy that only predicts.</remarks>
    /// <returns>How many norms were folded by this call.</returns>
    public static int Fold(Module model)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.Train(false);
        (Conv2d Convolution, BatchNorm2d Norm)[] pairs =
            [.. model.NamedModules().SelectMany(item => PairsOf(item.Module)).Where(pair => !pair.Norm.IsAbsorbed)];
        foreach (var (convolution, norm) in pairs)
        {
            convolution.Absorb(norm);
        }

        return pairs.Length;
    }

    private static IEnumerable<(Conv2d Convolution, BatchNorm2d Norm)> PairsOf(Module module) => module switch
    {
        IConvNormPairs declared => declared.ConvNormPairs,
        Sequential sequential => Neighbours(sequential),
        _ => [],
    };

    private static IEnumerable<(Conv2d Convolution, BatchNorm2d Norm)> Neighbours(Sequential sequential)
    {
        Module? before = null;
        foreach (var (_, module) in sequential.NamedChildren())
        {
            if (before is Conv2d convolution && module is BatchNorm2d norm)
            {
                yield return (convolution, norm);
            }

            before = module;
        }
    }
}
