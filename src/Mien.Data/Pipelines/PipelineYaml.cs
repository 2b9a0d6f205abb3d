using System.Collections.Immutable;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Mien.Data.Pipelines;

/// <summary>Reads YAML 1.1, and with it JSON, into <see cref="PipelineNode"/>s.</summary>
/// <remarks>
/// Files come from other people, so size, depth and number of values are limited. Aliases count as often as they are used,
/// which ends the "billion laughs" (an alias to ten aliases to ten aliases ...) before it is unfolded.
/// </remarks>
internal sealed class PipelineYaml
{
    public const int MaxCharacters = 1 << 20;
    private const int MaxDepth = 16;
    private const int MaxNodes = 10_000;

    private readonly string _name;
    private readonly Parser _parser;
    private readonly Dictionary<string, (PipelineNode Node, int Count)> _anchors = [];
    private int _count;

    private PipelineYaml(string text, string name)
    {
        _name = name;
        _parser = new Parser(new StringReader(text));
    }

    /// <summary>The value that the text describes; null, with a problem, when it cannot be read.</summary>
    public static PipelineNode? Parse(string text, string name, ICollection<PipelineProblem> problems)
    {
        try
        {
            return text.Length <= MaxCharacters
                ? new PipelineYaml(text, name).ReadDocument()
                : throw new YamlException($"expected at most {MaxCharacters} characters but got {text.Length}");
        }
        catch (YamlException e)
        {
            problems.Add(new($"{name}:{e.Start.Line}:{e.Start.Column}", e.Message));
            return null;
        }
    }

    private PipelineNode ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (_parser.TryConsume<StreamEnd>(out var end))
        {
            return new PipelineScalar(Origin(end), "");
        }

        _parser.Consume<DocumentStart>();
        var root = ReadNode(depth: 0);
        _parser.Consume<DocumentEnd>();
        return _parser.TryConsume<StreamEnd>(out _) ? root : throw Error(_parser.Current!, "expected one document but a second one begins here");
    }

    private PipelineNode ReadNode(int depth)
    {
        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            return Resolve(alias);
        }

        var start = _parser.Consume<NodeEvent>();
        Count(start, 1);
        if (depth > MaxDepth || !start.Tag.IsEmpty)
        {
            throw Error(start, start.Tag.IsEmpty ? $"expected values nested at most {MaxDepth} deep" : $"expected no tag but got '{start.Tag}'");
        }

        var countBefore = _count;
        PipelineNode node = start switch
        {
            Scalar scalar => ToScalar(scalar),
            SequenceStart => ReadList(start, depth),
            _ => ReadMap(start, depth),
        };
        if (!start.Anchor.IsEmpty)
        {
            _anchors[start.Anchor.Value] = (node, _count - countBefore + 1);
        }

        return node;
    }

    private PipelineNode Resolve(AnchorAlias alias)
    {
        if (!_anchors.TryGetValue(alias.Value.Value, out var target))
        {
            throw Error(alias, $"alias '*{alias.Value.Value}' names no anchor above it");
        }

        Count(alias, target.Count);
        return target.Node;
    }

    private PipelineList ReadList(NodeEvent start, int depth)
    {
        var items = ImmutableArray.CreateBuilder<PipelineNode>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(ReadNode(depth + 1));
        }

        return new PipelineList(Origin(start), items.ToImmutable());
    }

    private PipelineMap ReadMap(NodeEvent start, int depth)
    {
        var entries = ImmutableArray.CreateBuilder<PipelineEntry>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (!_parser.TryConsume<Scalar>(out var key))
            {
                throw Error(_parser.Current!, "expected a word as key");
            }

            if (!keys.Add(key.Value))
            {
                throw Error(key, $"key '{key.Value}' is given twice");
            }

            entries.Add(new(ToScalar(key), ReadNode(depth + 1)));
        }

        return new PipelineMap(Origin(start), entries.ToImmutable());
    }

    private PipelineScalar ToScalar(Scalar scalar) => new(Origin(scalar), scalar.Value, scalar.Style is not ScalarStyle.Plain);

    private void Count(ParsingEvent at, int values)
    {
        _count += values;
        if (_count > MaxNodes)
        {
            throw Error(at, $"expected at most {MaxNodes} values, counting those behind aliases");
        }
    }

    private string Origin(ParsingEvent at) => $"{_name}:{at.Start.Line}:{at.Start.Column}";

    private static YamlException Error(ParsingEvent at, string message) => new(at.Start, at.End, message);
}
