using Mien.Core;
using Mien.Data.Cropping;

namespace Mien.Data;

/// <summary>Cuts the faces out of a folder of pictures into another one of the same layout.</summary>
public static class CropFolder
{
    /// <summary>
    /// Crops all pictures below a folder. The output has the same folders and names, annotations.csv for the pictures in it, and crop.csv, which
    /// says what became of each picture. An interrupted call is gone on with by the same call; equal calls give equal files.
    /// </summary>
    /// <param name="source">A folder of pictures, in any layout.</param>
    /// <param name="output">A folder that is absent or empty, or was begun by the same call.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="progress">Is told how many pictures are done.</param>
    /// <param name="cancellation">Ends the work; it can be gone on with.</param>
    /// <exception cref="ConfigException">An option is out of range, or there is something in the output.</exception>
    /// <exception cref="MienException">The source cannot be read or the output not be written, or the detector is not installed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was asked for.</exception>
    public static CropSummary Run(
        string source, string output, CropOptions? options = null, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(output);
        return new FolderCropper(source, output, (options ?? new()).Checked()).Run(progress, cancellation);
    }

    /// <summary>How many pictures there are.</summary>
    /// <exception cref="MienException">There is no such folder, no picture in it, or it cannot be read.</exception>
    public static int CountPictures(string source) => Pictures(source).Length;

    internal static PictureEntry[] Pictures(string source)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        if (!Directory.Exists(source))
        {
            throw new MienException(File.Exists(source) ? $"Expected a folder of pictures but {source} is a file." : $"No such folder: {source}.");
        }

        try
        {
            var pictures = PictureFolder.Read(Path.GetFullPath(source)).Pictures.OrderBy(picture => picture.Path, StringComparer.Ordinal).ToArray();
            return pictures.Length > 0 ? pictures : throw new MienException($"Expected pictures in {source} but found none.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MienException($"Cannot read the folder {source}: {e.Message}", e);
        }
    }
}
