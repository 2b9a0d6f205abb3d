using System.Globalization;
using Mien.Core;

namespace Mien.Inference;

/// <summary>Takes values out of mappings; what is no such value becomes a problem.</summary>
internal sealed class SidecarValues(ICollection<ConfigProblem> problems)
{
    public void Refuse(ConfigNode node, string expected) => problems.Add(new(node.Origin, $"expected {expected} but got {node.Describe()}"));

    /// <summary>The node as a mapping of known keys; null where it is none.</summary>
    public MapNode? Map(ConfigNode node, string[] keys)
    {
        if (node is not MapNode map)
        {
            Refuse(node, $"a mapping with {string.Join(", ", keys)}");
            return null;
        }

        foreach (var entry in map.Entries.Where(entry => !keys.Contains(entry.Key.Text)))
        {
            problems.Add(new(entry.Key.Origin, $"unknown key '{entry.Key.Text}'{NearMiss.HintOrAll(entry.Key.Text, keys)}"));
        }

        return map;
    }

    public ConfigNode? Required(MapNode map, string key)
    {
        if (map.Find(key)?.Value is { } node)
        {
            return node;
        }

        problems.Add(new(map.Origin, $"expected '{key}' but it is missing"));
        return null;
    }

    public string? Text(MapNode map, string key)
    {
        switch (map.Find(key)?.Value)
        {
            case null:
                return null;
            case ScalarNode { IsNothing: false } scalar:
                return scalar.Text;
            case var node:
                Refuse(node, $"a text for '{key}'");
                return null;
        }
    }

    /// <summary>A number of a range; null where there is none.</summary>
    public double? Number(MapNode map, string key, double least, double most, bool isWhole = false)
    {
        if (map.Find(key)?.Value is not { } node)
        {
            return null;
        }

        if (Number(node) is { } number && number >= least && number <= most && (!isWhole || number == Math.Floor(number)))
        {
            return number;
        }

        Refuse(node, string.Create(CultureInfo.InvariantCulture, $"a {(isWhole ? "whole " : "")}number from {least} to {most} for '{key}'"));
        return null;
    }

    public TChoice Choice<TChoice>(MapNode map, string key, TChoice usual)
        where TChoice : struct, Enum => map.Find(key)?.Value is { } node ? Choice(node, key, usual) : usual;

    public TChoice RequiredChoice<TChoice>(MapNode map, string key)
        where TChoice : struct, Enum => Required(map, key) is { } node ? Choice<TChoice>(node, key, default) : default;

    /// <summary>The numbers of a list, or the one of a scalar; null where something is no number.</summary>
    public static double[]? Numbers(ConfigNode node)
    {
        var numbers = (node is ListNode list ? list.Items : [node]).Select(Number).ToArray();
        return numbers.Contains(null) ? null : [.. numbers.Select(number => number!.Value)];
    }

    private TChoice Choice<TChoice>(ConfigNode node, string key, TChoice usual)
        where TChoice : struct, Enum
    {
        foreach (var choice in Enum.GetValues<TChoice>())
        {
            if (node is ScalarNode scalar && scalar.Text == ModelSidecar.Word(choice))
            {
                return choice;
            }
        }

        Refuse(node, $"{string.Join(" or ", Enum.GetValues<TChoice>().Select(choice => ModelSidecar.Word(choice)))} for '{key}'");
        return usual;
    }

    private static double? Number(ConfigNode node) =>
        node is ScalarNode { Quoted: false } scalar && double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
}
