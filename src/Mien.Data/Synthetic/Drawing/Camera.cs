using Mien.Core;

namespace Mien.Data.Synthetic.Drawing;

/// <summary>What light, lens and file do to a picture: tint, exposure, contrast, blur, noise and block artefacts.</summary>
internal static class Camera
{
    /// <summary>Lights the whole picture from one side and sets its exposure and contrast.</summary>
    public static void Expose(Canvas canvas, Nuisance nuisance)
    {
        var half = canvas.SizePx / 2.0;
        var (light, strength) = (nuisance.Light, 0.32 * nuisance.LightStrength);
        var tint = nuisance.LightColour * nuisance.Exposure;
        canvas.Shade(null, pixel => tint * (1 + (strength * ((((pixel.X / half) - 1) * light.X) + (((pixel.Y / half) - 1) * light.Y)))));
        var contrast = (float)nuisance.Contrast;
        foreach (ref var value in canvas.Values.AsSpan())
        {
            value = 0.5f + ((value - 0.5f) * contrast);
        }
    }

    /// <summary>Blurs with a normal kernel of a deviation in pixels, rows first; the edge pixels are repeated.</summary>
    public static void Blur(Canvas canvas, double deviationPx)
    {
        if (deviationPx < 0.15)
        {
            return;
        }

        var kernel = Kernel(deviationPx);
        var size = canvas.SizePx;
        var line = new float[3 * size];
        for (var y = 0; y < size; y++)
        {
            BlurLine(canvas.Values, 3 * y * size, 3, size, kernel, line);
        }

        for (var x = 0; x < size; x++)
        {
            BlurLine(canvas.Values, 3 * x, 3 * size, size, kernel, line);
        }
    }

    /// <summary>Adds noise of a deviation in [0, 1], independent for each value.</summary>
    public static void AddNoise(Canvas canvas, double deviation, RandomStream random)
    {
        if (deviation <= 0)
        {
            return;
        }

        // Four bytes of one draw added up: mean 510, deviation 147.8, close to normal.
        var scale = (float)(deviation / 147.8);
        foreach (ref var value in canvas.Values.AsSpan())
        {
            var bits = random.NextUInt32();
            value += ((int)((bits & 255) + (bits >> 8 & 255) + (bits >> 16 & 255) + (bits >> 24)) - 510) * scale;
        }
    }

    private static float[] Kernel(double deviation)
    {
        var reach = (int)Math.Ceiling(2.5 * deviation);
        var kernel = new float[(2 * reach) + 1];
        double sum = 0;
        for (var index = -reach; index <= reach; index++)
        {
            sum += SteadyMath.Exp(-index * index / (2 * deviation * deviation));
        }

        for (var index = -reach; index <= reach; index++)
        {
            kernel[index + reach] = (float)(SteadyMath.Exp(-index * index / (2 * deviation * deviation)) / sum);
        }

        return kernel;
    }

    private static void BlurLine(float[] values, int start, int step, int count, float[] kernel, float[] line)
    {
        for (var index = 0; index < count; index++)
        {
            values.AsSpan(start + (index * step), 3).CopyTo(line.AsSpan(3 * index));
        }

        var reach = kernel.Length / 2;
        for (var index = 0; index < count; index++)
        {
            float red = 0, green = 0, blue = 0;
            for (var tap = -reach; tap <= reach; tap++)
            {
                var from = 3 * Math.Clamp(index + tap, 0, count - 1);
                var weight = kernel[tap + reach];
                red += line[from] * weight;
                green += line[from + 1] * weight;
                blue += line[from + 2] * weight;
            }

            var to = start + (index * step);
            (values[to], values[to + 1], values[to + 2]) = (red, green, blue);
        }
    }
}
