namespace Mien.Imaging;

/// <summary>File formats that can be read. All but <see cref="Pnm"/> can be written.</summary>
public enum ImageFormat
{
    /// <summary>JPEG, baseline or progressive; lossy.</summary>
    Jpeg,
    /// <summary>PNG; lossless.</summary>
    Png,
    /// <summary>Windows bitmap; lossless.</summary>
    Bmp,
    /// <summary>WebP; written lossy.</summary>
    Webp,
    /// <summary>TIFF; lossless, written with LZW.</summary>
    Tiff,
    /// <summary>Binary PGM (P5) or PPM (P6); lossless.</summary>
    Pnm,
}
