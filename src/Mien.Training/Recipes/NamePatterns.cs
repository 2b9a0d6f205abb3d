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

    /// <exception cref="ConfigException">A pattern matches none of the names of a model's parameters; the message names the key and the nearest layer.</exception>
    internal void RequireMatches(string key, IReadOnlyCollection<string> names)
    {
        if (Patterns.FirstOrDefault(pattern => !names.Any(name => Matches(pattern, name))) is { } idle)
        {
            throw new ConfigException(
                $"'{key}': expected every pattern to match parameters of the model but '{idle}' matches none{NearMiss.HintOrAll(idle.Split('.')[0], names.Select(name => name.Split('.')[0]).Distinct())}");
        }
    }

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
