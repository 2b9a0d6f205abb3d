using Mien.Core;
using Mien.Torch;

namespace Mien.Training;

/// <summary>Random changes of whole batches before the network sees them: Keras' preprocessing layers and torchvision's transforms of tensors.</summary>
/// <param name="recipes">The changes, in order.</param>
public sealed class BatchLayers(IReadOnlyList<BatchLayerRecipe> recipes)
{
    /// <summary>Changes a batch.</summary>
    /// <param name="pixels">(N, C, H, W); unchanged.</param>
    /// <param name="seed">Of the run.</param>
    /// <param name="epoch">Epoch, from 1.</param>
    /// <param name="batch">Batch of the epoch, from 0; with seed and epoch it decides every draw, so that a resumed run repeats them.</param>
    public Tensor Apply(Tensor pixels, ulong seed, int epoch, int batch)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        foreach (var (number, recipe) in recipes.Index())
        {
            pixels = Apply(recipe, pixels, new RandomStream(seed, $"batch layer {number}", epoch, batch));
        }

        return pixels;
    }

    private static Tensor Apply(BatchLayerRecipe recipe, Tensor pixels, RandomStream random)
    {
        var count = (int)pixels.Size(0);
        if (recipe.Name is BatchLayerName.Flip)
        {
            var across = recipe.Mode is FlipMode.Vertical ? pixels : Flip(recipe, pixels, dimension: 3, ref random);
            return recipe.Mode is FlipMode.Horizontal ? across : Flip(recipe, across, dimension: 2, ref random);
        }

        var (height, width) = ((int)pixels.Size(2), (int)pixels.Size(3));
        var maps = new PixelMap[count];
        for (var row = 0; row < count; row++)
        {
            maps[row] = row > 0 && recipe.IsSameForBatch ? maps[0] : Draw(recipe, height, width, ref random);
        }

        return maps.All(map => map == PixelMap.Identity) ? pixels : BatchWarp.Apply(pixels, maps, recipe);
    }

    private static Tensor Flip(BatchLayerRecipe recipe, Tensor pixels, int dimension, ref RandomStream random)
    {
        var flips = new float[pixels.Size(0)];
        for (var row = 0; row < flips.Length; row++)
        {
            flips[row] = row > 0 && recipe.IsSameForBatch ? flips[0] : random.NextBool(recipe.EffectiveProbability) ? 1 : 0;
        }

        // 0 and 1 as factors leave every pixel exact.
        var mask = Tensor.From(flips, flips.Length, 1, 1, 1).To(pixels.Device);
        return (pixels.Flip(dimension) * mask) + (pixels * ((mask * -1) + 1));
    }

    private static PixelMap Draw(BatchLayerRecipe recipe, int height, int width, ref RandomStream random)
    {
        if (!random.NextBool(recipe.EffectiveProbability))
        {
            return PixelMap.Identity;
        }

        var (tall, wide) = (recipe.HeightFraction, recipe.WidthFraction ?? recipe.HeightFraction);
        switch (recipe.Name)
        {
            case BatchLayerName.Rotation:
                return PixelMap.Rotation(random.NextDouble(-recipe.Degrees, recipe.Degrees) * Math.PI / 180, height, width);
            case BatchLayerName.Zoom:
                var vertical = 1 + random.NextDouble(-tall, tall);
                return PixelMap.Zoom(vertical, recipe.WidthFraction is null ? vertical : 1 + random.NextDouble(-wide, wide), height, width);
            case BatchLayerName.Translation:
                return PixelMap.Translation(random.NextDouble(-tall, tall) * height, random.NextDouble(-wide, wide) * width);
            default:
                var (down, right) = ((int)(recipe.Distortion * (height / 2)), (int)(recipe.Distortion * (width / 2)));
                var corners = new (double X, double Y)[4];
                foreach (var (corner, (x, y)) in PixelMap.Corners(height, width).Index())
                {
                    var (inX, inY) = (random.NextInt32(right + 1), random.NextInt32(down + 1));
                    corners[corner] = (x == 0 ? inX : x - inX, y == 0 ? inY : y - inY);
                }

                return PixelMap.Perspective(corners, height, width);
        }
    }
}
