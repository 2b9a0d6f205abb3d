namespace Mien.Data.Relabelling;

/// <summary>How <see cref="RelabelPlan"/> sorts pictures anew.</summary>
public sealed record RelabelOptions
{
    /// <summary>Folder that holds <c>train/CLASS/</c>; nothing in it is changed.</summary>
    public required string Source { get; init; }

    /// <summary>Folder to build, absent or empty.</summary>
    public required string Output { get; init; }

    /// <summary>Table with the columns <c>pth</c> (<c>class/file</c>) and <c>label</c>; null means <c>labels.csv</c> in <see cref="Source"/>.</summary>
    public string? LabelCsv { get; init; }

    /// <summary>Whether anything odd in the table is an error; default false, it is told.</summary>
    public bool Strict { get; init; }
}
