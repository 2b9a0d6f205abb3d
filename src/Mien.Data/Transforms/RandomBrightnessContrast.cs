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
public sealed record RandomBrightnessContrast : RandomTransform
{
    /// <summary>What is added, as a fraction of 255 or of the mean; default [-0.2, 0.2] (<c>brightness_limit</c>).</summary>
    public ValueRange BrightnessRange { get; init; } = ValueRange.Symmetric(0.2);

    /// <summary>What is added to the contrast factor 1; default [-0.2, 0.2] (<c>contrast_limit</c>).</summary>
    public ValueRange ContrastRange { get; init; } = ValueRange.Symmetric(0.2);

    /// <summary>Whether brightness is a fraction of 255 or of the picture's mean; default true (<c>brightness_by_max</c>).</summary>
    public bool BrightnessByMax { get; init; } = true;

    /// <summary>The change with given parameters.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="result">Takes the result; of the same size.</param>
    /// <param name="contrastFactor">a, 1 for no change.</param>
    /// <param name="brightness">b, 0 for no change.</param>
    /// <param name="brightnessByMax">Whether b is a fraction of 255 or of the mean.</param>
    public static void Apply(Image image, Image result, double contrastFactor, double brightness, bool brightnessByMax)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(result);
        var offset = brightnessByMax ? brightness * 255 : contrastFactor * brightness * Mean(image.Pixels);
        Span<byte> table = stackalloc byte[256];
        for (var value = 0; value < table.Length; value++)
        {
            // Single precision, multiply then add, truncate: the order of the original decides the last bit.
            var changed = value * (float)contrastFactor;
            changed += (float)offset;
            table[value] = (byte)Math.Clamp(changed, 0f, 255f);
        }

        var source = image.Pixels;
        var target = result.Pixels.AsSpan(0, source.Length);
        for (var index = 0; index < source.Length; index++)
        {
            target[index] = table[source[index]];
        }
    }

    /// <inheritdoc/>
    protected override Image Change(Image image, ref RandomStream random, ImagePool pool)
    {
        var contrastFactor = 1 + ContrastRange.Draw(ref random);
        var brightness = BrightnessRange.Draw(ref random);
        var result = pool.RentLike(image);
        Apply(image, result, contrastFactor, brightness, BrightnessByMax);
        return result;
    }

    internal static RandomBrightnessContrast Read(ParameterReader parameters) => new()
    {
        Probability = parameters.Probability(),
        AlwaysApply = parameters.AlwaysApply(),
        BrightnessRange = parameters.SymmetricRange("brightness_limit", ValueRange.Symmetric(0.2), -1, 1),
        ContrastRange = parameters.SymmetricRange("contrast_limit", ValueRange.Symmetric(0.2), -1, 10),
        BrightnessByMax = parameters.Flag("brightness_by_max", true),
    };

    private static double Mean(ReadOnlySpan<byte> values)
    {
        long sum = 0;
        foreach (var value in values)
        {
            sum += value;
        }

        return (double)sum / values.Length;
    }
}
