using System.Collections.Immutable;

namespace Mien.Core;

/// <summary>Where the text of a value came from.</summary>
/// <param name="Label">What messages call it: a file name, or an option such as <c>--set</c>.</param>
/// <param name="Folder">The folder that relative paths in it start from.</param>
public sealed record ConfigSource(string Label, string Folder);

/// <summary>A value of a configuration text together with its place, so that every message can name it.</summary>
/// <param name="Source">The text it is part of.</param>
/// <param name="Line">Line from 1; 0 where there are none.</param>
/// <param name="Column">Column from 1.</param>
public abstract record ConfigNode(ConfigSource Source, int Line = 0, int Column = 0)
{
    /// <summary><c>recipe.yml:7:3</c>, or the label alone where there are no lines.</summary>
    public string Origin => Line > 0 ? $"{Source.Label}:{Line}:{Column}" : Source.Label;

    /// <summary>What it is, in the words of a message.</summary>
    public abstract string Describe();
}

/// <summary>A single value. Text in quotes is never a number, a truth value or a word such as <c>auto</c>.</summary>
public sealed record ScalarNode(ConfigSource Source, string Text, bool Quoted = false, int Line = 0, int Column = 0)
    : ConfigNode(Source, Line, Column)
{
    /// <summary>Whether it says that there is no value.</summary>
    public bool IsNothing => !Quoted && Text is "" or "~" or "null" or "Null" or "NULL";

    /// <inheritdoc/>
    public override string Describe() => IsNothing ? "nothing" : Quoted ? $"the text \"{Shorten(Text)}\"" : $"'{Shorten(Text)}'";

    private static string Shorten(string text) => text.Length <= 60 ? text : text[..57] + "...";
}

/// <summary>A list.</summary>
public sealed record ListNode(ConfigSource Source, ImmutableArray<ConfigNode> Items, int Line = 0, int Column = 0)
    : ConfigNode(Source, Line, Column)
{
    /// <inheritdoc/>
    public override string Describe() =>
        Items.IsEmpty ? "an empty list"
        : Items.Length <= 4 && Items.All(item => item is ScalarNode { Text.Length: <= 20 }) ? $"[{string.Join(", ", Items.Select(item => ((ScalarNode)item).Text))}]"
        : $"a list of {Items.Length}";
}

/// <summary>A key and its value.</summary>
public sealed record ConfigEntry(ScalarNode Key, ConfigNode Value);

/// <summary>Keys with values, in the order of the text; each key once.</summary>
public sealed record MapNode(ConfigSource Source, ImmutableArray<ConfigEntry> Entries, int Line = 0, int Column = 0)
    : ConfigNode(Source, Line, Column)
{
    /// <inheritdoc/>
    public override string Describe() =>
        Entries.IsEmpty ? "an empty mapping" : $"a mapping with {string.Join(", ", Entries.Take(3).Select(e => $"'{e.Key.Text}'"))}{(Entries.Length > 3 ? ", ..." : "")}";

    /// <summary>The entry of a key, or null.</summary>
    public ConfigEntry? Find(string key) => Entries.FirstOrDefault(entry => entry.Key.Text == key);

    /// <summary>A copy in which <paramref name="path"/> has the given value; mappings on the way are made as needed.</summary>
    public MapNode With(ReadOnlySpan<string> path, ConfigNode value)
    {
        var key = path[0];
        var old = Find(key);
        if (path.Length > 1)
        {
            var inner = old?.Value as MapNode ?? new MapNode(value.Source, []);
            value = inner.With(path[1..], value);
        }

        var entry = new ConfigEntry(old?.Key ?? new ScalarNode(value.Source, key), value);
        return this with { Entries = old is null ? Entries.Add(entry) : Entries.Replace(old, entry) };
    }
}
