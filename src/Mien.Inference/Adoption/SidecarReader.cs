using System.Collections.Immutable;
using Mien.Core;

namespace Mien.Inference;

/// <summary>Reads what a description of a model says, and gathers everything that it cannot mean.</summary>
internal sealed class SidecarReader(ICollection<ConfigProblem> problems)
{
    private readonly SidecarValues _values = new(problems);

    /// <returns>The signature; null with problems.</returns>
    public ModelSignature? Read(ConfigNode root, string name)
    {
        var before = problems.Count;
        if (_values.Map(root, SidecarKeys.All) is not { } map)
        {
            return null;
        }

        var outputs = Outputs(map);
        string[] classes = [.. outputs.SelectMany(output => output.Columns).Except([ModelSignature.ValenceColumn, ModelSignature.ArousalColumn, ModelSignature.UnusedColumn]).Distinct()];
        if (classes.Length == 0 && problems.Count == before)
        {
            _values.Refuse(map.Find(SidecarKeys.Outputs)!.Value, "at least one column that is a class");
        }

        var signature = new ModelSignature
        {
            Name = _values.Text(map, SidecarKeys.Name) ?? name,
            Labels = new(classes.DefaultIfEmpty("none")),
            Outputs = outputs,
            Preprocessing = new PreprocessingReader(_values, problems).Read(map),
            Scores = _values.RequiredChoice<ScoreKind>(map, SidecarKeys.Scores),
            Layout = _values.Choice(map, SidecarKeys.Layout, InputLayout.Nchw),
            ValenceRange = Range(map, SidecarKeys.ValenceRange),
            ArousalRange = Range(map, SidecarKeys.ArousalRange),
            FaceMarginFraction = _values.Number(map, SidecarKeys.FaceMargin, 0, FaceCrop.LargestMarginFraction) ?? FaceCrop.DefaultMarginFraction,
        };
        return problems.Count == before ? signature : null;
    }

    private ImmutableArray<ModelOutput> Outputs(MapNode map)
    {
        if (_values.Required(map, SidecarKeys.Outputs) is not { } node)
        {
            return [];
        }

        if (node is not MapNode { Entries.IsEmpty: false } outputs)
        {
            _values.Refuse(node, "a mapping from the name of each output in use to the names of its columns");
            return [];
        }

        var names = new HashSet<string>();
        foreach (var key in outputs.Entries.Select(entry => entry.Key).Where(key => !names.Add(key.Text)))
        {
            problems.Add(new(key.Origin, $"expected each output once but '{key.Text}' is named twice; put all its columns into one list"));
        }

        var seen = new HashSet<string>();
        return [.. outputs.Entries.Select(entry => new ModelOutput(entry.Key.Text, Columns(entry.Value, seen)))];
    }

    private ImmutableArray<string> Columns(ConfigNode node, HashSet<string> seen)
    {
        if (node is not ListNode { Items.IsEmpty: false } list)
        {
            _values.Refuse(node, "a list of names of columns: classes, valence, arousal, or null for what is not used");
            return [];
        }

        return [.. list.Items.Select(item => Column(item, seen))];
    }

    /// <summary>A class under the name that Mien has for it, where it has one.</summary>
    private string Column(ConfigNode node, HashSet<string> seen)
    {
        if (node is not ScalarNode scalar)
        {
            _values.Refuse(node, "the name of a column");
            return ModelSignature.UnusedColumn;
        }

        if (scalar.IsNothing || string.IsNullOrWhiteSpace(scalar.Text) || scalar is { Quoted: false, Text: "-" })
        {
            return ModelSignature.UnusedColumn;
        }

        var name = ExpressionNames.Parse(scalar.Text)?.ToString().ToLowerInvariant() ?? scalar.Text.Trim();
        if (!seen.Add(name))
        {
            problems.Add(new(node.Origin, $"expected a name that no other column has but {scalar.Describe()} is '{name}', which is named twice"));
        }

        return name;
    }

    private OutputRange Range(MapNode map, string key)
    {
        if (map.Find(key)?.Value is not { } node)
        {
            return OutputRange.Whole;
        }

        if (SidecarValues.Numbers(node) is [var low, var high] && low < high)
        {
            return new(low, high);
        }

        _values.Refuse(node, $"two numbers, of which the first becomes -1 and the second, larger one 1, for '{key}'");
        return OutputRange.Whole;
    }
}
