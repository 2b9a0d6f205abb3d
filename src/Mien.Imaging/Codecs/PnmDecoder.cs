using Mien.Imaging.Headers;

namespace Mien.Imaging.Codecs;

/// <summary>Samples of a binary PGM or PPM file, scaled to 0..255.</summary>
internal static class PnmDecoder
{
    public static Image Decode(ReadOnlySpan<byte> bytes, PnmHeader header)
    {
        var samples = (long)header.Width * header.Height * header.Channels;
        var sampleBytes = header.MaxValue > 255 ? 2 : 1;
        if (bytes.Length - header.DataStart < samples * sampleBytes)
        {
            throw new FormatException("it ends in the middle of the picture");
        }

        var image = new Image(header.Width, header.Height, header.Channels);
        var data = bytes[header.DataStart..];
        if (header.MaxValue == 255)
        {
            data[..image.Pixels.Length].CopyTo(image.Pixels);
            return image;
        }

        for (var i = 0; i < image.Pixels.Length; i++)
        {
            var value = sampleBytes == 1 ? data[i] : data[2 * i] << 8 | data[2 * i + 1];
            image.Pixels[i] = (byte)((Math.Min(value, header.MaxValue) * 255L + header.MaxValue / 2) / header.MaxValue);
        }

        return image;
    }
}
