namespace Mien.Data.Tables;

/// <summary>What a table may cost.</summary>
public sealed record CsvLimits
{
    /// <summary>Longest row in bytes, quoted line breaks included. The default is 4 MiB; a row of FER-2013 has 9 KB.</summary>
    public int MaxRowBytes { get; init; } = 4 << 20;

    /// <summary>Largest number of columns. The default is 4096.</summary>
    public int MaxColumns { get; init; } = 4096;

    /// <summary>The default limits.</summary>
    public static CsvLimits Default { get; } = new();
}
