using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Mien.Core;

/// <summary>Writes <see cref="ConfigNode"/>s as YAML that reads back as the same nodes: mappings in block style, everything below a list in flow style.</summary>
public static class YamlText
{
    /// <summary>The entries of a mapping, one line each, with nested mappings below their key.</summary>
    public static string Write(MapNode root)
    {
        var text = new StringBuilder();
        WriteEntries(root, indent: "", text);
        return text.ToString();
    }

    /// <summary>Whether the text would read back as something else without quotes.</summary>
    public static bool NeedsQuotes(string text)
    {
        // Letters, digits and a few marks inside are safe in YAML 1.1 and 1.2, in block and flow style alike.
        var isSafe = text.Length > 0
            && (char.IsAsciiLetterOrDigit(text[0]) || text[0] is '/' or '.' or '_')
            && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '/' or '.' or '_' or '-' or '+');
        return !isSafe || text is "null" or "true" or "false" or "yes" or "no" or "on" or "off"
            || IsNumber(text);
    }

    private static void WriteEntries(MapNode map, string indent, StringBuilder text)
    {
        foreach (var (key, value) in map.Entries)
        {
            text.Append(indent).Append(Scalar(key)).Append(':');
            if (value is MapNode { Entries.IsEmpty: false } section)
            {
                text.Append('\n');
                WriteEntries(section, indent + "  ", text);
            }
            else if (value is ListNode list && list.Items.Any(item => item is not ScalarNode))
            {
                text.Append('\n');
                foreach (var item in list.Items)
                {
                    text.Append(indent).Append("  - ").Append(Flow(item)).Append('\n');
                }
            }
            else
            {
                text.Append(' ').Append(Flow(value)).Append('\n');
            }
        }
    }

    private static string Flow(ConfigNode node) => node switch
    {
        ListNode list => $"[{Join(list.Items.Select(Flow))}]",
        MapNode map => $"{{{Join(map.Entries.Select(entry => $"{Scalar(entry.Key)}: {Flow(entry.Value)}"))}}}",
        _ => Scalar((ScalarNode)node),
    };

    private static string Join(IEnumerable<string> parts) => string.Join(", ", parts);

    // A JSON string is a YAML string in double quotes. Words of the recipe (numbers, names) are written as they are.
    private static string Scalar(ScalarNode node) =>
        node.Quoted || !IsPlain(node.Text) ? JsonSerializer.Serialize(node.Text, TextOptions) : node.Text;

    private static bool IsPlain(string text) => !NeedsQuotes(text) || IsWord(text);

    private static bool IsWord(string text) =>
        text is "true" or "false" or "yes" or "no" or "on" or "off" or "null" or "~" || IsNumber(text);

    // Neither spaces around it nor commas in it, which a flow list would split.
    private static bool IsNumber(string text) => double.TryParse(
        text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out _);

    private static JsonSerializerOptions TextOptions { get; } = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
