using Mien.Core;
using Mien.Data.Pipelines;
using Mien.Imaging;

namespace Mien.Data.Transforms;

/// <summary>Shifts hue, saturation and value of the colours; of a grey picture the value only.</summary>
public sealed record HueSaturationValue : RandomTransform<HueSaturationValueDraw>
{
    /// <summary>Shift of the hue in steps of 2 degrees; default [-20, 20] (<c>hue_shift_limit</c>).</summary>
    public ValueRange HueRange { get; init; } = ValueRange.Symmetric(20);

    /// <summary>What is added to the saturation, of 255; default [-30, 30] (<c>sat_shift_limit</c>).</summary>
    public ValueRange SaturationRange { get; init; } = ValueRange.Symmetric(30);

    /// <summary>What is added to the value, of 255; default [-20, 20] (<c>val_shift_limit</c>).</summary>
    public ValueRange BrightnessRange { get; init; } = ValueRange.Symmetric(20);

    /// <inheritdoc/>
    public override bool TreatsChannelsAlike => false;

    /// <inheritdoc/>
    public override HueSaturationValueDraw Draw(ref RandomStream random, Image image)
    {
        var hue = HueRange.Draw(ref random);
        var saturation = SaturationRange.Draw(ref random);
        return new(hue, saturation, BrightnessRange.Draw(ref random));
    }

    /// <inheritdoc/>
    public override Image Change(Image image, in HueSaturationValueDraw draw, ImagePool pool)
    {
        if (draw is { HueShift: 0, SatShift: 0, ValShift: 0 })
        {
            return image;
        }

        Span<byte> tables = stackalloc byte[3 * ValueTable.Levels];
        for (var value = 0; value < ValueTable.Levels; value++)
        {
            tables[value] = draw.HueShift == 0 ? (byte)value : HueTable.Shifted(value, draw.HueShift);
            tables[value + ValueTable.Levels] = (byte)Math.Clamp(value + draw.SatShift, 0, 255);
            tables[value + (2 * ValueTable.Levels)] = (byte)Math.Clamp(value + draw.ValShift, 0, 255);
        }

        if (image.Channels == 1)
        {
            return ValueTable.Apply(image, tables[(2 * ValueTable.Levels)..], pool);
        }

        var hsv = pool.RentLike(image);
        Colour.Convert(image, hsv, ColourConversion.RgbToHsv);
        var shifted = ValueTable.ApplyEach(hsv, tables, pool);
        var result = pool.RentLike(image);
        Colour.Convert(shifted, result, ColourConversion.HsvToRgb);
        return result;
    }

    private protected override RandomTransform Bind(ParameterBinder binder) => this with
    {
        HueRange = binder.SymmetricRange("hue_shift_limit", HueRange, -180, 180),
        SaturationRange = binder.SymmetricRange("sat_shift_limit", SaturationRange, -255, 255),
        BrightnessRange = binder.SymmetricRange("val_shift_limit", BrightnessRange, -255, 255),
    };
}

/// <summary>What <see cref="HueSaturationValue"/> draws.</summary>
/// <param name="HueShift">Shift of the hue in steps of 2 degrees.</param>
/// <param name="SatShift">Added to the saturation.</param>
/// <param name="ValShift">Added to the value.</param>
public readonly record struct HueSaturationValueDraw(double HueShift, double SatShift, double ValShift);
