using System.Collections.Immutable;
using System.Globalization;

namespace Mien.Core;

/// <summary>
/// The classes of a model or a dataset in the order of the model's outputs: output i means <c>Names[i]</c>.
/// It travels with every run and is checked wherever a model meets data, so that an order cannot be swapped in silence.
/// </summary>
public sealed class LabelSet : IEquatable<LabelSet>
{
    private readonly Dictionary<string, int> _indexOf;

    /// <param name="names">At least one name; none empty, none twice.</param>
    /// <exception cref="ArgumentException">The list is empty, or a name is empty or repeated.</exception>
    public LabelSet(IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        Names = [.. names];
        if (Names.IsEmpty)
        {
            throw new ArgumentException("Expected at least one class name but got none.", nameof(names));
        }

        _indexOf = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var index = 0; index < Names.Length; index++)
        {
            if (string.IsNullOrWhiteSpace(Names[index]) || !_indexOf.TryAdd(Names[index], index))
            {
                throw new ArgumentException($"Expected distinct, non-empty class names but got '{Names[index]}' at index {index}.", nameof(names));
            }
        }
    }

    /// <summary>The names, by output index.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>Number of classes.</summary>
    public int Count => Names.Length;

    /// <summary>The name of an output.</summary>
    public string this[int index] => Names[index];

    /// <summary>The output index of a name (case counts), or -1.</summary>
    public int IndexOf(string name) => _indexOf.GetValueOrDefault(name, -1);

    /// <summary>
    /// The order in which folders of classes are numbered everywhere in this project: names that are all whole numbers by
    /// value, before all other names by ordinal comparison. "2" comes before "10", "Z" before "a".
    /// </summary>
    public static LabelSet FromFolderNames(IEnumerable<string> folderNames) =>
        new(folderNames.Order(Comparer<string>.Create(CompareFolderNames)));

    /// <inheritdoc/>
    public bool Equals(LabelSet? other) => other is not null && Names.SequenceEqual(other.Names, StringComparer.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LabelSet);

    /// <inheritdoc/>
    public override int GetHashCode() => Names.Aggregate(0, (hash, name) => HashCode.Combine(hash, name));

    /// <summary>The names separated by commas, in order.</summary>
    public override string ToString() => string.Join(", ", Names);

    private static int CompareFolderNames(string left, string right)
    {
        var leftIsNumber = ulong.TryParse(left, NumberStyles.None, CultureInfo.InvariantCulture, out var leftNumber);
        var rightIsNumber = ulong.TryParse(right, NumberStyles.None, CultureInfo.InvariantCulture, out var rightNumber);
        return (leftIsNumber, rightIsNumber) switch
        {
            (true, true) when leftNumber != rightNumber => leftNumber.CompareTo(rightNumber),
            (true, false) => -1,
            (false, true) => 1,
            _ => string.CompareOrdinal(left, right),
        };
    }
}
