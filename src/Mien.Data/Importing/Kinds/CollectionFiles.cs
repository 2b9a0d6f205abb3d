using System.Collections.Immutable;
using Mien.Core;

namespace Mien.Data.Importing.Kinds;

/// <summary>Finds the parts of a collection, which people unpack into more or fewer folders.</summary>
internal static class CollectionFiles
{
    private const int MaxDepth = 2; // such as basic/EmoLabel/list_patition_label.txt

    private static readonly EnumerationOptions NotDeep = new() { RecurseSubdirectories = true, MaxRecursionDepth = MaxDepth, MatchCasing = MatchCasing.CaseInsensitive };

    /// <summary>The file itself, or the first of the names, in the source folder or a little below it; null if there is none.</summary>
    public static string? Find(string source, params ReadOnlySpan<string> names)
    {
        if (File.Exists(source))
        {
            return source;
        }

        foreach (var name in names)
        {
            // Most collections have their list at the top; a walk over half a million pictures is not needed then.
            var here = Path.Combine(source, name);
            if (File.Exists(here) || (Directory.EnumerateFiles(source, name, NotDeep).Order(StringComparer.Ordinal).FirstOrDefault() is { } found && (here = found) is not null))
            {
                return here;
            }
        }

        return null;
    }

    /// <summary>The first of the folders that is in the source; null if there is none.</summary>
    public static string? FindFolder(string source, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Directory.Exists(Path.Combine(source, name)))
            {
                return Path.Combine(source, name);
            }
        }

        return null;
    }

    /// <summary>The split that a word means, or null: Training, PublicTest (validation) and PrivateTest are those of FER-2013.</summary>
    public static string? Split(string word) => word.Trim().ToUpperInvariant() switch
    {
        "TRAIN" or "TRAINING" or "TRAIN_SET" => "train",
        "VAL" or "VALID" or "VALIDATION" or "DEV" or "VAL_SET" or "PUBLICTEST" => "val",
        "TEST" or "TESTING" or "TEST_SET" or "PRIVATETEST" => "test",
        _ => null,
    };

    /// <summary>Our name of an expression for any of its names: "angry" is anger. Other names stay as they are.</summary>
    public static string ClassName(string name) => ExpressionNames.Parse(name) is { } expression ? NameOf(expression) : name.Trim();

    /// <summary>The name of an expression's class.</summary>
    public static string NameOf(Expression expression) => expression.ToString().ToLowerInvariant();

    /// <summary>The folders of classes with pictures in a folder, by name.</summary>
    public static ImmutableArray<string> ClassFolders(string folder) =>
        [.. Directory.EnumerateDirectories(folder).Where(path => !Path.GetFileName(path.AsSpan()).StartsWith('.')).Order(StringComparer.Ordinal)];
}
