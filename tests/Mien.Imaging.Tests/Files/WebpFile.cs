namespace Mien.Imaging.Tests.Files;

/// <summary>WebP containers around pictures that the codec encoded (RFC 9649).</summary>
internal static class WebpFile
{
    private const int ExifFlag = 0x08, AnimationFlag = 0x02;

    public static byte[] WithExif(Image image, byte[] block) =>
        Riff(new Bytes().U8(Extended(image, ExifFlag)).U8(PictureChunk(image)).U8(Chunk("EXIF", block)).ToArray());

    public static byte[] Animation(params Image[] frames)
    {
        var body = new Bytes().U8(Extended(frames[0], AnimationFlag)).U8(Chunk("ANIM", [255, 255, 255, 255, 0, 0]));
        foreach (var frame in frames)
        {
            body.U8(Chunk("ANMF", [.. new byte[6], .. U24(frame.Width - 1), .. U24(frame.Height - 1), .. U24(100), 0, .. PictureChunk(frame)]));
        }

        return Riff(body.ToArray());
    }

    /// <summary>A container that announces a canvas of any size and holds nothing.</summary>
    public static byte[] Announcing(int width, int height) =>
        Riff(Chunk("VP8X", [0, 0, 0, 0, .. U24(width - 1), .. U24(height - 1)]));

    private static byte[] Extended(Image image, int flags) =>
        Chunk("VP8X", [(byte)flags, 0, 0, 0, .. U24(image.Width - 1), .. U24(image.Height - 1)]);

    private static byte[] PictureChunk(Image image) => ImageCodec.Encode(image, ImageFormat.Webp)[12..];

    private static byte[] U24(int value) => [(byte)value, (byte)(value >> 8), (byte)(value >> 16)];

    private static byte[] Chunk(string kind, byte[] content) =>
        new Bytes().Text(kind).U32(content.Length).U8(content).U8(content.Length % 2 == 1 ? [0] : []).ToArray();

    private static byte[] Riff(byte[] chunks) => new Bytes().Text("RIFF").U32(chunks.Length + 4).Text("WEBP").U8(chunks).ToArray();
}
