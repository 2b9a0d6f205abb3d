namespace Mien.Core;

/// <summary>Which part of a picture belongs to a face that was found in it: what a model is trained on and what it is shown.</summary>
public static class FaceCrop
{
    /// <summary>What is added around a face by default: a fifth of its size on every side, for the detector's boxes end at brows and chin.</summary>
    public const double DefaultMarginFraction = 0.2;

    /// <summary>The largest margin that is believed.</summary>
    public const double LargestMarginFraction = 2;

    /// <summary>A square around a face, moved into the picture where it sticks out and cut where the picture is smaller.</summary>
    /// <param name="face">The face, inside the picture.</param>
    /// <param name="widthPx">Width of the picture, at least 1.</param>
    /// <param name="heightPx">Height of the picture, at least 1.</param>
    /// <param name="marginFraction">What is added on every side, as a fraction of the longer side of the face; at least 0.</param>
    /// <returns>A rectangle inside the picture; square unless the picture is too small for that.</returns>
    public static FaceBox Region(FaceBox face, int widthPx, int heightPx, double marginFraction = DefaultMarginFraction)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(marginFraction);
        var longer = Math.Max(face.Width, face.Height);
        var side = (int)Math.Round(Math.Min(longer * (1 + (2 * marginFraction)), Math.Max(widthPx, heightPx)));
        var (width, height) = (Math.Clamp(side, 1, widthPx), Math.Clamp(side, 1, heightPx));
        return new FaceBox(
            Start(face.X + (face.Width / 2.0), width, widthPx), Start(face.Y + (face.Height / 2.0), height, heightPx), width, height);
    }

    private static int Start(double centre, int length, int available) => Math.Clamp((int)Math.Round(centre - (length / 2.0)), 0, available - length);
}
