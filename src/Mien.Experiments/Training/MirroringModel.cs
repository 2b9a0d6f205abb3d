using Mien.Core;

namespace Mien.Experiments;

/// <summary>A model that sees each picture and its mirror image and gives the mean of both answers: twice the work.</summary>
internal sealed class MirroringModel(TrainedModel inner) : ModelDecorator(inner)
{
    public const string Name = "flip";

    public override string Augmentation => Name;

    private protected override (float[] Probabilities, ValenceArousal[] Affect) Compute(ReadOnlySpan<float> pixels, int count)
    {
        var mirrored = new float[pixels.Length];
        var place = 0;
        for (var picture = 0; picture < count; picture++)
        {
            foreach (var part in Input.Parts)
            {
                var length = ModelInput.CountOf(part);
                Mirror(pixels.Slice(place, length), mirrored.AsSpan(place, length), part);
                place += length;
            }
        }

        return MeanAnswers.Of([Inner.Answers(pixels, count), Inner.Answers(mirrored, count)]);
    }

    private static void Mirror(ReadOnlySpan<float> from, Span<float> to, Preprocessing shape)
    {
        var (width, channels) = (shape.WidthPx, shape.Channels);
        for (var pixel = 0; pixel < width * shape.HeightPx; pixel++)
        {
            var column = pixel % width;
            var opposite = pixel - column + (width - 1 - column);
            from.Slice(pixel * channels, channels).CopyTo(to[(opposite * channels)..]);
        }
    }
}
