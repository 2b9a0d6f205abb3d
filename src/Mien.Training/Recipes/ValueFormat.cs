using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using Mien.Core;

namespace Mien.Training;

/// <summary>How the values of one type are written in a recipe.</summary>
internal abstract class ValueFormat
{
    /// <summary>What a message says was expected: "a number above 0".</summary>
    public abstract string Expected { get; }

    /// <summary>The words that are allowed, when a near miss among them should be pointed out.</summary>
    public virtual IEnumerable<string> Words => [];

    /// <summary>The value behind the node, or false when it is not one of this format.</summary>
    /// <param name="node">What was written.</param>
    /// <param name="value">The value.</param>
    /// <param name="problems">May take more exact words, and places, than "expected ... but got ...".</param>
    public abstract bool TryRead(ConfigNode node, out object? value, ICollection<ConfigProblem> problems);

    /// <summary>Writes a value so that reading it gives the same one.</summary>
    public abstract ConfigNode Write(object? value);

    protected static ScalarNode Word(string text) => new(Written, text);

    protected static ListNode List(IEnumerable<ConfigNode> items) => new(Written, [.. items]);

    protected static MapNode Map(IEnumerable<(string Key, ConfigNode Value)> entries) =>
        new(Written, [.. entries.Select(entry => new ConfigEntry(Word(entry.Key), entry.Value))]);

    private static ConfigSource Written { get; } = new("", "");
}

/// <summary>Words and numbers that stand alone.</summary>
internal abstract class ScalarFormat<T> : ValueFormat
{
    public sealed override bool TryRead(ConfigNode node, out object? value, ICollection<ConfigProblem> problems)
    {
        if (node is ScalarNode { IsNothing: false } scalar && TryParse(scalar, out var parsed))
        {
            value = parsed;
            return true;
        }

        value = null;
        return false;
    }

    public sealed override ConfigNode Write(object? value) => Write((T)value!);

    protected abstract bool TryParse(ScalarNode scalar, out T value);

    protected abstract ScalarNode Write(T value);
}

internal sealed class BoolFormat : ScalarFormat<bool>
{
    public override string Expected => "true or false";

    public override IEnumerable<string> Words => ["true", "false"];

    protected override bool TryParse(ScalarNode scalar, out bool value) => bool.TryParse(scalar.Text, out value) && !scalar.Quoted;

    protected override ScalarNode Write(bool value) => Word(value ? "true" : "false");
}

internal sealed class TextFormat(bool isPath) : ScalarFormat<string>
{
    public override string Expected => isPath ? "a path" : "text";

    protected override bool TryParse(ScalarNode scalar, out string value)
    {
        value = isPath ? Path.GetFullPath(scalar.Text, scalar.Source.Folder) : scalar.Text;
        return scalar.Text.Length > 0 && !scalar.Text.Contains('\0', StringComparison.Ordinal);
    }

    protected override ScalarNode Write(string value) => new(Word("").Source, value, Quoted: YamlText.NeedsQuotes(value));
}

/// <summary>Real numbers within a range.</summary>
internal sealed class NumberFormat(Bounds bounds) : ScalarFormat<double>
{
    public override string Expected => "a number" + bounds;

    internal static bool TryParseNumber(ScalarNode scalar, out double value)
    {
        value = 0;
        return !scalar.Quoted && double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }

    internal static ScalarNode WriteNumber(double value) => Word(value.ToString("R", CultureInfo.InvariantCulture));

    protected override bool TryParse(ScalarNode scalar, out double value) => TryParseNumber(scalar, out value) && bounds.Contain(value);

    protected override ScalarNode Write(double value) => WriteNumber(value);
}

/// <summary>Whole numbers within a range.</summary>
internal sealed class WholeNumberFormat<T>(Bounds bounds) : ScalarFormat<T>
    where T : struct, IBinaryInteger<T>
{
    public override string Expected => "a whole number" + bounds;

    protected override bool TryParse(ScalarNode scalar, out T value)
    {
        value = T.Zero;
        return !scalar.Quoted
            && T.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value)
            && bounds.Contain(double.CreateChecked(value));
    }

    protected override ScalarNode Write(T value) => Word(value.ToString(null, CultureInfo.InvariantCulture));
}

/// <summary>One of the names of an enumeration, in snake case: <c>OneCycle</c> is <c>one_cycle</c>.</summary>
internal sealed class ChoiceFormat(Type type) : ValueFormat
{
    private readonly ImmutableArray<(string Word, object Value)> _choices =
        [.. Enum.GetValues(type).Cast<object>().Select(value => (SnakeCase(value.ToString()!), value))];

    public override string Expected => _choices.Length == 1 ? _choices[0].Word : "one of " + string.Join(", ", Words);

    public override IEnumerable<string> Words => _choices.Select(choice => choice.Word);

    public override bool TryRead(ConfigNode node, out object? value, ICollection<ConfigProblem> problems)
    {
        value = node is ScalarNode scalar ? _choices.FirstOrDefault(choice => choice.Word == scalar.Text).Value : null;
        return value is not null;
    }

    public override ConfigNode Write(object? value) => Word(SnakeCase(value!.ToString()!));

    internal static string SnakeCase(string name) =>
        string.Concat(name.Select((letter, index) => char.IsUpper(letter) ? (index > 0 ? "_" : "") + char.ToLowerInvariant(letter) : letter.ToString()));
}

/// <summary>A word for null, or a value of another format.</summary>
internal sealed class NullableFormat(string nullWord, ValueFormat inner) : ValueFormat
{
    public override string Expected => $"{nullWord} or {inner.Expected}";

    public override IEnumerable<string> Words => inner.Words.Append(nullWord);

    public override bool TryRead(ConfigNode node, out object? value, ICollection<ConfigProblem> problems)
    {
        if (node is ScalarNode { Quoted: false } scalar && scalar.Text == nullWord)
        {
            value = null;
            return true;
        }

        return inner.TryRead(node, out value, problems);
    }

    public override ConfigNode Write(object? value) => value is null ? Word(nullWord) : inner.Write(value);
}

/// <summary>The range of a number.</summary>
internal sealed record Bounds(double AtLeast, double Above, double AtMost, double Below)
{
    public bool Contain(double value) => value >= AtLeast && value > Above && value <= AtMost && value < Below;

    /// <summary>" from 0 to below 1", " above 0", " of at least 1", or nothing.</summary>
    public override string ToString()
    {
        var low = double.IsFinite(AtLeast) ? Text(AtLeast) : double.IsFinite(Above) ? "above " + Text(Above) : null;
        var high = double.IsFinite(AtMost) ? Text(AtMost) : double.IsFinite(Below) ? "below " + Text(Below) : null;
        return (low, high) switch
        {
            (null, null) => "",
            (null, _) => $" of at most {high}",
            (_, null) => double.IsFinite(Above) ? $" {low}" : $" of at least {low}",
            _ => double.IsFinite(Above) ? $" {low}, {(double.IsFinite(AtMost) ? "at most " : "")}{high}" : $" from {low} to {high}",
        };
    }

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
