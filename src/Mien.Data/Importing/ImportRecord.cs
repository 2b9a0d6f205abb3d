using Mien.Data.Tables;
using Mien.Imaging;

namespace Mien.Data.Importing;

/// <summary>One picture of a collection on its way into the standard layout.</summary>
internal sealed record ImportRecord
{
    /// <summary>What messages call it: <c>labels.csv:17</c>.</summary>
    public required string Origin { get; init; }

    /// <summary><c>train</c>, <c>val</c> or <c>test</c>.</summary>
    public required string Split { get; init; }

    /// <summary>What is known; <see cref="Annotation.FileName"/> is the name that the picture would like to have in its class folder.</summary>
    public required Annotation Known { get; init; }

    /// <summary>The file; null where the picture itself is given.</summary>
    public string? Path { get; init; }

    /// <summary>The picture, where a table holds it.</summary>
    public Image? Picture { get; init; }

    /// <summary>Whether to cut it to its box.</summary>
    public bool Crop { get; init; }

    /// <summary>What is put behind the name if it is taken; null for a number.</summary>
    public string? Tag { get; init; }
}
