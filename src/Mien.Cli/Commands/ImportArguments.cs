using System.Collections.Immutable;
using System.CommandLine;
using Mien.Core;
using Mien.Data.Importing;

namespace Mien.Cli.Commands;

/// <summary>The options of <c>mien data import</c> that say how.</summary>
internal sealed class ImportArguments
{
    private readonly Option<bool> _link = Flag("--link", "Hard-link pictures in place of copying them (one file system)");
    private readonly Option<bool> _strict = Flag("--strict", "Rows with something wrong are an error; nothing is written then");
    private readonly Option<bool> _crop = Flag("--crop", "affectnet, csv: cut pictures to their face box");
    private readonly Option<bool> _plurality = Flag("--plurality", "ferplus: most votes suffice, in place of more than half");
    private readonly Option<bool> _improved = Flag("--improved-labels", "affectnet-kaggle: labels of labels.csv in place of the folders'");
    private readonly Option<bool> _original = Flag("--original", "rafdb: original pictures in place of the aligned ones");
    private readonly Option<string[]> _keep = List("--keep", "Import what is no expression, too: unknown, no-face (ferplus); none, uncertain, no-face (affectnet)", "class,...");
    private readonly Option<string[]> _labelMap = List("--label-map", "New names of classes, for every kind", "old=new,...");
    private readonly Option<string?> _pictures = Text("--pictures", "Folder that the paths of the table start from", "dir");
    private readonly Option<string?> _file = Text("--file-col", "csv: column with the path of the picture", "column");
    private readonly Option<string?> _label = Text("--label-col", "csv: column with the class", "column");
    private readonly Option<string?> _split = Text("--split-col", "csv: column with train, val or test; without one all is train", "column");
    private readonly Option<string?> _valence = Text("--valence-col", "csv: column with valence, -1 to 1", "column");
    private readonly Option<string?> _arousal = Text("--arousal-col", "csv: column with arousal, -1 to 1", "column");
    private readonly Option<string?> _identity = Text("--identity-col", "csv: column that says who is in the picture", "column");
    private readonly Option<string[]> _box = List("--box-cols", "csv: columns with left, top, width and height of the face", "x,y,width,height");

    public IEnumerable<Option> All =>
        [_strict, _link, _crop, _keep, _labelMap, _pictures, _plurality, _improved, _original, _file, _label, _split, _valence, _arousal, _identity, _box];

    /// <exception cref="ConfigException">A mapping or a list is not written as it must be.</exception>
    public ImportOptions Read(ParseResult parsed) => new()
    {
        Link = parsed.GetValue(_link),
        Strict = parsed.GetValue(_strict),
        Crop = parsed.GetValue(_crop),
        Plurality = parsed.GetValue(_plurality),
        ImprovedLabels = parsed.GetValue(_improved),
        Original = parsed.GetValue(_original),
        Keep = Items(parsed.GetValue(_keep)!),
        LabelMap = Map(Items(parsed.GetValue(_labelMap)!)),
        Pictures = parsed.GetValue(_pictures) is { } folder ? Path.GetFullPath(folder) : null,
        Columns = new()
        {
            File = parsed.GetValue(_file),
            Label = parsed.GetValue(_label),
            Split = parsed.GetValue(_split),
            Valence = parsed.GetValue(_valence),
            Arousal = parsed.GetValue(_arousal),
            Identity = parsed.GetValue(_identity),
            Box = Items(parsed.GetValue(_box)!) is { Length: 0 or 4 } box ? box : throw new ConfigException("Expected four columns for --box-cols: left, top, width and height."),
        },
    };

    private static ImmutableSortedDictionary<string, string> Map(ImmutableArray<string> items)
    {
        var map = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            if (item.Split('=') is not [{ Length: > 0 } old, { Length: > 0 } name] || !map.TryAdd(old, name))
            {
                throw new ConfigException($"Expected old=new for --label-map, each old name once, but got '{item}'.");
            }
        }

        return map.ToImmutable();
    }

    private static ImmutableArray<string> Items(string[] texts) =>
        [.. texts.SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];

    private static Option<bool> Flag(string name, string description) => new(name) { Description = description };

    private static Option<string?> Text(string name, string description, string helpName) => new(name) { Description = description, HelpName = helpName };

    private static Option<string[]> List(string name, string description, string helpName) =>
        new(name) { Description = description, HelpName = helpName, DefaultValueFactory = _ => [] };
}
