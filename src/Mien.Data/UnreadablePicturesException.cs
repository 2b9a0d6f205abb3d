using System.Collections.Immutable;
using Mien.Core;
using Mien.Imaging;

namespace Mien.Data;

/// <summary>Pictures of a dataset that cannot be decoded; the message names the first twenty and counts them all.</summary>
public sealed class UnreadablePicturesException : MienException
{
    private const int NamedCount = 20;

    internal UnreadablePicturesException(FaceDataset dataset, IEnumerable<(int Index, Exception Error)> failures)
        : this(dataset, [.. failures.OrderBy(failure => failure.Index)])
    {
    }

    private UnreadablePicturesException(FaceDataset dataset, ImmutableArray<(int Index, Exception Error)> failures)
        : base(Compose(dataset, failures), failures[0].Error) => Indices = [.. failures.Select(failure => failure.Index)];

    /// <summary>Positions of the pictures in the dataset, ascending.</summary>
    public ImmutableArray<int> Indices { get; }

    private static string Compose(FaceDataset dataset, ImmutableArray<(int Index, Exception Error)> failures)
    {
        var lines = failures.Take(NamedCount).Select(failure => $"\n  {Reason(dataset.Samples[failure.Index].Path, failure.Error)}");
        var more = failures.Length > NamedCount ? $"\n  and {failures.Length - NamedCount} more" : "";
        return $"{failures.Length} of {dataset.Samples.Length} pictures in {dataset.Root} cannot be read:{string.Concat(lines)}{more}\n"
            + "Mend or remove them; nothing is trained or measured on a part of the data in silence.";
    }

    private static string Reason(string path, Exception error) => $"{path}: {(error as ImageException)?.Problem ?? error.Message}";
}
