using Mien.Core;
using Mien.Data.Pipelines;
using Mien.Imaging;

namespace Mien.Data.Transforms;

/// <summary>Cuts out a part of random size, shape and place and resamples it to a given size.</summary>
/// <remarks>As torchvision and Albumentations do it: ten tries to find a part that fits, then the largest in the middle.</remarks>
public sealed record RandomResizedCrop : RandomTransform<RandomResizedCropDraw>
{
    private const int TryCount = 10;

    /// <summary>Happens always unless asked otherwise.</summary>
    public RandomResizedCrop() => Probability = 1.0;

    /// <summary>Height of the result in pixels; has no default in files (<c>height</c>).</summary>
    public int HeightPx { get; init; } = 1;

    /// <summary>Width of the result in pixels; has no default in files (<c>width</c>).</summary>
    public int WidthPx { get; init; } = 1;

    /// <summary>Area of the part as a fraction of the picture; default [0.08, 1] (<c>scale</c>).</summary>
    public ValueRange ScaleRange { get; init; } = new(0.08, 1.0);

    /// <summary>Width by height of the part, drawn by its logarithm; default [3/4, 4/3] (<c>ratio</c>).</summary>
    public ValueRange RatioRange { get; init; } = new(0.75, 4.0 / 3);

    /// <summary>How values between pixels are found; default linear (<c>interpolation</c>).</summary>
    public Interpolation Interpolation { get; init; } = Interpolation.Linear;

    /// <inheritdoc/>
    public override bool NeedsFullSize => true;

    /// <inheritdoc/>
    public override RandomResizedCropDraw Draw(ref RandomStream random, Image image)
    {
        for (var count = 0; count < TryCount; count++)
        {
            var area = ScaleRange.Draw(ref random) * image.Width * image.Height;
            var ratio = Math.Exp(random.NextDouble(Math.Log(RatioRange.Low), Math.Log(RatioRange.High)));
            var (width, height) = ((int)Math.Round(Math.Sqrt(area * ratio)), (int)Math.Round(Math.Sqrt(area / ratio)));
            if (width >= 1 && width <= image.Width && height >= 1 && height <= image.Height)
            {
                var y = random.NextInt32(image.Height - height + 1);
                return new(random.NextInt32(image.Width - width + 1), y, width, height);
            }
        }

        return Central(image);
    }

    /// <inheritdoc/>
    public override Image Change(Image image, in RandomResizedCropDraw draw, ImagePool pool)
    {
        var part = CropSize.Crop(image, draw.X, draw.Y, draw.CropWidth, draw.CropHeight, pool);
        return CropSize.Resize(part, WidthPx, HeightPx, Interpolation, pool);
    }

    /// <summary>The largest part in the middle whose shape is allowed.</summary>
    internal RandomResizedCropDraw Central(Image image)
    {
        var (width, height) = (image.Width, image.Height);
        var ratio = (double)width / height;
        if (ratio < RatioRange.Low)
        {
            height = Math.Clamp((int)Math.Round(width / RatioRange.Low), 1, height);
        }
        else if (ratio > RatioRange.High)
        {
            width = Math.Clamp((int)Math.Round(height * RatioRange.High), 1, width);
        }

        return new((image.Width - width) / 2, (image.Height - height) / 2, width, height);
    }

    private protected override RandomTransform Bind(ParameterBinder binder) => this with
    {
        HeightPx = binder.RequiredSize("height", HeightPx),
        WidthPx = binder.RequiredSize("width", WidthPx),
        ScaleRange = binder.PairOfNumbers("scale", ScaleRange, 0, 1),
        RatioRange = binder.PairOfNumbers("ratio", RatioRange, 0.01, 100),
        Interpolation = binder.Resampling(Interpolation),
    };
}

/// <summary>What <see cref="RandomResizedCrop"/> draws: a part of the picture.</summary>
/// <param name="X">Its first column.</param>
/// <param name="Y">Its first row.</param>
/// <param name="CropWidth">Its width in pixels.</param>
/// <param name="CropHeight">Its height in pixels.</param>
public readonly record struct RandomResizedCropDraw(int X, int Y, int CropWidth, int CropHeight);
