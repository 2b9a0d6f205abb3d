using Mien.Torch;

namespace Mien.Training;

/// <summary>Warps every picture of a batch by a map of its own.</summary>
internal static class BatchWarp
{
    /// <summary>The warped pictures.</summary>
    /// <param name="pixels">(N, C, H, W); unchanged.</param>
    /// <param name="maps">One per picture.</param>
    /// <param name="recipe">Says what is beyond the edges and between pixels.</param>
    public static Tensor Apply(Tensor pixels, PixelMap[] maps, BatchLayerRecipe recipe)
    {
        var (height, width) = ((int)pixels.Size(2), (int)pixels.Size(3));
        var places = new float[maps.Length * height * width * 2];
        var next = 0;
        foreach (var map in maps)
        {
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++)
                {
                    var (fromX, fromY) = map.At(x, y);
                    places[next++] = Place(fromX, width, recipe.Fill);
                    places[next++] = Place(fromY, height, recipe.Fill);
                }
            }
        }

        var grid = Tensor.From(places, maps.Length, height, width, 2).To(pixels.Device);
        if (recipe is { Name: BatchLayerName.Perspective, Fill: FillMode.Constant, Interpolation: PixelInterpolation.Bilinear })
        {
            return WithMask(pixels, grid, recipe.FillValue);
        }

        var isConstant = recipe.Fill is FillMode.Constant && recipe.FillValue != 0;
        var border = recipe.Fill switch { FillMode.Constant => GridBorder.Zeros, FillMode.Reflect => GridBorder.Reflection, _ => GridBorder.Border };
        var warped = Functional.GridSample(isConstant ? pixels - recipe.FillValue : pixels, grid, recipe.Interpolation is PixelInterpolation.Nearest, border);
        return isConstant ? warped + recipe.FillValue : warped;
    }

    // torchvision mixes the constant in by a mask of its own, after the edge was mixed with zeros already.
    private static Tensor WithMask(Tensor pixels, Tensor grid, double value)
    {
        var mask = Functional.GridSample(Tensor.Ones([pixels.Size(0), 1, pixels.Size(2), pixels.Size(3)], pixels.DType, pixels.Device), grid);
        return (Functional.GridSample(pixels, grid) * mask) + (((mask * -1) + 1) * value);
    }

    // A pixel's place on the scale from -1 to 1 over the edges of the picture.
    private static float Place(double pixel, int size, FillMode fill) =>
        (float)((((2 * (fill is FillMode.Wrap ? Wrapped(pixel, size) : pixel)) + 1) / size) - 1);

    // As TensorFlow counts: by whole pictures, so that between the last pixel and the first of the next picture nothing is mixed.
    private static double Wrapped(double pixel, int size)
    {
        var last = size - 1;
        return size == 1 ? 0
            : pixel < 0 ? pixel + (size * (Math.Truncate(-pixel / last) + 1))
            : pixel > last ? pixel - (size * Math.Truncate(pixel / last))
            : pixel;
    }
}
