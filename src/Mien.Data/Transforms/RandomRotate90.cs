using Mien.Core;
using Mien.Data.Pipelines;
using Mien.Imaging;

namespace Mien.Data.Transforms;

/// <summary>Turns the picture by none, one, two or three quarter turns counter-clockwise, each equally likely.</summary>
public sealed record RandomRotate90 : RandomTransform<RandomRotate90Draw>
{
    /// <inheritdoc/>
    public override RandomRotate90Draw Draw(ref RandomStream random, Image image) => new(random.NextInt32(4));

    /// <inheritdoc/>
    public override Image Change(Image image, in RandomRotate90Draw draw, ImagePool pool)
    {
        if (draw.Factor == 0)
        {
            return image;
        }

        if (draw.Factor == 2)
        {
            var half = pool.RentLike(image);
            Geometry.Rotate180(image, half);
            return half;
        }

        var transposed = pool.Rent(image.Height, image.Width, image.Channels);
        Geometry.Transpose(image, transposed);
        var result = pool.RentLike(transposed);
        if (draw.Factor == 1)
        {
            Geometry.FlipVertical(transposed, result);
        }
        else
        {
            Geometry.FlipHorizontal(transposed, result);
        }

        return result;
    }

    private protected override RandomTransform Bind(ParameterBinder binder) => this;
}

/// <summary>What <see cref="RandomRotate90"/> draws.</summary>
/// <param name="Factor">Quarter turns counter-clockwise, 0 to 3.</param>
public readonly record struct RandomRotate90Draw(int Factor);
