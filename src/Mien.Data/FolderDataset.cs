using System.Collections.Immutable;
using Mien.Core;

namespace Mien.Data;

/// <summary>
/// Reads a folder of pictures that are sorted into one folder per class. Two layouts are known: the standard one,
/// <c>DIR/train/CLASS/picture</c> with further splits (<c>val</c>, <c>test</c>, …) beside <c>train</c>, and a plain folder
/// of class folders, <c>DIR/CLASS/picture</c>.
/// </summary>
/// <remarks>
/// Classes are ordered by <see cref="LabelSet.FromFolderNames"/>. In the standard layout they are the classes of all splits
/// together, so that every split numbers them alike. Pictures may lie in folders below their class folder. Names that start
/// with a dot are passed over; links to folders are followed unless they lead to a folder that was already read.
/// </remarks>
public static class FolderDataset
{
    private static readonly ImmutableArray<string> SplitNames = ["train", "val", "valid", "validation", "test"];

    /// <summary>
    /// The splits of a folder in the standard layout, of <c>train, val, valid, validation, test</c> in this order; empty for
    /// a plain folder of class folders.
    /// </summary>
    /// <exception cref="MienException">There is no such folder.</exception>
    public static ImmutableArray<string> Splits(string folder)
    {
        var names = VisibleFolders(Existing(folder)).Select(Path.GetFileName).ToHashSet(StringComparer.Ordinal);
        var isStandard = names.Contains("train") || (names.Count > 0 && names.IsSubsetOf(SplitNames));
        return isStandard ? [.. SplitNames.Where(names.Contains)] : [];
    }

    /// <summary>Reads one split of a folder in the standard layout, or a plain folder of class folders.</summary>
    /// <param name="folder">The folder in either layout.</param>
    /// <param name="split">Name of the split; null means <c>train</c> in the standard layout.</param>
    /// <returns>The samples, sorted by class and path; <see cref="FaceDataset.Root"/> is the folder that holds the class folders.</returns>
    /// <exception cref="MienException">
    /// There is no such folder or split, no class folder in it, or no picture in any of them; or a folder cannot be read.
    /// </exception>
    public static FaceDataset Read(string folder, string? split = null) => Read(folder, split, mayBeEmpty: false);

    /// <summary>Every split of a folder, of which only the first must have pictures; or all of a plain folder, under the empty name.</summary>
    /// <exception cref="MienException">As for <see cref="Read(string, string?)"/>.</exception>
    internal static ImmutableArray<(string Split, FaceDataset Dataset)> ReadAll(string folder)
    {
        var splits = Splits(folder);
        return splits.IsEmpty ? [("", Read(folder))] : [.. splits.Select(split => (split, Read(folder, split, mayBeEmpty: split != splits[0])))];
    }

    private static FaceDataset Read(string folder, string? split, bool mayBeEmpty)
    {
        try
        {
            return ReadFolder(folder, split, mayBeEmpty);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MienException($"Cannot read the folder {folder}: {e.Message}", e);
        }
    }

    private static FaceDataset ReadFolder(string folder, string? split, bool mayBeEmpty)
    {
        var splits = Splits(folder);
        var root = split is null && splits.IsEmpty ? Path.GetFullPath(folder) : SplitFolder(folder, split ?? "train", splits);
        var classFolders = ClassFolders(root, mayBeEmpty);
        var siblings = splits.SelectMany(name => VisibleFolders(Path.Combine(folder, name)));
        var labels = LabelSet.FromFolderNames(classFolders.Concat(siblings).Select(path => Path.GetFileName(path)).Distinct(StringComparer.Ordinal));

        var files = classFolders.Select(PictureFolder.Read).ToArray();
        var ignored = files.Sum(found => found.IgnoredFileCount) + PictureFolder.CountVisibleFiles(root);
        var samples = classFolders.Zip(files).SelectMany(pair => Samples(pair.First, pair.Second, labels))
            .OrderBy(sample => sample.Label).ThenBy(sample => sample.Path, StringComparer.Ordinal).ToImmutableArray();
        return samples.IsEmpty && !mayBeEmpty
            ? throw new MienException($"Expected pictures in the class folders of {root} but found none ({Counted.Of(ignored, "file")} of other kinds).")
            : new FaceDataset { Root = root, Labels = labels, Samples = samples, IgnoredFileCount = ignored };
    }

    private static IEnumerable<Sample> Samples(string classFolder, PictureFolder found, LabelSet labels)
    {
        var name = Path.GetFileName(classFolder);
        return found.Pictures.Select(picture => new Sample($"{name}/{picture.Path}", labels.IndexOf(name), picture.SizeBytes));
    }

    private static string SplitFolder(string folder, string split, ImmutableArray<string> splits)
    {
        var root = Path.Combine(Path.GetFullPath(folder), split);
        return Directory.Exists(root)
            ? root
            : throw new MienException(
                $"Expected a split '{split}' in {folder} but there is no such folder; "
                + (splits.IsEmpty ? "it has no splits at all." : $"there is {string.Join(", ", splits)}."));
    }

    private static ImmutableArray<string> ClassFolders(string root, bool mayBeEmpty)
    {
        var folders = VisibleFolders(root);
        var hasPictures = folders.IsEmpty && PictureFolder.Read(root).Pictures.Count > 0;
        if (!folders.IsEmpty || (mayBeEmpty && !hasPictures))
        {
            return folders;
        }

        throw new MienException(
            $"Expected one folder per class in {root} but "
            + (hasPictures ? "this looks like a folder of pictures" : "found no folders")
            + "; sort the pictures into folders such as happy/ and sad/, or into train/happy/ and train/sad/.");
    }

    private static string Existing(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return Directory.Exists(folder)
            ? Path.GetFullPath(folder)
            : throw new MienException(
                File.Exists(folder) ? $"Expected a folder of class folders but {folder} is a file." : $"No such folder: {folder}.");
    }

    private static ImmutableArray<string> VisibleFolders(string folder) =>
        [.. Directory.EnumerateDirectories(folder).Where(path => !Path.GetFileName(path.AsSpan()).StartsWith('.')).Order(StringComparer.Ordinal)];
}
