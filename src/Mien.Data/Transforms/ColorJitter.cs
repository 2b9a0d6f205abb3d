using System.Collections.Immutable;
using Mien.Core;
using Mien.Data.Pipelines;
using Mien.Imaging;

namespace Mien.Data.Transforms;

/// <summary>Changes brightness, contrast, saturation and hue in random order, as torchvision does; of a grey picture the first two.</summary>
public sealed record ColorJitter : RandomTransform<ColorJitterDraw>
{
    /// <summary>Factor of the values; default [0.8, 1.2] (<c>brightness</c>: a number v means [1 - v, 1 + v], at least 0).</summary>
    public ValueRange BrightnessRange { get; init; } = new(0.8, 1.2);

    /// <summary>Factor of the distance to the mean grey; default [0.8, 1.2] (<c>contrast</c>, likewise).</summary>
    public ValueRange ContrastRange { get; init; } = new(0.8, 1.2);

    /// <summary>Factor of the distance to the grey of the same pixel; default [0.8, 1.2] (<c>saturation</c>, likewise).</summary>
    public ValueRange SaturationRange { get; init; } = new(0.8, 1.2);

    /// <summary>Turn of the hue as a fraction of the circle; default [-0.2, 0.2] (<c>hue</c>).</summary>
    public ValueRange HueRange { get; init; } = ValueRange.Symmetric(0.2);

    /// <inheritdoc/>
    public override bool TreatsChannelsAlike => false;

    /// <inheritdoc/>
    public override ColorJitterDraw Draw(ref RandomStream random, Image image)
    {
        var (brightness, contrast) = (BrightnessRange.Draw(ref random), ContrastRange.Draw(ref random));
        var (saturation, hue) = (SaturationRange.Draw(ref random), HueRange.Draw(ref random));
        Span<int> order = [0, 1, 2, 3];
        random.Shuffle(order);
        return new(brightness, contrast, saturation, hue, [.. order]);
    }

    /// <inheritdoc/>
    public override Image Change(Image image, in ColorJitterDraw draw, ImagePool pool)
    {
        foreach (var step in draw.Order)
        {
            image = step switch
            {
                0 => Brighten(image, draw.Brightness, pool),
                1 => ChangeContrast(image, draw.Contrast, pool),
                2 => Saturate(image, draw.Saturation, pool),
                _ => TurnHue(image, draw.Hue, pool),
            };
        }

        return image;
    }

    private protected override RandomTransform Bind(ParameterBinder binder) => this with
    {
        BrightnessRange = Factors(binder, "brightness", BrightnessRange),
        ContrastRange = Factors(binder, "contrast", ContrastRange),
        SaturationRange = Factors(binder, "saturation", SaturationRange),
        HueRange = binder.SymmetricRange("hue", HueRange, -0.5, 0.5),
    };

    private static ValueRange Factors(ParameterBinder binder, string key, ValueRange value) =>
        binder.Bind(key, value, new RangeFormat(0, 100, number => new(Math.Max(0, 1 - number), 1 + number)));

    private static Image Brighten(Image image, double factor, ImagePool pool) => factor == 1 ? image : Scale(image, factor, offset: 0, pool);

    // About the mean of the greys, which factor 0 makes of everything, rounded to nearest; the other values are rounded down.
    private static Image ChangeContrast(Image image, double factor, ImagePool pool)
    {
        if (factor == 1)
        {
            return image;
        }

        var mean = PixelStatistics.Mean(Grey(image, pool));
        return factor == 0 ? Scale(image, 0, Math.Floor(mean + 0.5), pool) : Scale(image, factor, mean * (1 - factor), pool);
    }

    private static Image Saturate(Image image, double factor, ImagePool pool)
    {
        if (factor == 1 || image.Channels == 1)
        {
            return image;
        }

        var grey = pool.RentLike(image);
        Colour.Convert(Grey(image, pool), grey, ColourConversion.GreyToRgb);
        if (factor == 0)
        {
            return grey;
        }

        var result = pool.RentLike(image);
        Colour.Blend(image, factor, grey, 1 - factor, result);
        return result;
    }

    private static Image TurnHue(Image image, double turn, ImagePool pool)
    {
        if (turn == 0 || image.Channels == 1)
        {
            return image;
        }

        var hsv = pool.RentLike(image);
        Colour.Convert(image, hsv, ColourConversion.RgbToHsv);
        Span<byte> table = stackalloc byte[ValueTable.Levels];
        for (var hue = 0; hue < table.Length; hue++)
        {
            table[hue] = HueTable.Shifted(hue, 180 * turn);
        }

        for (var index = 0; index < hsv.Pixels.Length; index += 3)
        {
            hsv.Pixels[index] = table[hsv.Pixels[index]];
        }

        var result = pool.RentLike(image);
        Colour.Convert(hsv, result, ColourConversion.HsvToRgb);
        return result;
    }

    private static Image Scale(Image image, double factor, double offset, ImagePool pool)
    {
        Span<byte> table = stackalloc byte[ValueTable.Levels];
        for (var value = 0; value < table.Length; value++)
        {
            table[value] = (byte)Math.Clamp((value * factor) + offset, 0, 255);
        }

        return ValueTable.Apply(image, table, pool);
    }

    private static Image Grey(Image image, ImagePool pool)
    {
        if (image.Channels == 1)
        {
            return image;
        }

        var grey = pool.Rent(image.Width, image.Height, 1);
        Colour.Convert(image, grey, ColourConversion.RgbToGrey);
        return grey;
    }
}

/// <summary>What <see cref="ColorJitter"/> draws.</summary>
/// <param name="Brightness">Factor of the values.</param>
/// <param name="Contrast">Factor of the distance to the mean.</param>
/// <param name="Saturation">Factor of the distance to grey.</param>
/// <param name="Hue">Turn of the hue as a fraction of the circle.</param>
/// <param name="Order">Which comes first: 0 brightness, 1 contrast, 2 saturation, 3 hue.</param>
public readonly record struct ColorJitterDraw(double Brightness, double Contrast, double Saturation, double Hue, ImmutableArray<int> Order);
