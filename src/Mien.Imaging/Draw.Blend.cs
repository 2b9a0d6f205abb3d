namespace Mien.Imaging;

// What shines through: laid over an RGB picture, in place, and clipped to it.
public static partial class Draw
{
    /// <summary>Lays a colour over the rectangle that covers x..x+width-1 and y..y+height-1.</summary>
    /// <param name="image">The picture to draw into, RGB.</param>
    /// <param name="x">Left edge; may be negative.</param>
    /// <param name="y">Upper edge; may be negative.</param>
    /// <param name="width">Width.</param>
    /// <param name="height">Height.</param>
    /// <param name="colour">The colour.</param>
    /// <param name="opacity">From 0, nothing changes, to 1, nothing shines through.</param>
    public static void Shade(Image image, int x, int y, int width, int height, Rgb colour, double opacity)
    {
        RequireRgb(image);
        var alpha = (int)Math.Round(Math.Clamp(opacity, 0, 1) * 255);
        var (left, right) = Clip(x, width, image.Width);
        var (top, bottom) = Clip(y, height, image.Height);
        for (var row = top; row < bottom; row++)
        {
            var pixels = image.Row(row);
            for (var column = left; column < right; column++)
            {
                Mix(pixels.Slice(column * 3, 3), colour, alpha);
            }
        }
    }

    /// <summary>Lays a colour over the picture as thickly as a mask says: text, for example.</summary>
    /// <param name="image">The picture to draw into, RGB.</param>
    /// <param name="mask">Grey: 0 where nothing changes, 255 where nothing shines through.</param>
    /// <param name="x">Where the mask's left edge comes to lie; may be negative.</param>
    /// <param name="y">Where the mask's upper edge comes to lie; may be negative.</param>
    /// <param name="colour">The colour.</param>
    public static void Tint(Image image, Image mask, int x, int y, Rgb colour)
    {
        RequireRgb(image);
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentOutOfRangeException.ThrowIfNotEqual(mask.Channels, 1, nameof(mask));
        var (left, right) = Clip(x, mask.Width, image.Width);
        var (top, bottom) = Clip(y, mask.Height, image.Height);
        for (var row = top; row < bottom; row++)
        {
            var pixels = image.Row(row);
            var alphas = mask.Row(row - y);
            for (var column = left; column < right; column++)
            {
                Mix(pixels.Slice(column * 3, 3), colour, alphas[column - x]);
            }
        }
    }

    /// <summary>Lays a picture with holes over another.</summary>
    /// <param name="image">The picture to draw into, RGB.</param>
    /// <param name="stencil">What to lay over it.</param>
    /// <param name="x">Where the stencil's left edge comes to lie; may be negative.</param>
    /// <param name="y">Where the stencil's upper edge comes to lie; may be negative.</param>
    public static void Stencil(Image image, Stencil stencil, int x, int y)
    {
        RequireRgb(image);
        ArgumentNullException.ThrowIfNull(stencil);
        var (left, right) = Clip(x, stencil.Colour.Width, image.Width);
        var (top, bottom) = Clip(y, stencil.Colour.Height, image.Height);
        for (var row = top; row < bottom; row++)
        {
            var pixels = image.Row(row);
            var colours = stencil.Colour.Row(row - y);
            var alphas = stencil.Alpha.Row(row - y);
            for (var column = left; column < right; column++)
            {
                var colour = colours.Slice((column - x) * 3, 3);
                Mix(pixels.Slice(column * 3, 3), new(colour[0], colour[1], colour[2]), alphas[column - x]);
            }
        }
    }

    private static void Mix(Span<byte> pixel, Rgb colour, int alpha)
    {
        pixel[0] = (byte)(((colour.R * alpha) + (pixel[0] * (255 - alpha)) + 127) / 255);
        pixel[1] = (byte)(((colour.G * alpha) + (pixel[1] * (255 - alpha)) + 127) / 255);
        pixel[2] = (byte)(((colour.B * alpha) + (pixel[2] * (255 - alpha)) + 127) / 255);
    }

    private static (int Start, int End) Clip(int start, int length, int available) =>
        ((int)Math.Clamp(start, 0, (long)available), (int)Math.Clamp((long)start + length, 0, available));

    private static void RequireRgb(Image image)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfNotEqual(image.Channels, 3, nameof(image));
    }
}
