using System.Collections.Immutable;

namespace Mien.Data.Pipelines;

/// <summary>
/// A value in the text of a pipeline together with its place, whatever notation the text was in. A recipe hands its part
/// over in this form; <see cref="TransformPipeline.Read"/> makes it from a file.
/// </summary>
/// <param name="Origin">Where it was written, for messages: <c>recipe.yml:7:3</c>.</param>
public abstract record PipelineNode(string Origin)
{
    /// <summary>What it is, in the words of a message.</summary>
    public abstract string Describe();
}

/// <summary>A single value. Text in quotes is never a number, a truth value or null.</summary>
public sealed record PipelineScalar(string Origin, string Text, bool Quoted = false) : PipelineNode(Origin)
{
    /// <summary>Whether it says that there is no value.</summary>
    public bool IsNull => !Quoted && Text is "" or "~" or "null" or "Null" or "NULL";

    /// <inheritdoc/>
    public override string Describe() => IsNull ? "nothing" : $"'{(Text.Length <= 60 ? Text : Text[..57] + "...")}'";
}

/// <summary>A list.</summary>
public sealed record PipelineList(string Origin, ImmutableArray<PipelineNode> Items) : PipelineNode(Origin)
{
    /// <inheritdoc/>
    public override string Describe() => $"a list of {Items.Length}";
}

/// <summary>A key and its value.</summary>
public sealed record PipelineEntry(PipelineScalar Key, PipelineNode Value);

/// <summary>Keys with values, in the order of the text; each key once.</summary>
public sealed record PipelineMap(string Origin, ImmutableArray<PipelineEntry> Entries) : PipelineNode(Origin)
{
    /// <inheritdoc/>
    public override string Describe() =>
        Entries.IsEmpty ? "an empty mapping" : $"a mapping with {string.Join(", ", Entries.Take(3).Select(entry => $"'{entry.Key.Text}'"))}{(Entries.Length > 3 ? ", ..." : "")}";

    /// <summary>The value of a key, or null.</summary>
    public PipelineNode? Find(string key) => Entries.FirstOrDefault(entry => entry.Key.Text == key)?.Value;
}
