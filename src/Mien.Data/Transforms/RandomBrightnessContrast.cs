using Mien.Core;
using Mien.Data.Pipelines;
using Mien.Imaging;

namespace Mien.Data.Transforms;

/// <summary>Multiplies the values of the picture by a contrast factor, then adds a brightness offset.</summary>
/// <remarks>
/// A value v becomes a v + 255 b, or a v + a b m with the mean m of the picture (<see cref="BrightnessByMax"/>), with the contrast
/// a = 1 + draw of <see cref="ContrastRange"/> and the brightness b = draw of <see cref="BrightnessRange"/>; clipped and rounded
/// down, as in Albumentations.
/// </remarks>
public sealed record RandomBrightnessContrast : RandomTransform<BrightnessContrastDraw>
{
    /// <summary>What is added, as a fraction of 255 or of the mean; default [-0.2, 0.2] (<c>brightness_limit</c>).</summary>
    public ValueRange BrightnessRange { get; init; } = ValueRange.Symmetric(0.2);

    /// <summary>What is added to the contrast factor 1; default [-0.2, 0.2] (<c>contrast_limit</c>).</summary>
    public ValueRange ContrastRange { get; init; } = ValueRange.Symmetric(0.2);

    /// <summary>Whether brightness is a fraction of 255 or of the picture's mean; default true (<c>brightness_by_max</c>).</summary>
    public bool BrightnessByMax { get; init; } = true;

    /// <inheritdoc/>
    public override BrightnessContrastDraw Draw(ref RandomStream random, Image image)
    {
        var alpha = 1 + ContrastRange.Draw(ref random);
        return new(alpha, BrightnessRange.Draw(ref random));
    }

    /// <inheritdoc/>
    public override Image Change(Image image, in BrightnessContrastDraw draw, ImagePool pool)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(pool);
        var offset = BrightnessByMax ? draw.Beta * 255 : draw.Alpha * draw.Beta * PixelStatistics.Mean(image);
        Span<byte> table = stackalloc byte[ValueTable.Levels];
        for (var value = 0; value < table.Length; value++)
        {
            // Single precision, multiply then add, truncate: the order of the original decides the last bit.
            var changed = value * (float)draw.Alpha;
            changed += (float)offset;
            table[value] = (byte)Math.Clamp(changed, 0f, 255f);
        }

        return ValueTable.Apply(image, table, pool);
    }

    private protected override RandomTransform Bind(ParameterBinder binder) => this with
    {
        BrightnessRange = binder.SymmetricRange("brightness_limit", BrightnessRange, -1, 1),
        ContrastRange = binder.SymmetricRange("contrast_limit", ContrastRange, -1, 10),
        BrightnessByMax = binder.Flag("brightness_by_max", BrightnessByMax),
    };
}

/// <summary>What <see cref="RandomBrightnessContrast"/> draws.</summary>
/// <param name="Alpha">Contrast: the factor that values are multiplied by.</param>
/// <param name="Beta">Brightness: what is added, as a fraction of 255 or of the mean.</param>
public readonly record struct BrightnessContrastDraw(double Alpha, double Beta);
