using System.Collections.Immutable;

namespace Mien.Data.Importing;

/// <summary>How a collection is imported. Options that a kind does not know have no effect on it.</summary>
public sealed record ImportOptions
{
    /// <summary>Hard-link pictures that are taken as they are, in place of copying them; source and result must lie on one file system.</summary>
    public bool Link { get; init; }

    /// <summary>Rows with problems are an error before anything is written, in place of being left out.</summary>
    public bool Strict { get; init; }

    /// <summary>Cut pictures to their annotated face box (<c>affectnet</c>, <c>csv</c>); boxes and landmarks move along.</summary>
    public bool Crop { get; init; }

    /// <summary>Classes to import although they are no expressions: <c>unknown</c>, <c>no-face</c> (<c>ferplus</c>), <c>none</c>, <c>uncertain</c>, <c>no-face</c> (<c>affectnet</c>).</summary>
    public ImmutableArray<string> Keep { get; init; } = [];

    /// <summary><c>ferplus</c>: take the expression with most votes even if it has no majority; a tie is unknown.</summary>
    public bool Plurality { get; init; }

    /// <summary><c>affectnet-kaggle</c>: take the label of labels.csv in place of the folder's.</summary>
    public bool ImprovedLabels { get; init; }

    /// <summary><c>rafdb</c>: take the original pictures in place of the aligned ones.</summary>
    public bool Original { get; init; }

    /// <summary>Folder that the paths of a table start from; null for where the kind expects it.</summary>
    public string? Pictures { get; init; }

    /// <summary>New names of classes, by old name. It is applied last, to every kind.</summary>
    public ImmutableSortedDictionary<string, string> LabelMap { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary><c>csv</c>: which columns hold what.</summary>
    public CsvColumns Columns { get; init; } = new();

    /// <summary>Threads that copy and encode; 0 for one per processor. The result does not depend on it.</summary>
    public int Workers { get; init; }

    /// <summary>Everything that decides what is written, by the names of the command line.</summary>
    internal ImmutableSortedDictionary<string, string> Describe(string kind, string source) => new Dictionary<string, string?>
    {
        ["KIND"] = kind,
        ["SRC"] = source,
        ["--link"] = Flag(Link),
        ["--strict"] = Flag(Strict),
        ["--crop"] = Flag(Crop),
        ["--keep"] = string.Join(',', Keep),
        ["--plurality"] = Flag(Plurality),
        ["--improved-labels"] = Flag(ImprovedLabels),
        ["--original"] = Flag(Original),
        ["--pictures"] = Pictures,
        ["--label-map"] = string.Join(',', LabelMap.Select(pair => $"{pair.Key}={pair.Value}")),
        ["--file-col"] = Columns.File,
        ["--label-col"] = Columns.Label,
        ["--split-col"] = Columns.Split,
        ["--valence-col"] = Columns.Valence,
        ["--arousal-col"] = Columns.Arousal,
        ["--identity-col"] = Columns.Identity,
        ["--box-cols"] = string.Join(',', Columns.Box),
    }.Where(option => !string.IsNullOrEmpty(option.Value)).ToImmutableSortedDictionary(option => option.Key, option => option.Value!, StringComparer.Ordinal);

    private static string? Flag(bool value) => value ? "yes" : null;
}

/// <summary>Names of the columns of a table; null takes the first of the usual names that is there.</summary>
public sealed record CsvColumns
{
    /// <summary>Path of the picture.</summary>
    public string? File { get; init; }

    /// <summary>Class.</summary>
    public string? Label { get; init; }

    /// <summary>Split: train, val or test.</summary>
    public string? Split { get; init; }

    /// <summary>Valence, in [-1, 1].</summary>
    public string? Valence { get; init; }

    /// <summary>Arousal, in [-1, 1].</summary>
    public string? Arousal { get; init; }

    /// <summary>Who is in the picture.</summary>
    public string? Identity { get; init; }

    /// <summary>Left edge, upper edge, width and height of the face; empty or four names.</summary>
    public ImmutableArray<string> Box { get; init; } = [];
}
