using System.Collections.Immutable;
using Mien.Core;

namespace Mien.Training;

/// <summary>Weights that training starts from, and what is known of them. It travels with whatever is made of them.</summary>
/// <param name="File">The file; in descriptions of trained weights without its folders.</param>
public sealed record StartingWeights(string File)
{
    /// <summary>SHA-256 of the file, 64 lower-case hexadecimal digits; null until it is known.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The classes they were trained for, in the order of the outputs; empty when unknown.</summary>
    public ImmutableArray<string> Labels { get; init; } = [];

    /// <summary>Their licence, such as "BSD-3-Clause"; null when unknown.</summary>
    public string? Licence { get; init; }

    /// <summary>Equal content, where that is known of both; the file may be elsewhere.</summary>
    public bool Equals(StartingWeights? other) => other is not null && Sha256 == other.Sha256 && (Sha256 is not null || File == other.File)
        && Licence == other.Licence && Labels.SequenceEqual(other.Labels);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Sha256, Licence);
}

internal sealed class StartingWeightsFormat : ValueFormat
{
    private const string FileKey = "file", HashKey = "sha256", LabelsKey = "labels", LicenceKey = "licence";
    private static readonly TextFormat Path = new(isPath: true);

    public override string Expected => "a path, or {file: path, sha256: ..., labels: [...], licence: ...}";

    public override bool TryRead(ConfigNode node, out object? value, ICollection<ConfigProblem> problems)
    {
        value = null;
        if (node is not MapNode map)
        {
            value = Path.TryRead(node, out var path, problems) ? new StartingWeights((string)path!) : null;
            return value is not null;
        }

        var hash = Text(map, HashKey);
        var labels = map.Find(LabelsKey)?.Value as ListNode;
        var isWhole = map.Find(FileKey) is { } file && Path.TryRead(file.Value, out value, problems)
            && map.Entries.All(entry => entry.Key.Text is FileKey or HashKey or LicenceKey ? entry.Value is ScalarNode { IsNothing: false } : entry.Key.Text == LabelsKey && labels is not null)
            && labels?.Items.All(item => item is ScalarNode) != false
            && (hash is null || (hash.Length == 64 && hash.All(char.IsAsciiHexDigitLower)));
        value = isWhole
            ? new StartingWeights((string)value!) { Sha256 = hash, Licence = Text(map, LicenceKey), Labels = [.. (labels?.Items ?? []).Select(item => ((ScalarNode)item).Text)] }
            : null;
        return isWhole;
    }

    public override ConfigNode Write(object? value)
    {
        var weights = (StartingWeights)value!;
        List<(string, ConfigNode)> entries = [(FileKey, Quoted(weights.File))];
        if (weights.Sha256 is { } hash)
        {
            entries.Add((HashKey, Quoted(hash)));
        }

        if (!weights.Labels.IsEmpty)
        {
            entries.Add((LabelsKey, List(weights.Labels.Select(Quoted))));
        }

        if (weights.Licence is { } licence)
        {
            entries.Add((LicenceKey, Quoted(licence)));
        }

        return entries.Count == 1 ? entries[0].Item2 : Map(entries);
    }

    private static string? Text(MapNode map, string key) => (map.Find(key)?.Value as ScalarNode)?.Text;

    private static ScalarNode Quoted(string text) => new(Word("").Source, text, Quoted: true);
}
