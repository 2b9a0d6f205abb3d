using Mien.Imaging;

namespace Mien.Data.Tests.Inspection;

/// <summary>Pictures of soft blobs, all different, with structure at all the scales that a face has.</summary>
internal static class Scenes
{
    /// <summary>A scene; equal numbers give equal pictures.</summary>
    public static Image Draw(ulong number, int sidePx = 96)
    {
        var scene = new Image(sidePx, sidePx, 3);
        Imaging.Draw.FillRectangle(scene, 0, 0, sidePx, sidePx, Rgb.Grey(120));
        var random = new Core.RandomStream(number, "scene");
        for (var blob = 0; blob < 40; blob++)
        {
            var colour = new Rgb((byte)random.NextInt32(256), (byte)random.NextInt32(256), (byte)random.NextInt32(256));
            Imaging.Draw.FillCircle(scene, random.NextDouble(0, sidePx), random.NextDouble(0, sidePx), random.NextDouble(0.03, 0.2) * sidePx, colour);
        }

        return Blur.Gaussian(scene, sidePx / 96.0);
    }

    /// <summary>The picture with all values multiplied by a factor and raised.</summary>
    public static Image Paled(Image picture, double factor, double raise) =>
        new(picture.Width, picture.Height, picture.Channels, [.. picture.Pixels.Select(value => (byte)Math.Clamp(Math.Round((value * factor) + raise), 0, 255))]);
}
