using Mien.Core;
using Mien.Data.Pipelines;
using Mien.Imaging;

namespace Mien.Data.Transforms;

/// <summary>
/// Scales the values for a model: (v / max - mean) / deviation. The result is no picture, so in a pipeline it leaves the picture
/// as it is; whoever makes the model's input asks the pipeline for it.
/// </summary>
public sealed record Normalize : RandomTransform<NoDraw>
{
    /// <summary>Happens always unless asked otherwise.</summary>
    public Normalize() => Probability = 1.0;

    /// <summary>Mean as a fraction of <see cref="MaxPixelValue"/>; default that of ImageNet (<c>mean</c>).</summary>
    public ChannelValues Mean { get; init; } = ChannelValues.Each(0.485, 0.456, 0.406);

    /// <summary>Standard deviation as a fraction of <see cref="MaxPixelValue"/>; default that of ImageNet (<c>std</c>).</summary>
    public ChannelValues Deviation { get; init; } = ChannelValues.Each(0.229, 0.224, 0.225);

    /// <summary>Greatest value; default 255 (<c>max_pixel_value</c>).</summary>
    public Number MaxPixelValue { get; init; } = 255.0;

    internal bool IsCertain => Probability >= 1 || AlwaysApply;

    /// <inheritdoc/>
    public override NoDraw Draw(ref RandomStream random, Image image) => default;

    /// <inheritdoc/>
    public override Image Change(Image image, in NoDraw draw, ImagePool pool) => image;

    /// <summary>Writes the scaled values in the order of the picture's.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="values">Shape (height, width, channels).</param>
    public void Apply(Image image, Span<float> values)
    {
        ArgumentNullException.ThrowIfNull(image);
        for (var channel = 0; channel < image.Channels; channel++)
        {
            var mean = (float)(Of(Mean, channel) * MaxPixelValue);
            var factor = (float)(1 / (Of(Deviation, channel) * MaxPixelValue));
            for (var index = channel; index < image.Pixels.Length; index += image.Channels)
            {
                values[index] = (image.Pixels[index] - mean) * factor;
            }
        }
    }

    private protected override RandomTransform Bind(ParameterBinder binder) => this with
    {
        Mean = binder.ChannelValues("mean", Mean, -255, 255) ?? Mean,
        Deviation = binder.ChannelValues("std", Deviation, 1e-6, 255) ?? Deviation,
        MaxPixelValue = binder.Number("max_pixel_value", MaxPixelValue, 1e-6, 65_535),
    };

    private static double Of(ChannelValues values, int channel) => values.Values[Math.Min(channel, values.Values.Length - 1)];
}
