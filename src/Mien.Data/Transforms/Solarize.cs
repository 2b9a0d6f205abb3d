using Mien.Core;
using Mien.Data.Pipelines;
using Mien.Imaging;

namespace Mien.Data.Transforms;

/// <summary>Inverts the bright values of the picture.</summary>
public sealed record Solarize : RandomTransform<SolarizeDraw>
{
    /// <summary>Values from here on are inverted; default [128, 128] (<c>threshold</c>).</summary>
    public ValueRange ThresholdRange { get; init; } = ValueRange.Exactly(128);

    /// <inheritdoc/>
    public override SolarizeDraw Draw(ref RandomStream random, Image image) => new(ThresholdRange.Draw(ref random));

    /// <inheritdoc/>
    public override Image Change(Image image, in SolarizeDraw draw, ImagePool pool)
    {
        Span<byte> table = stackalloc byte[ValueTable.Levels];
        for (var value = 0; value < table.Length; value++)
        {
            table[value] = (byte)(value < draw.Threshold ? value : 255 - value);
        }

        return ValueTable.Apply(image, table, pool);
    }

    private protected override RandomTransform Bind(ParameterBinder binder) => this with
    {
        ThresholdRange = binder.ExactRange("threshold", ThresholdRange, 0, 256),
    };
}

/// <summary>What <see cref="Solarize"/> draws.</summary>
/// <param name="Threshold">The least value that is inverted.</param>
public readonly record struct SolarizeDraw(double Threshold);
