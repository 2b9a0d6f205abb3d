using System.Text;
using System.Text.Json;
using Mien.Core;

namespace Mien.Data.Pipelines;

/// <summary>Writes saved pipelines in the two formats of Albumentations, byte for byte as it does.</summary>
internal static class PipelineText
{
    /// <summary>Block style, lists not indented below their key.</summary>
    public static string Yaml(MapNode document)
    {
        var text = new StringBuilder();
        WriteEntries(document, indent: 0, text);
        return text.ToString();
    }

    /// <summary>One line.</summary>
    public static string Json(ConfigNode node) => node switch
    {
        ListNode list => $"[{string.Join(", ", list.Items.Select(Json))}]",
        MapNode map => $"{{{string.Join(", ", map.Entries.Select(entry => $"{Quote(entry.Key.Text)}: {Json(entry.Value)}"))}}}",
        ScalarNode { Quoted: true } text => Quote(text.Text),
        _ => ((ScalarNode)node).Text,
    };

    private static string Quote(string text) => JsonSerializer.Serialize(text);

    private static void WriteEntries(MapNode map, int indent, StringBuilder text)
    {
        var isFirst = true;
        foreach (var (key, value) in map.Entries)
        {
            // The first key stands behind the dash of its list, or at the beginning of the line.
            text.Append(' ', isFirst ? 0 : indent).Append(key.Text).Append(':');
            isFirst = false;
            switch (value)
            {
                case ListNode { Items.IsEmpty: false } list:
                    text.Append('\n').Append(' ', indent);
                    WriteItems(list, indent, text);
                    break;
                case MapNode { Entries.IsEmpty: false } inner:
                    text.Append('\n').Append(' ', indent + 2);
                    WriteEntries(inner, indent + 2, text);
                    break;
                default:
                    text.Append(' ').Append(Scalar(value)).Append('\n');
                    break;
            }
        }
    }

    private static void WriteItems(ListNode list, int indent, StringBuilder text)
    {
        for (var index = 0; index < list.Items.Length; index++)
        {
            text.Append(' ', index == 0 ? 0 : indent).Append("- ");
            switch (list.Items[index])
            {
                case ListNode { Items.IsEmpty: false } inner:
                    WriteItems(inner, indent + 2, text);
                    break;
                case MapNode { Entries.IsEmpty: false } map:
                    WriteEntries(map, indent + 2, text);
                    break;
                case var value:
                    text.Append(Scalar(value)).Append('\n');
                    break;
            }
        }
    }

    private static string Scalar(ConfigNode node) => node switch
    {
        ScalarNode { Quoted: true } text when YamlText.NeedsQuotes(text.Text) => Quote(text.Text),
        ScalarNode scalar => scalar.Text,
        ListNode => "[]",
        _ => "{}",
    };
}
