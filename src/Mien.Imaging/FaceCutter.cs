using Mien.Core;

namespace Mien.Imaging;

/// <summary>Cuts faces out of pictures: what models are trained on and what they are shown.</summary>
public static class FaceCutter
{
    /// <summary>A square around a face (<see cref="FaceCrop.Region"/>), turned so that the eyes are level.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="face">The face, inside the picture.</param>
    /// <param name="marginFraction">What is added on every side, as a fraction of the longer side of the face; at least 0.</param>
    /// <param name="tiltDegrees">By how much the line of the eyes falls to the right (<see cref="EyePair.TiltDegrees"/>); 0 turns nothing.</param>
    /// <returns>A square; where the picture is smaller than that, its edge is repeated.</returns>
    public static Image Square(Image picture, FaceBox face, double marginFraction = FaceCrop.DefaultMarginFraction, double tiltDegrees = 0)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var region = FaceCrop.Region(face, picture.Width, picture.Height, marginFraction);
        var side = Math.Max(region.Width, region.Height);
        return Region(picture, region, side, side, tiltDegrees);
    }

    /// <summary>A part of a picture at its own scale, turned around its middle.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="region">A part of it.</param>
    /// <param name="widthPx">Width of the result, at least that of the region; its middle is the region's.</param>
    /// <param name="heightPx">Height of the result, at least that of the region.</param>
    /// <param name="tiltDegrees">By how much it is turned counter-clockwise.</param>
    /// <returns>What lies beyond the picture repeats its edge, which detectors and models mind least.</returns>
    public static Image Region(Image picture, FaceBox region, int widthPx, int heightPx, double tiltDegrees = 0)
    {
        ArgumentNullException.ThrowIfNull(picture);
        if (tiltDegrees == 0 && region.Width == widthPx && region.Height == heightPx)
        {
            return Geometry.Crop(picture, region.X, region.Y, widthPx, heightPx);
        }

        var (cos, sin) = (Math.Cos(tiltDegrees * Math.PI / 180), Math.Sin(tiltDegrees * Math.PI / 180));
        var (fromX, fromY) = (region.X + ((region.Width - 1) / 2.0), region.Y + ((region.Height - 1) / 2.0));
        var (toX, toY) = ((widthPx - 1) / 2.0, (heightPx - 1) / 2.0);
        ReadOnlySpan<double> matrix = [cos, sin, toX - (cos * fromX) - (sin * fromY), -sin, cos, toY + (sin * fromX) - (cos * fromY)];
        return Geometry.WarpAffine(picture, matrix, widthPx, heightPx, Interpolation.Linear, BorderMode.Replicate);
    }
}
