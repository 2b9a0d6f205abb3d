using System.Buffers;
using System.Collections.Immutable;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Mien.Core;

/// <summary>
/// Reads YAML into <see cref="ConfigNode"/>s. Duplicate keys and explicit tags are reported, all of them at once; a syntax error ends the
/// reading, as what follows it cannot be told.
/// </summary>
/// <remarks>
/// Texts come from other people, so their size, depth and number of values are limited. Aliases count as often as they are
/// used, which ends the "billion laughs" (an alias to ten aliases to ten aliases ...) before it is unfolded.
/// </remarks>
public sealed class YamlTree
{
    /// <summary>Longest text that is read.</summary>
    public const int MaxCharacters = 1 << 20;
    private const int MaxDepth = 64;
    private const int MaxNodes = 10_000;

    private static readonly SearchValues<char> Unprintable = SearchValues.Create(
        [.. Enumerable.Range(0, 0xA0).Select(code => (char)code).Where(letter => char.IsControl(letter) && letter is not ('\t' or '\n' or '\r' or '\u0085'))]);

    private readonly ConfigSource _source;
    private readonly ICollection<ConfigProblem> _problems;
    private readonly Parser _parser;
    private readonly Dictionary<string, (ConfigNode Node, int Count)> _anchors = [];
    private int _count;

    private YamlTree(string text, ConfigSource source, ICollection<ConfigProblem> problems)
    {
        (_source, _problems) = (source, problems);
        _parser = new Parser(new StringReader(text));
    }

    /// <summary>The value that the text describes, or null when it is empty or cannot be read; then a problem says why.</summary>
    public static ConfigNode? Parse(string text, ConfigSource source, ICollection<ConfigProblem> problems)
    {
        if (text.Length > MaxCharacters)
        {
            problems.Add(new(source.Label, $"expected at most {MaxCharacters} characters but got {text.Length}"));
            return null;
        }

        // The parser takes a NUL for the end of the text, and what follows would be lost without a word.
        if (text.AsSpan().IndexOfAny(Unprintable) is >= 0 and var bad)
        {
            var before = text[..bad];
            var column = bad - before.LastIndexOf('\n');
            problems.Add(new($"{source.Label}:{before.Count(letter => letter == '\n') + 1}:{column}", $"expected text but got the control character U+{(int)text[bad]:X4}"));
            return null;
        }

        var tree = new YamlTree(text, source, problems);
        try
        {
            return tree.ReadDocument();
        }
        catch (YamlException e)
        {
            problems.Add(Explain(e, text, source));
            return null;
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // What the parser throws on some broken texts, such as a tag that is no URI; found by feeding it mutated files.
            var end = tree._parser.Current?.End ?? Mark.Empty;
            problems.Add(new($"{source.Label}:{end.Line}:{end.Column}", $"not valid YAML after this place: {e.Message}"));
            return null;
        }
    }

    private ConfigNode? ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out _))
        {
            return null;
        }

        _parser.Consume<DocumentStart>();
        var root = ReadNode(depth: 0);
        _parser.Consume<DocumentEnd>();
        if (!_parser.TryConsume<StreamEnd>(out _))
        {
            throw Error(_parser.Current!, "expected one document but a second one begins here");
        }

        return root;
    }

    private ConfigNode ReadNode(int depth)
    {
        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            return Resolve(alias);
        }

        var start = _parser.Consume<NodeEvent>();
        Count(start, 1);
        if (depth > MaxDepth)
        {
            throw Error(start, $"expected values nested at most {MaxDepth} deep");
        }

        if (!start.Tag.IsEmpty)
        {
            _problems.Add(new(Origin(start), $"expected no tag but got '{start.Tag}'; write the value without it"));
        }

        var countBefore = _count;
        ConfigNode node = start switch
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

    private ConfigNode Resolve(AnchorAlias alias)
    {
        if (!_anchors.TryGetValue(alias.Value.Value, out var target))
        {
            throw Error(alias, $"alias '*{alias.Value.Value}' names no anchor above it");
        }

        Count(alias, target.Count);
        return target.Node;
    }

    private ListNode ReadList(NodeEvent start, int depth)
    {
        var items = ImmutableArray.CreateBuilder<ConfigNode>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(ReadNode(depth + 1));
        }

        return new ListNode(_source, items.ToImmutable(), Line(start), Column(start));
    }

    private MapNode ReadMap(NodeEvent start, int depth)
    {
        var entries = ImmutableArray.CreateBuilder<ConfigEntry>();
        var lineOf = new Dictionary<string, int>(StringComparer.Ordinal);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (!_parser.TryConsume<Scalar>(out var key))
            {
                throw Error(_parser.Current!, "expected a word as key");
            }

            var value = ReadNode(depth + 1);
            if (lineOf.TryAdd(key.Value, Line(key)))
            {
                entries.Add(new(ToScalar(key), value));
            }
            else
            {
                _problems.Add(new(Origin(key), $"key '{key.Value}' is given twice, first in line {lineOf[key.Value]}"));
            }
        }

        return new MapNode(_source, entries.ToImmutable(), Line(start), Column(start));
    }

    private ScalarNode ToScalar(Scalar scalar) =>
        new(_source, scalar.Value, scalar.Style is not ScalarStyle.Plain, Line(scalar), Column(scalar));

    private void Count(ParsingEvent at, int values)
    {
        _count += values;
        if (_count > MaxNodes)
        {
            throw Error(at, $"expected at most {MaxNodes} values, counting those behind aliases");
        }
    }

    private string Origin(ParsingEvent at) => $"{_source.Label}:{Line(at)}:{Column(at)}";

    private static int Line(ParsingEvent at) => (int)at.Start.Line;

    private static int Column(ParsingEvent at) => (int)at.Start.Column;

    private static YamlException Error(ParsingEvent at, string message) => new(at.Start, at.End, message);

    // What the parser says about a tab, and where, does not help: "while scanning a mapping" at the key above it.
    private static ConfigProblem Explain(YamlException error, string text, ConfigSource source)
    {
        var lines = text.Split('\n');
        var tabbed = Array.FindIndex(lines, line => line[..(line.Length - line.TrimStart().Length)].Contains('\t', StringComparison.Ordinal));
        return tabbed >= 0
            ? new($"{source.Label}:{tabbed + 1}:1", "expected spaces at the beginning of the line but got a tab; YAML indents with spaces alone")
            : new($"{source.Label}:{error.Start.Line}:{error.Start.Column}", "not valid YAML: " + error.Message);
    }
}
