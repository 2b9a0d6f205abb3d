using Mien.Core;
using Mien.Data.Files;
using Mien.Data.Tables;
using Mien.Imaging;

namespace Mien.Data.Importing;

/// <summary>Puts single pictures into the folder that is being built. Any number of threads may use it.</summary>
internal sealed class PictureWriter(OutputFolder folder, bool link)
{
    private const int JpegQuality = 95; // of pictures that were cut from a JPEG

    /// <summary>Writes one picture.</summary>
    /// <param name="record">The picture; its <see cref="Annotation.FileName"/> is the path in the folder.</param>
    /// <returns>The facts about the picture as it was written, or what is wrong with it.</returns>
    /// <exception cref="IOException">It cannot be written: the disk is full, or the like.</exception>
    public (Annotation? Known, string? Problem) Write(ImportRecord record)
    {
        try
        {
            return (record switch
            {
                { Picture: { } picture } => Put(record.Known, ImageCodec.Encode(picture, ImageFormat.Png)),
                { Crop: true, Known.Box: { } box } => PutCrop(record, box),
                _ => Take(record.Path!, record.Known),
            }, null);
        }
        catch (ImageException e)
        {
            return (null, e.Problem);
        }
    }

    /// <summary>What is wrong with a picture, as far as can be said without decoding it; null for nothing.</summary>
    public static string? Check(ImportRecord record)
    {
        try
        {
            if (record.Path is { } path)
            {
                ReadPicture(path);
            }

            return null;
        }
        catch (ImageException e)
        {
            return e.Problem;
        }
    }

    private Annotation Put(Annotation known, byte[] bytes)
    {
        folder.Write(known.FileName, bytes);
        return known;
    }

    private Annotation Take(string source, Annotation known)
    {
        var bytes = ReadPicture(source);
        if (link)
        {
            folder.Link(source, known.FileName);
        }
        else if (folder.Has(known.FileName))
        {
            folder.Copy(source, known.FileName);
        }
        else
        {
            folder.Write(known.FileName, bytes);
        }

        return known;
    }

    private Annotation PutCrop(ImportRecord record, FaceBox box)
    {
        var picture = ImageCodec.Read(record.Path!);
        var (left, top) = (Math.Max(box.X, 0), Math.Max(box.Y, 0));
        var (right, bottom) = (Math.Min(box.X + box.Width, picture.Width), Math.Min(box.Y + box.Height, picture.Height));
        if (right <= left || bottom <= top)
        {
            throw new ImageException(record.Path!, $"the face box, {box.Width}x{box.Height} at ({box.X}, {box.Y}), is outside of its {picture.Width}x{picture.Height} pixels");
        }

        var face = Geometry.Crop(picture, left, top, right - left, bottom - top);
        var isPng = record.Known.FileName.EndsWith(".png", StringComparison.OrdinalIgnoreCase);
        return Put(Moved(record.Known, left, top, face), ImageCodec.Encode(face, isPng ? ImageFormat.Png : ImageFormat.Jpeg, JpegQuality));
    }

    private static Annotation Moved(Annotation known, int left, int top, Image face) => known with
    {
        Box = new(0, 0, face.Width, face.Height),
        Landmarks = [.. known.Landmarks.Select((value, index) => value - (index % 2 == 0 ? left : top))],
    };

    private static byte[] ReadPicture(string path)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: var length } && length > DecodeLimits.Default.MaxBytes)
            {
                throw new ImageException(path, $"has {length} bytes; at most {DecodeLimits.Default.MaxBytes} are read");
            }

            var bytes = File.ReadAllBytes(path);
            ImageCodec.ReadHeader(bytes, path);
            return bytes;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ImageException(path, "there is no such picture", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImageException(path, $"cannot be read: {e.Message}", e);
        }
    }
}
