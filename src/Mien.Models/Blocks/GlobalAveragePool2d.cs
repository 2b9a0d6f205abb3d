using Mien.Torch;

namespace Mien.Models.Blocks;

/// <summary>The mean of each map: (N, C, H, W) to (N, C).</summary>
internal sealed class GlobalAveragePool2d : Module
{
    protected override Tensor Compute(Tensor input) => Functional.AdaptiveAvgPool2d(input).Flatten(1);
}
