using System.Buffers.Binary;
using System.Security.Cryptography;
using Mien.Core;
using Mien.Imaging;

namespace Mien.Data.Inspection;

/// <summary>Looks at pictures one after another; each thread has its own.</summary>
internal sealed class PictureInspector : IDisposable
{
    // Sharpness depends on scale; 96 pixels is the size that face datasets have.
    private const int SharpnessPx = 96;

    private FaceDetector? _detector;

    /// <summary>Fills in what the file tells; a picture that cannot be read gets its <see cref="PictureFacts.Problem"/>.</summary>
    /// <param name="facts">Says which picture.</param>
    /// <param name="root">The folder that its path starts from.</param>
    /// <param name="findFaces">Whether to look for faces.</param>
    public PictureFacts Inspect(PictureFacts facts, string root, bool findFaces)
    {
        try
        {
            var path = Path.Combine(root, facts.Path);
            var bytes = ImageCodec.ReadBytes(path);
            var header = ImageCodec.ReadHeader(bytes, path);
            var picture = ImageCodec.Decode(bytes, path);
            var grey = Colour.ToGrey(picture);
            var (brightness, contrast) = Levels(grey.Pixels);
            return facts with
            {
                SizeBytes = bytes.Length,
                Header = header,
                HasWrongExtension = !ImageCodec.ExtensionFits(path, header.Format),
                IsGrey = header.StoredChannels == 1 || IsGrey(picture),
                FileHash = Hash(bytes, []),
                PixelHash = Hash(picture.Pixels, [picture.Width, picture.Height]),
                Look = PerceptualHash.Of(grey),
                Brightness = brightness,
                Contrast = contrast,
                Sharpness = Sharpness(grey),
                FaceCount = findFaces ? (_detector ??= new FaceDetector()).Detect(grey).Count : null,
            };
        }
        catch (ImageException e)
        {
            return facts with { Problem = e.Problem };
        }
    }

    public void Dispose() => _detector?.Dispose();

    private static UInt128 Hash(byte[] bytes, ReadOnlySpan<int> numbers)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> buffer = stackalloc byte[32];
        foreach (var number in numbers)
        {
            BinaryPrimitives.WriteInt32BigEndian(buffer, number);
            hash.AppendData(buffer[..sizeof(int)]);
        }

        hash.AppendData(bytes);
        hash.GetHashAndReset(buffer);
        return BinaryPrimitives.ReadUInt128BigEndian(buffer);
    }

    private static bool IsGrey(Image picture)
    {
        var pixels = picture.Pixels;
        for (var index = 0; index < pixels.Length; index += 3)
        {
            if (pixels[index] != pixels[index + 1] || pixels[index] != pixels[index + 2])
            {
                return false;
            }
        }

        return true;
    }

    private static (double Mean, double Deviation) Levels(ReadOnlySpan<byte> grey)
    {
        long sum = 0, squares = 0;
        foreach (var value in grey)
        {
            sum += value;
            squares += value * value;
        }

        var mean = (double)sum / grey.Length;
        return (mean, Math.Sqrt(Math.Max(0, ((double)squares / grey.Length) - (mean * mean))));
    }

    // The variance of the Laplacian (Pech-Pacheco et al. 2000, "Diatom autofocusing in brightfield microscopy"), divided by that of the picture
    // so that a dark or pale picture does not count as blurry.
    private static double Sharpness(Image grey)
    {
        var scale = Math.Min(1, (double)SharpnessPx / Math.Min(grey.Width, grey.Height));
        var small = scale < 1 ? Geometry.Resize(grey, Scaled(grey.Width), Scaled(grey.Height), Interpolation.Area) : grey;
        var contrast = Levels(small.Pixels).Deviation;
        return contrast < 1 || small.Width < 3 || small.Height < 3 ? 0 : LaplacianVariance(small) / (contrast * contrast);

        int Scaled(int side) => (int)Math.Round(side * scale);
    }

    private static double LaplacianVariance(Image grey)
    {
        long sum = 0, squares = 0;
        for (var y = 1; y < grey.Height - 1; y++)
        {
            var above = grey.Row(y - 1);
            var row = grey.Row(y);
            var below = grey.Row(y + 1);
            for (var x = 1; x < row.Length - 1; x++)
            {
                var value = above[x] + below[x] + row[x - 1] + row[x + 1] - (4 * row[x]);
                sum += value;
                squares += value * value;
            }
        }

        double count = (grey.Width - 2L) * (grey.Height - 2L);
        var mean = sum / count;
        return (squares / count) - (mean * mean);
    }
}
