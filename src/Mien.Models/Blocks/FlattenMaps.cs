using Mien.Core;
using Mien.Torch;

namespace Mien.Models.Blocks;

/// <summary>Maps to one row of features in the order of TensorFlow, channels fastest: (N, C, H, W) to (N, H * W * C).</summary>
/// <param name="sidePx">H and W, which the layer behind counts on.</param>
/// <param name="inputPx">Width and height of pictures that give such maps, for the message.</param>
internal sealed class FlattenMaps(int sidePx, int inputPx) : Module
{
    protected override Tensor Compute(Tensor input) => input.Size(2) == sidePx && input.Size(3) == sidePx
        ? input.Permute(0, 2, 3, 1).Flatten(1)
        : throw new MienException(
            $"Expected pictures of {inputPx} x {inputPx}, whose last maps are {sidePx} x {sidePx}, because the net flattens them, but got maps of {input.Size(2)} x {input.Size(3)}.");
}
