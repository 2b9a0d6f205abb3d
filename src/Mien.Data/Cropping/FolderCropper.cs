using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Mien.Core;
using Mien.Data.Files;
using Mien.Data.Tables;
using Mien.Imaging;

namespace Mien.Data.Cropping;

/// <summary>Cuts the faces out of all pictures of one folder.</summary>
internal sealed class FolderCropper
{
    private static readonly string[] Writable = [".jpg", ".jpeg", ".jpe", ".png", ".bmp", ".webp", ".tif", ".tiff"];

    private readonly string _source;
    private readonly string _output;
    private readonly CropOptions _options;
    private readonly PictureEntry[] _pictures;
    private readonly HashSet<string> _taken;

    public FolderCropper(string source, string output, CropOptions options)
    {
        (_source, _output, _options) = (source, output, options);
        _pictures = CropFolder.Pictures(source);
        _taken = [.. _pictures.Select(picture => picture.Path)];
    }

    public CropSummary Run(IProgress<int>? progress, CancellationToken cancellation)
    {
        var results = new CropResult[_pictures.Length];
        using var output = OutputFolder.Open(_output, new OutputJob("mien data crop", _options.Deciding(), Fingerprint()));
        using (var journal = new CropJournal(output))
        {
            foreach (var folder in _pictures.Select(picture => Path.GetDirectoryName(picture.Path)!).Distinct())
            {
                output.CreateFolder(folder);
            }

            CropAll(output, journal, results, progress, cancellation);
        }

        CropTable.Write(output.Full("crop.csv"), results);
        var annotationCount = CropAnnotations.Write(_source, output, results);
        output.Finish();
        return new([.. results], annotationCount);
    }

    private void CropAll(OutputFolder output, CropJournal journal, CropResult[] results, IProgress<int>? progress, CancellationToken cancellation) =>
        InParallel.For(_pictures.Length, _options.Workers, () => new FaceCropper(_options), (index, cropper) =>
        {
            if (!journal.Done.TryGetValue(_pictures[index].Path, out var result))
            {
                result = Crop(_pictures[index].Path, cropper, output);
                journal.Add(result);
            }

            results[index] = result;
        }, progress, cancellation);

    private CropResult Crop(string path, FaceCropper cropper, OutputFolder output)
    {
        Image picture;
        try
        {
            var bytes = ImageCodec.ReadBytes(Path.Combine(_source, path));
            picture = ImageCodec.Decode(bytes, path, ImageCodec.ReadHeader(bytes, path).StoredChannels);
        }
        catch (ImageException e)
        {
            return new(path, CropStatus.Unreadable, 0, [], e.Problem);
        }

        var faces = cropper.Find(picture);
        if (faces.Count == 0 && _options.None == WithoutFace.Keep)
        {
            var (kept, all) = cropper.Keep(picture);
            return new(path, CropStatus.Kept, 0, [Write(kept, all, 0, MainName(path), output)]);
        }

        var taken = faces.Count > 1 ? _options.Several switch { SeveralFaces.Largest => 1, SeveralFaces.All => faces.Count, _ => 0 } : faces.Count;
        var written = faces.Take(taken).Select((face, index) =>
        {
            var (cut, region, turned) = cropper.Cut(picture, face);
            return Write(cut, region, turned, index == 0 ? MainName(path) : FurtherName(path, index + 1), output);
        });
        return new(path, taken == 0 ? CropStatus.Skipped : CropStatus.Cropped, faces.Count, [.. written]);
    }

    private static CroppedFace Write(Image picture, FaceBox region, double turnedDegrees, string name, OutputFolder output)
    {
        var bytes = ImageCodec.Encode(picture, FormatOf(name));
        output.Write(name, bytes);
        return new(name, region, turnedDegrees, bytes.Length);
    }

    // The name stays, for annotations to find it; a format that cannot be written becomes PNG.
    private string MainName(string path) => Writable.Contains(Path.GetExtension(path).ToLowerInvariant()) ? path : FreeName(path, ".png");

    private string FurtherName(string path, int number)
    {
        var main = MainName(path);
        var extension = Path.GetExtension(main);
        return FreeName(string.Create(CultureInfo.InvariantCulture, $"{main[..^extension.Length]}~face{number}"), extension);
    }

    // No picture of the source has it, so none of those that keep their names.
    private string FreeName(string name, string extension)
    {
        while (_taken.Contains(name + extension))
        {
            name += "~";
        }

        return name + extension;
    }

    private static ImageFormat FormatOf(string name) => Path.GetExtension(name).ToLowerInvariant() switch
    {
        ".png" => ImageFormat.Png,
        ".bmp" => ImageFormat.Bmp,
        ".webp" => ImageFormat.Webp,
        ".tif" or ".tiff" => ImageFormat.Tiff,
        _ => ImageFormat.Jpeg,
    };

    private string Fingerprint()
    {
        var text = _pictures.Select(picture => string.Create(CultureInfo.InvariantCulture, $"{picture.Path}\0{picture.SizeBytes}\n"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(text))));
    }
}

/// <summary>The record of a crop: crop.csv.</summary>
internal static class CropTable
{
    public static void Write(string path, IEnumerable<CropResult> results) => CsvTableWriter.Write(
        path, ["source", "output", "status", "faces", "x", "y", "width", "height", "turned_degrees", "problem"], table =>
    {
        foreach (var result in results)
        {
            foreach (var face in result.Faces)
            {
                Start(table, result, face.Path).Add(face.Region.X).Add(face.Region.Y).Add(face.Region.Width).Add(face.Region.Height)
                    .Add(Math.Round(face.TurnedDegrees, 2)).Add("").EndRow();
            }

            if (result.Faces.IsEmpty)
            {
                Start(table, result, "").Add("").Add("").Add("").Add("").Add("").Add(result.Problem).EndRow();
            }
        }
    });

    private static CsvTableWriter Start(CsvTableWriter table, CropResult result, string output) =>
        table.Add(result.Source).Add(output).Add(result.Status.ToString().ToLowerInvariant()).Add(result.FaceCount);
}
