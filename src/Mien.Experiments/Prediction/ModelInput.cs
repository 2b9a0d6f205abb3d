using System.Collections.Immutable;
using Mien.Core;
using Mien.Imaging;

namespace Mien.Experiments;

/// <summary>The numbers that a model takes of one picture: those of its preprocessing, or one after another those of several networks that see it each in its own way.</summary>
/// <param name="parts">At least one preprocessing.</param>
public sealed class ModelInput(ImmutableArray<Preprocessing> parts)
{
    /// <summary>What is made of the picture, in this order.</summary>
    public ImmutableArray<Preprocessing> Parts { get; } = parts;

    /// <summary>Values of one picture.</summary>
    public int ValueCount { get; } = parts.Sum(CountOf);

    /// <summary>Channels that a picture is read with: 3 where any part takes colour, which the others then turn to grey themselves.</summary>
    public int Channels { get; } = parts.Max(part => part.Channels);

    /// <summary>Values of one part.</summary>
    public static int CountOf(Preprocessing part)
    {
        ArgumentNullException.ThrowIfNull(part);
        return checked(part.HeightPx * part.WidthPx * part.Channels);
    }

    /// <summary>A picture at the size and with the channels of each part, still 8 bits: a quarter of the memory of its values.</summary>
    public IReadOnlyList<Image> Fit(Image picture) => [.. Parts.Select(part => PixelTensor.Fit(picture, part))];

    /// <summary>Makes the values of a picture from what <see cref="Fit"/> gave.</summary>
    /// <param name="fitted">A picture for each part.</param>
    /// <param name="values">Receives <see cref="ValueCount"/> numbers, each part in shape (H, W, C).</param>
    /// <exception cref="ArgumentException">There is another number of values.</exception>
    public void Fill(IReadOnlyList<Image> fitted, Span<float> values)
    {
        ArgumentNullException.ThrowIfNull(fitted);
        if (values.Length != ValueCount || fitted.Count != Parts.Length)
        {
            throw new ArgumentException($"Expected room for {ValueCount} values of {Parts.Length} pictures but got {values.Length} of {fitted.Count}.", nameof(values));
        }

        for (var index = 0; index < Parts.Length; index++)
        {
            PixelTensor.ToInterleaved(fitted[index], Parts[index], values[..CountOf(Parts[index])]);
            values = values[CountOf(Parts[index])..];
        }
    }

    /// <summary>Makes the values of a picture.</summary>
    /// <param name="picture">Of any size.</param>
    /// <param name="values">Receives <see cref="ValueCount"/> numbers, each part in shape (H, W, C).</param>
    /// <exception cref="ArgumentException">There is another number of values.</exception>
    public void Fill(Image picture, Span<float> values) => Fill(Fit(picture), values);
}
