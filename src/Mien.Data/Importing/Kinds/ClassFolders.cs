using System.Collections.Immutable;
using Mien.Data.Tables;

namespace Mien.Data.Importing.Kinds;

/// <summary>Folders of classes below folders of splits. Classes get our names: angry/ becomes anger/.</summary>
/// <param name="source">The folder.</param>
/// <param name="className">Our name of a folder's class; null for <see cref="CollectionFiles.ClassName"/>.</param>
internal class ClassFolders(string source, Func<string, string>? className = null) : IImporter
{
    private readonly Func<string, string> _className = className ?? CollectionFiles.ClassName;

    // With or without val/; Kaggle's FER-2013 has train/ and test/ alone, its RAF-DB too.
    private readonly ImmutableArray<(string Split, string Folder)> _splits =
        [.. Directory.EnumerateDirectories(source).Order(StringComparer.Ordinal)
            .Select(folder => (CollectionFiles.Split(Path.GetFileName(folder)), folder)).Where(pair => pair.Item1 is not null).Select(pair => (pair.Item1!, pair.folder))];

    public virtual AnnotationFacts Facts { get; } = new();

    public virtual IEnumerable<string> Lists => _splits.SelectMany(split => CollectionFiles.ClassFolders(split.Folder));

    public virtual IEnumerable<ImportRecord> Read(ImportLog log) => ReadFolders(log, (_, folderLabel) => folderLabel);

    /// <summary>The pictures; <paramref name="label"/> gets the path from the source (<c>train/angry/1.jpg</c>) and our name of the folder's class.</summary>
    protected IEnumerable<ImportRecord> ReadFolders(ImportLog log, Func<string, string, string> label)
    {
        var folders = _splits.SelectMany(split => CollectionFiles.ClassFolders(split.Folder).Select(folder => (split.Split, Folder: folder))).ToArray();
        for (var index = 0; index < folders.Length; index++)
        {
            var (split, folder) = folders[index];
            var pictures = PictureFolder.Read(folder).Pictures.OrderBy(picture => picture.Path, StringComparer.Ordinal).ToArray();
            var folderLabel = _className(Path.GetFileName(folder));
            for (var number = 0; number < pictures.Length; number++)
            {
                log.Fraction = (index + ((double)number / pictures.Length)) / folders.Length;
                var path = Path.Combine(folder, pictures[number].Path);
                var relative = Path.GetRelativePath(source, path);
                yield return new()
                {
                    Origin = relative,
                    Split = split,
                    Path = path,
                    Tag = folderLabel,
                    Known = new() { FileName = Path.GetFileName(path), Label = label(relative, folderLabel), Source = relative },
                };
            }
        }
    }
}
