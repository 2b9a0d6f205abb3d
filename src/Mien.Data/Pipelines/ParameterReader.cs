using Mien.Core;

namespace Mien.Data.Pipelines;

/// <summary>
/// Takes the parameters of one transform from a file. What is wrong is added to the problems and the default is given, so that
/// all problems come to light; what nobody asked for is reported by <see cref="ReportUnknownKeys"/>.
/// </summary>
internal sealed class ParameterReader(string transform, MapNode map, ICollection<ConfigProblem> problems) : ParameterBinder
{
    private readonly SortedSet<string> _known = new(StringComparer.Ordinal);

    public override T Bind<T>(string key, T value, ParameterFormat<T> format, bool isSaved = true)
    {
        _known.Add(key);
        if (map.Find(key)?.Value is not { } node)
        {
            return value;
        }

        if (format.Read(node, out var read) is not { } refusal)
        {
            return read;
        }

        Report(refusal.At, key, refusal.Expected);
        return value;
    }

    public override bool IsGiven(string key) => map.Find(key)?.Value is { } node and not ScalarNode { IsNothing: true };

    public override bool AreMissing(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (IsGiven(key))
            {
                return false;
            }
        }

        return true;
    }

    public override void Require(string key)
    {
        if (map.Find(key) is null)
        {
            problems.Add(new(map.Origin, $"expected {key} of {transform} to be given; it has no default"));
        }
    }

    public override void Check(string key, bool holds, string expected)
    {
        if (!holds)
        {
            Report(map.Find(key)?.Value ?? map, key, expected);
        }
    }

    public void ReportUnknownKeys()
    {
        foreach (var key in map.Entries.Select(entry => entry.Key).Where(key => !_known.Contains(key.Text)))
        {
            problems.Add(new(key.Origin, $"unknown parameter '{key.Text}' of {transform}{Hint(key.Text, _known)}"));
        }
    }

    /// <summary>A near miss if there is one, otherwise what there is to choose from.</summary>
    internal static string Hint(string name, IEnumerable<string> candidates) =>
        NearMiss.Hint(name, candidates) is { Length: > 0 } hint ? hint : $"; expected one of {string.Join(", ", candidates)}";

    private void Report(ConfigNode at, string key, string expected) =>
        problems.Add(new(at.Origin, $"expected {key} of {transform} {expected} but got {at.Describe()}"));
}
