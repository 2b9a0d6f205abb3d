using Mien.Core;
using Mien.Data.Pipelines;
using Mien.Imaging;

namespace Mien.Data.Transforms;

/// <summary>Replaces single pixels by a colour, each with the same small probability.</summary>
public sealed record PixelDropout : RandomTransform<PixelDropoutDraw>
{
    /// <summary>Probability of each pixel; default 0.01 (<c>dropout_prob</c>).</summary>
    public Number DropProbability { get; init; } = 0.01;

    /// <summary>Decides for each channel of a pixel on its own; default false (<c>per_channel</c>).</summary>
    public bool PerChannel { get; init; }

    /// <summary>
    /// What is put there, one number for all channels or one for each; default 0, black. Null draws one colour for each picture,
    /// its values from 0 to 254, as in Albumentations (<c>drop_value</c>).
    /// </summary>
    public ChannelValues? DropValue { get; init; } = ChannelValues.One(0);

    /// <summary>Concerns masks only; kept for saving (<c>mask_drop_value</c>).</summary>
    internal ChannelValues? MaskDropValue { get; init; }

    /// <inheritdoc/>
    public override bool TreatsChannelsAlike => !PerChannel && DropValue is { } value && FillColour.OfPixels(value).IsGrey;

    /// <inheritdoc/>
    public override PixelDropoutDraw Draw(ref RandomStream random, Image image)
    {
        var colour = DropValue is { } value
            ? FillColour.OfPixels(value)
            : new((byte)random.NextInt32(255), (byte)random.NextInt32(255), (byte)random.NextInt32(255));
        return new(colour, random.NextUInt64());
    }

    /// <inheritdoc/>
    public override Image Change(Image image, in PixelDropoutDraw draw, ImagePool pool)
    {
        var result = pool.RentLike(image);
        image.Pixels.CopyTo(result.Pixels, 0);
        var random = new RandomStream(draw.Seed, "pixel dropout");
        var count = PerChannel ? image.Pixels.Length : image.Width * image.Height;
        if (DropProbability == 0)
        {
            return result;
        }

        // The gap to the next dropped pixel is geometric, so only those that are dropped cost a draw.
        var scale = 1 / double.LogP1(-DropProbability);
        for (double index = Gap(ref random, scale); index < count; index += 1 + Gap(ref random, scale))
        {
            Drop(result, (int)index, draw.DropValue);
        }

        return result;
    }

    /// <summary>Replaces the pixels, or with <see cref="PerChannel"/> the values, whose number is true in a mask.</summary>
    internal Image Drop(Image image, ReadOnlySpan<bool> mask, FillColour colour, ImagePool pool)
    {
        var result = pool.RentLike(image);
        image.Pixels.CopyTo(result.Pixels, 0);
        for (var index = 0; index < mask.Length; index++)
        {
            if (mask[index])
            {
                Drop(result, index, colour);
            }
        }

        return result;
    }

    private protected override RandomTransform Bind(ParameterBinder binder)
    {
        var bound = this with
        {
            DropProbability = binder.Number("dropout_prob", DropProbability, 0, 1),
            PerChannel = binder.Flag("per_channel", PerChannel),
            DropValue = binder.ChannelValues("drop_value", DropValue),
            MaskDropValue = binder.ChannelValues("mask_drop_value", MaskDropValue),
        };
        binder.Check("mask_drop_value", bound.MaskDropValue is null || !bound.PerChannel, "to be nothing when per_channel is true");
        return bound;
    }

    private void Drop(Image image, int index, FillColour colour)
    {
        if (PerChannel)
        {
            image.Pixels[index] = colour[index % image.Channels];
            return;
        }

        for (var channel = 0; channel < image.Channels; channel++)
        {
            image.Pixels[(index * image.Channels) + channel] = colour[channel];
        }
    }

    private static double Gap(ref RandomStream random, double scale) => Math.Floor(Math.Log(1 - random.NextDouble()) * scale);
}

/// <summary>What <see cref="PixelDropout"/> draws.</summary>
/// <param name="DropValue">What is put in place of the pixels.</param>
/// <param name="Seed">Names the choice of pixels.</param>
public readonly record struct PixelDropoutDraw(FillColour DropValue, ulong Seed);
