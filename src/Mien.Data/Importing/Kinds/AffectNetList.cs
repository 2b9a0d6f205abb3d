using System.Collections.Immutable;
using System.Globalization;
using Mien.Core;
using Mien.Data.Tables;
using Mien.Imaging;

namespace Mien.Data.Importing.Kinds;

/// <summary>A list of AffectNet: training.csv has a header, validation.csv is published without one.</summary>
/// <param name="Split">The split of its pictures.</param>
/// <param name="Path">The file.</param>
/// <param name="HasHeader">Whether its first line has the names of the columns.</param>
internal sealed record AffectNetList(string Split, string Path, bool HasHeader)
{
    public const string PathColumn = "subDirectory_filePath";
    public const string ExpressionColumn = "expression";

    private static readonly ImmutableArray<string> PublishedColumns =
        [PathColumn, "face_x", "face_y", "face_width", "face_height", "facial_landmarks", ExpressionColumn, "valence", "arousal"];

    /// <summary>The list in a file; null for a table of another kind.</summary>
    public static AffectNetList? Of(string path)
    {
        try
        {
            return HasNames(path) is var hasNames && (hasNames || IsRow(path)) ? new(SplitOf(System.IO.Path.GetFileName(path)), path, hasNames) : null;
        }
        catch (Exception e) when (e is TableException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The lists in a folder and the folders in it, or the one that the source is.</summary>
    /// <remarks>Labels that a program gave are taken only if their list is asked for by name, as they are not what people saw.</remarks>
    public static ImmutableArray<AffectNetList> Find(string source)
    {
        if (File.Exists(source))
        {
            return Of(source) is { } only ? [only] : [];
        }

        string[] folders = [source, .. CollectionFiles.ClassFolders(source)];
        var tables = folders.SelectMany(folder => Directory.EnumerateFiles(folder, "*.csv").Order(StringComparer.Ordinal));
        return [.. tables.Where(path => !System.IO.Path.GetFileName(path).StartsWith("automatic", StringComparison.OrdinalIgnoreCase)).Select(Of).OfType<AffectNetList>()];
    }

    public CsvTable Open(ProblemList? problems = null) =>
        HasHeader ? CsvTable.Open(Path, problems: problems) : CsvTable.OpenWithoutHeader(Path, PublishedColumns, problems);

    // A table of numbers has names twice, which is no header either.
    private static bool HasNames(string path)
    {
        try
        {
            using var table = CsvTable.Open(path);
            return table.Find(PathColumn) >= 0 && table.Find(ExpressionColumn) >= 0;
        }
        catch (TableException)
        {
            return false;
        }
    }

    // The first line alone: what lies beside may be half a gigabyte of something else.
    private static bool IsRow(string path)
    {
        using var stream = new TextCheckingStream(new FileStream(path, FileMode.Open, FileAccess.Read), path);
        return new LimitedLines(stream, path).Read().FirstOrDefault().Line?.Split(',') is [var picture, var x, _, _, _, _, var expression, _, _]
            && ImageCodec.HasImageExtension(picture.Trim('"')) && int.TryParse(x, CultureInfo.InvariantCulture, out _)
            && double.TryParse(expression, CultureInfo.InvariantCulture, out var number) && AffectNet.ClassOf(number) is not null;
    }

    private static string SplitOf(string fileName) => fileName switch
    {
        _ when fileName.Contains("val", StringComparison.OrdinalIgnoreCase) => "val",
        _ when fileName.Contains("test", StringComparison.OrdinalIgnoreCase) => "test",
        _ => "train",
    };
}
