namespace Mien.Imaging;

/// <summary>Names of file formats.</summary>
public static class FormatNames
{
    extension(ImageFormat format)
    {
        /// <summary>The format's name as people write it.</summary>
        public string Name => format switch
        {
            ImageFormat.Jpeg => "JPEG",
            ImageFormat.Png => "PNG",
            ImageFormat.Bmp => "BMP",
            ImageFormat.Webp => "WebP",
            ImageFormat.Tiff => "TIFF",
            _ => "PGM or PPM",
        };
    }
}
