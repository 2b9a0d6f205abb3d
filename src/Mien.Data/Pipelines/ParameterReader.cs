using System.Globalization;
using Mien.Core;
using Mien.Data.Transforms;
using Mien.Imaging;

namespace Mien.Data.Pipelines;

/// <summary>
/// Hands out the parameters of one transform, checked. What is wrong is added to the problems and the default is given, so
/// that all problems come to light; what nobody asked for is reported by <see cref="ReportUnknownKeys"/>.
/// </summary>
internal sealed class ParameterReader(string transform, MapNode map, ICollection<ConfigProblem> problems)
{
    private static readonly string[] InterpolationNames = ["nearest", "linear", "cubic"];
    private static readonly string[] BorderNames = ["constant", "replicate", "reflect", "wrap", "reflect101"];

    private readonly SortedSet<string> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _withoutEffect = new(StringComparer.Ordinal);

    public double Probability() => Get("p") is { } node ? Number(node, "p", 0, 1) ?? 0.5 : 0.5;

    public bool AlwaysApply() => Flag("always_apply", false);

    public bool Flag(string key, bool defaultValue) => Get(key) is { } node ? Flag(node, key) ?? defaultValue : defaultValue;

    /// <summary>A number n means [-n, n].</summary>
    public ValueRange SymmetricRange(string key, ValueRange defaultValue, double min, double max) =>
        Get(key) is { } node ? Range(node, key, min, max, ValueRange.Symmetric) ?? defaultValue : defaultValue;

    /// <summary>A number n means exactly n.</summary>
    public ValueRange ExactRange(string key, ValueRange defaultValue, double min, double max) =>
        Get(key) is { } node ? Range(node, key, min, max, ValueRange.Exactly) ?? defaultValue : defaultValue;

    /// <summary>A number or pair for both axes, or a mapping with x, y or both; an axis left out is <paramref name="missingAxis"/>.</summary>
    public (ValueRange X, ValueRange Y) PairOfRanges(
        string key, ValueRange defaultValue, double missingAxis, double min, double max, bool whole = false)
    {
        if (Get(key) is not { } node)
        {
            return (defaultValue, defaultValue);
        }

        if (node is MapNode axes)
        {
            var inner = new ParameterReader($"{transform}.{key}", axes, problems);
            var missing = ValueRange.Exactly(missingAxis);
            var (x, y) = (inner.ExactRange("x", missing, min, max), inner.ExactRange("y", missing, min, max));
            inner.ReportUnknownKeys();
            return (CheckWhole(x, node, key, whole), CheckWhole(y, node, key, whole));
        }

        var both = Range(node, key, min, max, ValueRange.Exactly) ?? defaultValue;
        return (CheckWhole(both, node, key, whole), both);
    }

    public Interpolation Interpolation() => (Interpolation)Choice("interpolation", InterpolationNames, (int)Core.Interpolation.Linear);

    public BorderMode Border(string key, BorderMode defaultValue) => (BorderMode)Choice(key, BorderNames, (int)defaultValue);

    /// <summary>Whether any of the keys has a value.</summary>
    public bool HasAny(params ReadOnlySpan<string> keys)
    {
        var any = false;
        foreach (var key in keys)
        {
            any |= Get(key) is not null;
        }

        return any;
    }

    public void AtMostOne(string first, string second)
    {
        if (HasAny(first) && HasAny(second))
        {
            Report(map.Find(second)!.Value, $"expected only one of {first} and {second}");
        }
    }

    /// <summary>Keys that Albumentations writes but that concern masks and boxes, not pictures.</summary>
    public void HasNoEffect(params ReadOnlySpan<string> keys) => _withoutEffect.UnionWith(keys.ToArray());

    public void OnlyBlack(string key)
    {
        if (Get(key) is { } node && Number(node, key, 0, 255) is > 0)
        {
            Report(node, $"expected {key} to be 0 or nothing (black), the only fill that is supported, but got {node.Describe()}");
        }
    }

    public void OnlyFalse(string key)
    {
        if (Flag(key, false))
        {
            Report(map.Find(key)!.Value, $"expected {key} to be false; pictures keep their size here");
        }
    }

    public void ReportUnknownKeys()
    {
        foreach (var key in map.Entries.Select(entry => entry.Key).Where(key => !_known.Contains(key.Text) && !_withoutEffect.Contains(key.Text)))
        {
            Report(key, $"unknown parameter '{key.Text}' of {transform}{Hint(key.Text, _known)}");
        }
    }

    /// <summary>A near miss if there is one, otherwise what there is to choose from.</summary>
    internal static string Hint(string name, IEnumerable<string> candidates) =>
        NearMiss.Hint(name, candidates) is { Length: > 0 } hint ? hint : $"; expected one of {string.Join(", ", candidates)}";

    private ConfigNode? Get(string key)
    {
        _known.Add(key);
        return map.Find(key)?.Value is { } node and not ScalarNode { IsNothing: true } ? node : null;
    }

    private void Report(ConfigNode at, string message) => problems.Add(new(at.Origin, message));

    private double? Number(ConfigNode node, string key, double min, double max)
    {
        if (node is ScalarNode { Quoted: false } scalar
            && double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max)
        {
            return value;
        }

        Report(node, string.Create(CultureInfo.InvariantCulture, $"expected {key} of {transform} to be a number from {min} to {max} but got {node.Describe()}"));
        return null;
    }

    private bool? Flag(ConfigNode node, string key)
    {
        // The words of YAML 1.1, which Albumentations' files are written in.
        switch ((node as ScalarNode)?.Quoted == false ? ((ScalarNode)node).Text.ToLowerInvariant() : null)
        {
            case "true" or "yes" or "on":
                return true;
            case "false" or "no" or "off":
                return false;
            default:
                Report(node, $"expected {key} of {transform} to be true or false but got {node.Describe()}");
                return null;
        }
    }

    private ValueRange? Range(ConfigNode node, string key, double min, double max, Func<double, ValueRange> fromNumber)
    {
        if (node is not ListNode list)
        {
            var range = Number(node, key, min, max) is { } value ? fromNumber(value) : default(ValueRange?);
            return range is { } found && (found.Low < min || found.High < found.Low) ? Refuse(node, key, $"to be a number of at least 0 and at most {-min}") : range;
        }

        if (list.Items.Length != 2)
        {
            return Refuse(node, key, "to be a number or a pair [low, high]");
        }

        var (low, high) = (Number(list.Items[0], key, min, max), Number(list.Items[1], key, min, max));
        return low > high ? Refuse(node, key, "to have its lower end first") : low is null || high is null ? null : new ValueRange(low.Value, high.Value);
    }

    private ValueRange? Refuse(ConfigNode node, string key, string expected)
    {
        Report(node, $"expected {key} of {transform} {expected} but got {node.Describe()}");
        return null;
    }

    private ValueRange CheckWhole(ValueRange range, ConfigNode node, string key, bool whole)
    {
        if (whole && (!double.IsInteger(range.Low) || !double.IsInteger(range.High)))
        {
            Report(node, $"expected {key} of {transform} to be whole numbers");
        }

        return range;
    }

    private int Choice(string key, string[] names, int defaultValue)
    {
        if (Get(key) is not { } node)
        {
            return defaultValue;
        }

        var text = (node as ScalarNode)?.Text ?? "";
        var index = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < names.Length ? number : Array.IndexOf(names, text);
        if (index < 0)
        {
            var choices = string.Join(", ", names.Select((name, value) => $"{name} ({value})"));
            Report(node, $"expected {key} of {transform} to be one of {choices} but got {node.Describe()}");
            return defaultValue;
        }

        return index;
    }
}
