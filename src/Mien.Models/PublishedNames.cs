using System.Collections.Immutable;
using Mien.Torch;

namespace Mien.Models;

/// <summary>
/// How the names in published weight files, which are older than the code, differ from those of the net. That
/// <c>num_batches_tracked</c> may be missing needs no entry: <see cref="Module.LoadStateDict"/> takes it for 0.
/// </summary>
public sealed record PublishedNames
{
    /// <summary>The files have the names of the net.</summary>
    public static PublishedNames Unchanged { get; } = new();

    /// <summary>Parts of names that have changed, as they are in files and as they are in the net.</summary>
    public ImmutableArray<(string Old, string New)> Changes { get; init; } = [];

    /// <summary>How names of tensors begin that are in files but not in this net, such as "aux1.".</summary>
    public ImmutableArray<string> Surplus { get; init; } = [];

    /// <summary>The entries of a file under the names of the net, without those that the net does not have a place for.</summary>
    /// <param name="published">By the names of the file; names of the net stay as they are.</param>
    /// <exception cref="CheckpointException">Two entries get one name: the file has it in its old and in its new form.</exception>
    public Dictionary<string, T> Translate<T>(IReadOnlyDictionary<string, T> published)
    {
        ArgumentNullException.ThrowIfNull(published);
        var translated = new Dictionary<string, T>();
        foreach (var (name, value) in published.Where(item => !Surplus.Any(start => item.Key.StartsWith(start, StringComparison.Ordinal))))
        {
            if (!translated.TryAdd(Translate(name), value))
            {
                throw new CheckpointException($"The weights have '{Translate(name)}' twice, under its old name and its new one.");
            }
        }

        return translated;
    }

    private string Translate(string name) =>
        Changes.Aggregate(name, (current, change) => current.Replace(change.Old, change.New, StringComparison.Ordinal));
}
