using System.Globalization;
using Mien.Core;
using Mien.Data.Transforms;

namespace Mien.Data.Pipelines;

/// <summary>How one kind of parameter is written in a pipeline: reading, writing and its words in messages and in the documentation.</summary>
internal abstract class ParameterFormat<T>
{
    /// <summary>What is allowed, to follow "expected limit of Rotate to be": "a number from 0 to 1".</summary>
    public abstract string Expected { get; }

    /// <summary>The value behind a node.</summary>
    /// <param name="node">What was written.</param>
    /// <param name="value">The value, if there was no refusal.</param>
    /// <returns>Null, or the place that is wrong and what was expected there.</returns>
    public abstract Refusal? Read(ConfigNode node, out T value);

    /// <summary>Writes a value as Albumentations would, so that reading it gives the same one.</summary>
    public abstract ConfigNode Write(T value);

    /// <summary>The part of a value that is read here but would fail in Albumentations, or null.</summary>
    /// <remarks>Its YAML takes a number with an exponent for text unless it has a point before and a sign after the e.</remarks>
    public virtual ConfigNode? FindForeign(ConfigNode node) => node switch
    {
        ListNode list => list.Items.Select(FindForeign).FirstOrDefault(item => item is not null),
        MapNode map => map.Entries.Select(entry => FindForeign(entry.Value)).FirstOrDefault(item => item is not null),
        ScalarNode { Quoted: false } scalar when IsTextInYaml11(scalar.Text) => scalar,
        _ => null,
    };

    /// <summary>Refuses the whole value.</summary>
    public Refusal? Refuse(ConfigNode at) => new Refusal(at, $"to be {Expected}");

    private static bool IsTextInYaml11(string text) =>
        text.Split('e', 'E') is [var digits, var exponent]
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
        && !(digits.Contains('.', StringComparison.Ordinal) && (exponent[0] is '+' or '-'));
}

/// <summary>A part of a value that is wrong.</summary>
/// <param name="At">Where.</param>
/// <param name="Expected">What was expected, to follow "expected limit of Rotate": "to be a number".</param>
internal readonly record struct Refusal(ConfigNode At, string Expected);

/// <summary>Nodes that are made here instead of being read.</summary>
internal static class Written
{
    private static readonly ConfigSource Source = new("", "");

    public static ScalarNode Nothing { get; } = Word("null");

    public static ScalarNode Word(string text) => new(Source, text);

    public static ScalarNode Text(string text) => new(Source, text, Quoted: true);

    public static ListNode List(IEnumerable<ConfigNode> items) => new(Source, [.. items]);

    public static ConfigEntry Entry(string key, ConfigNode value) => new(Word(key), value);

    public static MapNode Map(IEnumerable<ConfigEntry> entries) => new(Source, [.. entries]);
}

/// <summary>True or false, in the words of YAML 1.1, which Albumentations' files are written in.</summary>
internal sealed class FlagFormat : ParameterFormat<bool>
{
    public override string Expected => "true or false";

    public override Refusal? Read(ConfigNode node, out bool value)
    {
        var word = node is ScalarNode { Quoted: false } scalar ? scalar.Text.ToLowerInvariant() : "";
        value = word is "true" or "yes" or "on";
        return value || word is "false" or "no" or "off" ? null : Refuse(node);
    }

    public override ConfigNode Write(bool value) => Written.Word(value ? "true" : "false");
}

/// <summary>A number between two limits, both allowed.</summary>
internal sealed class NumberFormat(double min, double max, bool isWhole = false) : ParameterFormat<Number>
{
    public override string Expected => string.Create(CultureInfo.InvariantCulture, $"a {(isWhole ? "whole " : "")}number from {min} to {max}");

    public override Refusal? Read(ConfigNode node, out Number value)
    {
        value = default;
        if (node is not ScalarNode { Quoted: false } scalar || HasLeadingZeros(scalar.Text)
            || !double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            || !(number >= min && number <= max) || (isWhole && !double.IsInteger(number)))
        {
            return Refuse(node);
        }

        value = int.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? (Number)whole : number;
        return null;
    }

    public override ConfigNode Write(Number value) => Written.Word(value.ToString());

    // 010 is eight in YAML 1.1 and ten to a reader.
    private static bool HasLeadingZeros(string text)
    {
        var digits = text.AsSpan().TrimStart("+-");
        return digits.Length > 1 && digits[0] == '0' && char.IsAsciiDigit(digits[1]);
    }
}

/// <summary>A whole number between two limits, both allowed.</summary>
internal sealed class WholeFormat(int min, int max) : ParameterFormat<int>
{
    private readonly NumberFormat _format = new(min, max, isWhole: true);

    public override string Expected => _format.Expected;

    public override Refusal? Read(ConfigNode node, out int value)
    {
        var refusal = _format.Read(node, out var number);
        value = (int)number;
        return refusal;
    }

    public override ConfigNode Write(int value) => _format.Write(value);
}

/// <summary>A value, or nothing.</summary>
internal sealed class OptionalFormat<T>(ParameterFormat<T> format) : ParameterFormat<T?>
    where T : struct
{
    public override string Expected => format.Expected + ", or nothing";

    public override Refusal? Read(ConfigNode node, out T? value)
    {
        value = null;
        if (node is ScalarNode { IsNothing: true })
        {
            return null;
        }

        var refusal = format.Read(node, out var inner);
        value = inner;
        return refusal;
    }

    public override ConfigNode Write(T? value) => value is { } given ? format.Write(given) : Written.Nothing;
}
