using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Mien.Core;

namespace Mien.Data.Files;

/// <summary>A picture in a folder of class folders.</summary>
/// <param name="Class">Its class folder.</param>
/// <param name="File">The picture within the class folder.</param>
internal sealed record ClassPicture(string Class, PictureEntry File)
{
    /// <summary>Relative to the folder of class folders: <c>happy/0001.jpg</c>.</summary>
    public string Path { get; } = $"{Class}/{File.Path}";
}

/// <summary>What lies in <c>train/</c>: classes, pictures, and what is no picture.</summary>
internal sealed class ClassTree
{
    private ClassTree(string root, ImmutableArray<string> classes) => (Root, Classes) = (root, classes);

    /// <summary>Full path of the folder that holds the class folders.</summary>
    public string Root { get; }

    /// <summary>Sorted by their bytes; folders without a picture are among them.</summary>
    public ImmutableArray<string> Classes { get; }

    /// <summary>Sorted by path.</summary>
    public ImmutableArray<ClassPicture> Pictures { get; private init; }

    /// <summary>Visible files that are no pictures; relative paths.</summary>
    public ImmutableArray<string> OtherFiles { get; private init; }

    /// <summary>Relative paths of links, to pictures and to folders.</summary>
    public ImmutableArray<string> Links { get; private init; }

    /// <summary>Reads <c>FOLDER/train</c>.</summary>
    /// <exception cref="MienException">There is no such folder or no picture in it, it cannot be read, or names in it cannot be worked with; all such names.</exception>
    public static ClassTree ReadTrain(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var root = System.IO.Path.Combine(System.IO.Path.GetFullPath(folder), "train");
        if (!Directory.Exists(root))
        {
            throw new MienException(
                Directory.Exists(folder)
                    ? $"Expected a folder 'train' with a folder per class in '{folder}' but there is none."
                    : $"No such folder: '{folder}'.");
        }

        var tree = Read(root);
        return tree.Pictures.IsEmpty ? throw new MienException($"Expected pictures in the class folders of '{root}' but found none.") : tree;
    }

    /// <summary>Reads a folder of class folders; one that does not exist has no classes.</summary>
    /// <exception cref="MienException">It cannot be read, or names in it cannot be worked with; all such names.</exception>
    public static ClassTree Read(string root)
    {
        try
        {
            return Directory.Exists(root) ? ReadFolders(root) : new(root, []) { Pictures = [], OtherFiles = [], Links = [] };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MienException($"Cannot read the folder '{root}': {e.Message} Nothing was changed.", e);
        }
    }

    /// <summary>Pictures whose names are one on other disks (see <see cref="PathKey"/>); a line for each such group.</summary>
    public ImmutableArray<string> AlikeNames() => PathKey.Alike(Pictures.Select(picture => picture.Path));

    /// <summary>Changes when a picture is added, removed, or written to.</summary>
    public string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (_, file) in Pictures)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{file.SizeBytes}\0{file.ModifiedTicks}\0")));
        }

        hash.AppendData(Encoding.UTF8.GetBytes(string.Join('\0', Pictures.Select(picture => picture.Path))));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static ClassTree ReadFolders(string root)
    {
        string[] names = [.. Directory.EnumerateDirectories(root).Select(System.IO.Path.GetFileName).OfType<string>().Where(name => name[0] != '.').Order(StringComparer.Ordinal)];
        var folders = Array.ConvertAll(names, name => new ClassFolder(name, PictureFolder.Read(System.IO.Path.Combine(root, name))));
        var tree = new ClassTree(root, [.. names])
        {
            Pictures = [.. folders.SelectMany(folder => folder.Found.Pictures.Select(file => new ClassPicture(folder.Name, file))).OrderBy(picture => picture.Path, StringComparer.Ordinal)],
            OtherFiles = [.. folders.SelectMany(folder => folder.Found.OtherFiles.Select(path => $"{folder.Name}/{path}")), .. VisibleFiles(root)],
            Links = [.. folders.SelectMany(Linked), .. names.Where(name => new DirectoryInfo(System.IO.Path.Combine(root, name)).LinkTarget is not null)],
        };
        tree.RefuseNames();
        return tree;
    }

    private static IEnumerable<string> Linked(ClassFolder folder) =>
        folder.Found.LinkedFolders.Concat(folder.Found.Pictures.Where(file => file.IsLink).Select(file => file.Path)).Select(path => $"{folder.Name}/{path}");

    private static IEnumerable<string> VisibleFiles(string root) =>
        Directory.EnumerateFiles(root).Select(System.IO.Path.GetFileName).OfType<string>().Where(name => name[0] != '.');

    private void RefuseNames()
    {
        var unreadable = Pictures.Select(picture => picture.Path).Concat(Classes).Where(path => path.Contains(PictureFolder.NotUnicode, StringComparison.Ordinal)).ToArray();
        var alike = PathKey.Alike(Classes);
        List<string> problems = [];
        if (unreadable.Length > 0)
        {
            problems.Add($"Names that are not UTF-8: {Shown.List(unreadable)}. Rename them (convmv does many at once).");
        }

        if (alike.Length > 0)
        {
            problems.Add($"Class folders whose names differ only in case or in how accents are written: {string.Join("; ", alike)}. Merge or rename them.");
        }

        if (problems.Count > 0)
        {
            throw new MienException($"'{Root}' cannot be worked with; nothing was changed.\n" + string.Join('\n', problems));
        }
    }

    private sealed record ClassFolder(string Name, PictureFolder Found);
}
