using System.Collections.Immutable;
using System.Globalization;
using Mien.Core;
using Mien.Data.Tables;

namespace Mien.Data.Importing.Kinds;

/// <summary>
/// RAF-DB, basic expressions (Li, Deng and Du 2017, "Reliable crowdsourcing and deep locality-preserving learning for expression recognition
/// in the wild", CVPR): list_patition_label.txt with lines such as <c>train_00001.jpg 5</c>, and the pictures, aligned or original.
/// </summary>
internal sealed class RafDb(string listPath, string pictures, bool isAligned) : IImporter
{
    private static readonly ImmutableArray<Expression> ByNumber =
        [Expression.Surprise, Expression.Fear, Expression.Disgust, Expression.Happy, Expression.Sad, Expression.Anger, Expression.Neutral];

    public AnnotationFacts Facts { get; } = new();

    public IEnumerable<string> Lists => [listPath];

    /// <exception cref="ConfigException">There is no list, or no folder of pictures.</exception>
    public static IImporter Open(string source, ImportOptions options)
    {
        if (FindList(source) is not { } list)
        {
            return Folders(source) ?? throw new ConfigException(
                $"Expected list_patition_label.txt in '{source}' or in EmoLabel/ below it, or folders train/1 to train/7 and test/1 to test/7.");
        }

        var root = File.Exists(source) ? Path.GetDirectoryName(source)! : source;
        var wanted = options.Original ? "original" : "aligned";
        var pictures = options.Pictures
            ?? CollectionFiles.FindFolder(root, $"Image/{wanted}", $"basic/Image/{wanted}", $"../Image/{wanted}", wanted)
            ?? CollectionFiles.FindFolder(root, "Image", "images", ".")!;
        return new RafDb(list, pictures, isAligned: !options.Original);
    }

    // As on Kaggle: the aligned pictures in folders of the numbers.
    private static ClassFolders? Folders(string source)
    {
        var root = CollectionFiles.FindFolder(source, "DATASET") ?? source;
        return Directory.Exists(Path.Combine(root, "train", "1")) ? new ClassFolders(root, folder => ClassOf(folder) is { } expression ? CollectionFiles.NameOf(expression) : folder) : null;
    }

    private static Expression? ClassOf(string number) =>
        int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var label) && label is >= 1 and <= 7 ? ByNumber[label - 1] : null;

    /// <summary>The list, spelt as its makers spell it or as others do.</summary>
    public static string? FindList(string source) => CollectionFiles.Find(source, "list_patition_label.txt", "list_partition_label.txt");

    public IEnumerable<ImportRecord> Read(ImportLog log)
    {
        using var stream = new TextCheckingStream(new FileStream(listPath, FileMode.Open, FileAccess.Read), listPath);
        foreach (var (line, number) in new LimitedLines(stream, listPath).Read())
        {
            log.Fraction = stream.Length == 0 ? 1 : (double)stream.Position / stream.Length;
            var origin = string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(listPath)}:{number}");
            if (!string.IsNullOrWhiteSpace(line) && Parse(line, origin, log) is { } record)
            {
                yield return record;
            }
        }
    }

    private ImportRecord? Parse(string line, string origin, ImportLog log)
    {
        if (line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is not [var name, var number] || ClassOf(number) is not { } expression)
        {
            log.Problems.Add(origin, $"expected a picture and a label from 1 to 7, such as 'train_00001.jpg 5', but got '{Shorten(line)}'");
            return null;
        }

        var split = name.IndexOf('_', StringComparison.Ordinal) is > 0 and var end ? CollectionFiles.Split(name[..end]) : null;
        if (split is null || ContainedPath.Resolve(pictures, name) is not { } path)
        {
            log.Problems.Add(origin, $"expected the name of a picture that begins with train_ or test_ but got '{Shorten(name)}'");
            return null;
        }

        var aligned = Path.ChangeExtension(path, null) + "_aligned" + Path.GetExtension(path);
        path = isAligned && File.Exists(aligned) ? aligned : path;
        return new()
        {
            Origin = origin,
            Split = split,
            Path = path,
            Known = new() { FileName = Path.GetFileName(path), Label = CollectionFiles.NameOf(expression), Source = name },
        };
    }

    private static string Shorten(string text) => text.Length <= 60 ? text : text[..57] + "...";
}
