using System.Collections.Immutable;
using Mien.Core;
using Mien.Data.Files;
using Mien.Data.Importing.Kinds;
using Mien.Data.Tables;

namespace Mien.Data.Importing;

/// <summary>What can be done with a folder.</summary>
public enum LayoutForm
{
    /// <summary>It is read as it is: the standard layout, or a folder of class folders.</summary>
    Readable,
    /// <summary>It is a collection that has to be imported.</summary>
    Importable,
    /// <summary>A command that builds it was interrupted.</summary>
    Unfinished,
    /// <summary>None of these.</summary>
    Unknown,
}

/// <summary>What a folder or file was taken for, and by what sign.</summary>
/// <param name="Path">The folder or file.</param>
/// <param name="Form">What can be done with it.</param>
/// <param name="Description">What it is and by what sign, such as <c>the standard layout (train, test)</c>.</param>
/// <param name="ImportKind">The kind to import it as; null where it needs no import.</param>
public sealed record DatasetLayout(string Path, LayoutForm Form, string Description, string? ImportKind = null)
{
    // Where RAF-DB's archive has its list. A search through all folders would walk over every picture of a large dataset.
    private static readonly ImmutableArray<string> RafDbLists =
        ["list_patition_label.txt", "EmoLabel/list_patition_label.txt", "basic/EmoLabel/list_patition_label.txt"];

    /// <summary>Looks at names, and at the headers of tables; reads no picture.</summary>
    public static DatasetLayout Detect(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            return File.Exists(path) ? OfFile(path) : Directory.Exists(path) ? OfFolder(path) : new(path, LayoutForm.Unknown, "nothing: there is no such folder");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MienException($"Cannot read {path}: {e.Message}", e);
        }
    }

    /// <summary>Does nothing for a folder that is read as it is, or that nothing is known of: reading it will tell what is missing.</summary>
    /// <exception cref="ConfigException">It has to be imported first, or a command that builds it has to be finished; the message has the command.</exception>
    public static void RequireReadable(string path)
    {
        var layout = Detect(path);
        var remedy = layout switch
        {
            { Form: LayoutForm.Unfinished } => $"Call that command again as before to finish it, or delete '{path}'.",
            { Form: LayoutForm.Importable } => $"Import it, then use the folder that this writes: mien data import {layout.ImportKind} {path} OUT",
            _ => null,
        };
        if (remedy is not null)
        {
            throw new ConfigException($"Expected folders of classes, such as {path}/train/happy/, but '{path}' is {layout.Description}. {remedy}");
        }
    }

    private static DatasetLayout OfFile(string path)
    {
        var kind = System.IO.Path.GetFileName(path) switch
        {
            var name when RafDbLists.Contains(name) => "rafdb",
            "fer2013new.csv" => "ferplus",
            _ when HasColumns(path, "pixels", "emotion") => "fer2013",
            _ when path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) && AffectNetList.Of(path) is not null => "affectnet",
            _ when path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) => "csv",
            _ => null,
        };
        return kind is null ? new(path, LayoutForm.Unknown, "a file that is no table") : new(path, LayoutForm.Importable, $"a list of {kind}", kind);
    }

    private static DatasetLayout OfFolder(string path)
    {
        // A split, such as OUT/train, is as unfinished as the folder around it.
        foreach (var folder in (string[])[path, System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path)) ?? path])
        {
            if (OutputJob.Unfinished(folder) is { } job)
            {
                return new(path, LayoutForm.Unfinished, $"unfinished: '{job.Command}' was interrupted in '{folder}'");
            }
        }

        return OfLists(path) ?? OfReadable(path) ?? OfPictureLists(path) ?? OfClassFolders(path);
    }

    private static DatasetLayout? OfLists(string path)
    {
        bool Has(string file) => File.Exists(System.IO.Path.Combine(path, file));
        return 0 switch
        {
            _ when Has("fer2013.csv") && Has("fer2013new.csv") => Importable("FER+ (fer2013.csv and fer2013new.csv)", "ferplus"),
            _ when FerPlusFolders.Find(path) is [var (_, folder), ..] => Importable($"FER+ ({System.IO.Path.GetFileName(folder)}/label.csv)", "ferplus"),
            _ when Has("fer2013.csv") => Importable("FER-2013 (fer2013.csv)", "fer2013"),
            _ when Has("icml_face_data.csv") => Importable("FER-2013 (icml_face_data.csv)", "fer2013"),
            _ when HasColumns(System.IO.Path.Combine(path, "train.csv"), "pixels", "emotion") => Importable("FER-2013 (train.csv)", "fer2013"),
            _ when RafDbLists.FirstOrDefault(Has) is { } list => Importable($"RAF-DB ({list})", "rafdb"),
            _ => null,
        };

        DatasetLayout Importable(string description, string kind) => new(path, LayoutForm.Importable, description, kind);
    }

    private static DatasetLayout? OfReadable(string path)
    {
        var splits = FolderDataset.Splits(path);
        if (splits.IsEmpty)
        {
            return null;
        }

        var hasLabels = splits.Contains("train") && HasColumns(System.IO.Path.Combine(path, "labels.csv"), "pth", "label");
        var remark = hasLabels ? "; labels.csv is not read: 'mien data relabel' and 'mien data import affectnet-kaggle' use it" : "";
        return new(path, LayoutForm.Readable, $"the standard layout ({string.Join(", ", splits)}){remark}");
    }

    private static DatasetLayout? OfPictureLists(string path)
    {
        if (AffectNetList.Find(path) is [var list, ..])
        {
            return new(path, LayoutForm.Importable, $"AffectNet ({System.IO.Path.GetRelativePath(path, list.Path)})", "affectnet");
        }

        return AffectNetArrays.FindSets(path).IsEmpty ? null : new(path, LayoutForm.Importable, "AffectNet (images/ and annotations/)", "affectnet");
    }

    private static DatasetLayout OfClassFolders(string path)
    {
        var classes = CollectionFiles.ClassFolders(path);
        return classes.IsEmpty
            ? new(path, LayoutForm.Unknown, "a folder without folders of classes")
            : new(path, LayoutForm.Readable, $"a folder of {Counted.Of(classes.Length, "class folder")}");
    }

    private static bool HasColumns(string path, params ReadOnlySpan<string> columns)
    {
        try
        {
            using var table = File.Exists(path) ? CsvTable.Open(path) : null;
            foreach (var column in columns)
            {
                if (table is null || table.Find(column) < 0)
                {
                    return false;
                }
            }

            return true;
        }
        catch (TableException)
        {
            return false; // a file of another kind
        }
    }
}
