namespace Mien.Imaging;

/// <summary>What a picture file says about itself before its pixels are decoded.</summary>
/// <param name="Format">The format, recognised by content; the file's extension does not matter.</param>
/// <param name="StoredWidth">Width in pixels of the rows as stored, at least 1.</param>
/// <param name="StoredHeight">Height in pixels as stored, at least 1.</param>
/// <param name="StoredChannels">1 where the file holds grey alone, 3 where it holds colour.</param>
/// <param name="Orientation">EXIF orientation, 1..8; 1 is upright and also stands for none. 5..8 swap width and height.</param>
public sealed record ImageHeader(ImageFormat Format, int StoredWidth, int StoredHeight, int StoredChannels, int Orientation = 1)
{
    /// <summary>Bits of one sample as stored: 8 in most files, 16 in some, fewer in drawings. Decoding gives 8 in any case.</summary>
    public int BitsPerSample { get; init; } = 8;

    /// <summary>Whether the file can hold transparent pixels; decoding lays them over white (those of BMP are ignored).</summary>
    public bool HasAlpha { get; init; }

    /// <summary>Width in pixels of the upright picture, as <see cref="ImageCodec"/> returns it.</summary>
    public int Width => Orientation >= 5 ? StoredHeight : StoredWidth;

    /// <summary>Height in pixels of the upright picture, as <see cref="ImageCodec"/> returns it.</summary>
    public int Height => Orientation >= 5 ? StoredWidth : StoredHeight;
}
