using Mien.Core;
using Mien.Data.Pipelines;
using Mien.Imaging;

namespace Mien.Data.Transforms;

/// <summary>Adds a number of its own to each channel of a colour picture, clips and rounds down.</summary>
public sealed record RGBShift : RandomTransform<RGBShiftDraw>
{
    /// <summary>What is added to red, in grey levels; default [-20, 20] (<c>r_shift_limit</c>).</summary>
    public ValueRange RedRange { get; init; } = ValueRange.Symmetric(20);

    /// <summary>What is added to green, in grey levels; default [-20, 20] (<c>g_shift_limit</c>).</summary>
    public ValueRange GreenRange { get; init; } = ValueRange.Symmetric(20);

    /// <summary>What is added to blue, in grey levels; default [-20, 20] (<c>b_shift_limit</c>).</summary>
    public ValueRange BlueRange { get; init; } = ValueRange.Symmetric(20);

    /// <inheritdoc/>
    public override bool TreatsChannelsAlike => false;

    /// <inheritdoc/>
    public override RGBShiftDraw Draw(ref RandomStream random, Image image)
    {
        var red = RedRange.Draw(ref random);
        var green = GreenRange.Draw(ref random);
        return new(red, green, BlueRange.Draw(ref random));
    }

    /// <inheritdoc/>
    /// <exception cref="MienException">The picture is grey and has one channel.</exception>
    public override Image Change(Image image, in RGBShiftDraw draw, ImagePool pool)
    {
        if (image.Channels == 1)
        {
            throw new MienException("Expected pictures in colour for RGBShift but got one with a single grey channel; take RandomBrightnessContrast for those.");
        }

        Span<byte> tables = stackalloc byte[3 * ValueTable.Levels];
        for (var value = 0; value < ValueTable.Levels; value++)
        {
            tables[value] = Shift(value, draw.RShift);
            tables[value + ValueTable.Levels] = Shift(value, draw.GShift);
            tables[value + (2 * ValueTable.Levels)] = Shift(value, draw.BShift);
        }

        return ValueTable.ApplyEach(image, tables, pool);
    }

    private protected override RandomTransform Bind(ParameterBinder binder) => this with
    {
        RedRange = binder.SymmetricRange("r_shift_limit", RedRange, -255, 255),
        GreenRange = binder.SymmetricRange("g_shift_limit", GreenRange, -255, 255),
        BlueRange = binder.SymmetricRange("b_shift_limit", BlueRange, -255, 255),
    };

    private static byte Shift(int value, double shift) => (byte)Math.Clamp(value + (float)shift, 0f, 255f);
}

/// <summary>What <see cref="RGBShift"/> draws.</summary>
/// <param name="RShift">Added to red.</param>
/// <param name="GShift">Added to green.</param>
/// <param name="BShift">Added to blue.</param>
public readonly record struct RGBShiftDraw(double RShift, double GShift, double BShift);
