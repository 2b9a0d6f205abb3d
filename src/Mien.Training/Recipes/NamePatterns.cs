using System.Collections.Immutable;
using System.IO.Enumeration;
using Mien.Core;

namespace Mien.Training;

/// <summary>Patterns of parameters' names; equal to another one with equal patterns.</summary>
/// <param name="Patterns">At least one. <c>*</c> stands for any text and <c>?</c> for any character; a layer's name for all that is in it.</param>
public sealed record NamePatterns(ImmutableArray<string> Patterns)
{
    /// <summary>Whether any pattern matches.</summary>
    public bool Match(string name) => Patterns.Any(pattern => Matches(pattern, name));

    /// <summary>The patterns that match none of the names.</summary>
    public IEnumerable<string> Idle(IReadOnlyCollection<string> names) => Patterns.Where(pattern => !names.Any(name => Matches(pattern, name)));

    /// <inheritdoc/>
    public bool Equals(NamePatterns? other) => other is not null && Patterns.SequenceEqual(other.Patterns);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Patterns.Length, Patterns[0]);

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", Patterns);

    private static bool Matches(string pattern, string name) =>
        FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false) || name.StartsWith(pattern + ".", StringComparison.Ordinal);
}

internal sealed class NamePatternsFormat : ValueFormat
{
    public override string Expected => "a list of patterns such as [conv1, layer1.*]";

    public override bool TryRead(ConfigNode node, out object? value, ICollection<ConfigProblem> problems)
    {
        ImmutableArray<ConfigNode> items = node is ListNode list ? list.Items : [node];
        value = items.Length > 0 && items.All(item => item is ScalarNode { IsNothing: false })
            ? new NamePatterns([.. items.Select(item => ((ScalarNode)item).Text)])
            : null;
        return value is not null;
    }

    public override ConfigNode Write(object? value) => List(((NamePatterns)value!).Patterns.Select(pattern => new ScalarNode(Word("").Source, pattern, Quoted: true)));
}
