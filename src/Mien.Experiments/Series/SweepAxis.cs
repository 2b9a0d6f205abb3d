using System.Collections.Immutable;
using System.Globalization;
using Mien.Core;

namespace Mien.Experiments;

/// <summary>A key of the recipe that a sweep changes.</summary>
/// <param name="Key">The key.</param>
/// <param name="Values">Its values, in YAML; empty for a range.</param>
/// <param name="Range">Ends of a range to draw from; null for a list.</param>
public sealed record SweepAxis(string Key, ImmutableArray<string> Values, (double Low, double High, bool IsWhole)? Range = null)
{
    private const double LogarithmicFrom = 10; // ratio of the ends

    /// <summary>Reads <c>key=value,value</c>; commas in brackets belong to a value.</summary>
    /// <exception cref="ConfigException">It is none.</exception>
    public static SweepAxis ParseList(string text)
    {
        var (key, list) = Split(text, "--grid optimizer.lr=1e-3,1e-4");
        List<string> values = [""];
        var depth = 0;
        foreach (var letter in list)
        {
            depth += letter is '[' or '{' ? 1 : letter is ']' or '}' ? -1 : 0;
            if (letter == ',' && depth == 0)
            {
                values.Add("");
            }
            else
            {
                values[^1] += letter;
            }
        }

        return values.All(value => value.Trim().Length > 0)
            ? new(key, [.. values.Select(value => value.Trim())])
            : throw new ConfigException($"Expected values between the commas of '{text}'.");
    }

    /// <summary>Reads <c>key=low..high</c>. Numbers are drawn evenly, or by their logarithm where high is at least ten times low; whole ones where both ends are whole.</summary>
    /// <exception cref="ConfigException">It is none.</exception>
    public static SweepAxis ParseRange(string text)
    {
        var (key, range) = Split(text, "--range optimizer.lr=1e-5..1e-1");
        var ends = range.Split("..");
        return ends.Length == 2 && double.TryParse(ends[0], CultureInfo.InvariantCulture, out var low) && double.TryParse(ends[1], CultureInfo.InvariantCulture, out var high) && low < high
            ? new(key, [], (low, high, ends.All(end => long.TryParse(end, CultureInfo.InvariantCulture, out _))))
            : throw new ConfigException($"Expected key=low..high, such as optimizer.lr=1e-5..1e-1, but got '{text}'.");
    }

    internal string Draw(ref RandomStream random)
    {
        if (Range is not var (low, high, isWhole))
        {
            return Values[random.NextInt32(Values.Length)];
        }

        var value = low > 0 && high >= LogarithmicFrom * low
            ? Math.Exp(random.NextDouble(Math.Log(low), Math.Log(high)))
            : random.NextDouble(low, isWhole ? high + 1 : high);
        return isWhole ? Math.Min(Math.Floor(value), high).ToString(CultureInfo.InvariantCulture) : value.ToString("G4", CultureInfo.InvariantCulture);
    }

    private static (string Key, string Value) Split(string text, string example)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 && equals < text.Length - 1 ? (text[..equals].Trim(), text[(equals + 1)..]) : throw new ConfigException($"Expected something like {example} but got '{text}'.");
    }
}
