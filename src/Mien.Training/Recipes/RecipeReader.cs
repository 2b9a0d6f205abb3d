using Mien.Core;

namespace Mien.Training;

/// <summary>Reads recipes. Whatever is wrong is reported at once, with line, column, what was expected and what came.</summary>
public static class RecipeReader
{
    /// <summary>Reads a recipe file and applies overrides to it.</summary>
    /// <param name="path">The YAML file; relative paths in it start from its folder.</param>
    /// <param name="overrides">Texts <c>key=value</c> such as <c>optimizer.lr=1e-4</c>, value in YAML; relative paths in them start from the current folder.</param>
    /// <param name="models">The models that <c>model.name</c> may name; null for any.</param>
    /// <exception cref="ConfigProblemsException">Anything is wrong with file or overrides.</exception>
    /// <exception cref="ConfigException">The file cannot be read.</exception>
    public static Recipe Read(string path, IEnumerable<string>? overrides = null, IEnumerable<string>? models = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Parse(ConfigFile.ReadText(path, "recipe"), Path.GetFileName(path), Path.GetDirectoryName(Path.GetFullPath(path))!, overrides, models);
    }

    /// <summary>Reads a recipe from text.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="folder">The folder that relative paths in it start from.</param>
    /// <param name="overrides">As for <see cref="Read"/>.</param>
    /// <param name="models">As for <see cref="Read"/>.</param>
    /// <param name="overrideFolder">The folder that relative paths in overrides start from; null for the current one.</param>
    /// <exception cref="ConfigProblemsException">Anything is wrong with text or overrides.</exception>
    public static Recipe Parse(
        string yaml, string name, string folder, IEnumerable<string>? overrides = null, IEnumerable<string>? models = null, string? overrideFolder = null)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        List<ConfigProblem> problems = [];
        var source = new ConfigSource(name, folder);
        var root = ReadRoot(yaml, source, problems);
        foreach (var text in overrides ?? [])
        {
            root = Override(root, text, overrideFolder ?? Directory.GetCurrentDirectory(), problems);
        }

        var binder = new RecipeBinder(problems);
        var recipe = (Recipe)binder.Bind(typeof(Recipe), root, RecipeKeys.Root);
        problems.AddRange(RecipeChecks.Of(recipe, binder.Origins, models));
        return problems.Count == 0 ? recipe : throw new ConfigProblemsException(name, problems.Distinct());
    }

    private static MapNode ReadRoot(string yaml, ConfigSource source, List<ConfigProblem> problems)
    {
        var problemsBefore = problems.Count;
        var node = YamlTree.Parse(yaml, source, problems);
        if (node is MapNode map)
        {
            return map;
        }

        if (problems.Count > problemsBefore)
        {
            // Nothing can be said about keys of a text that could not be read.
            throw new ConfigProblemsException(source.Label, problems);
        }

        if (node is not null)
        {
            throw new ConfigProblemsException(source.Label, [new(node.Origin, $"expected keys such as 'data:' and 'model:' but got {node.Describe()}")]);
        }

        return new MapNode(source, []);
    }

    private static MapNode Override(MapNode root, string text, string folder, List<ConfigProblem> problems)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
        {
            problems.Add(new("--set", $"expected key=value, such as optimizer.lr=1e-4, but got '{text}'"));
            return root;
        }

        var key = text[..equals].Trim();
        var source = new ConfigSource($"--set {key}", folder);
        var value = YamlTree.Parse(text[(equals + 1)..], source, problems) ?? new ScalarNode(source, "");
        return root.With(key.Split('.'), WithoutLines(value));
    }

    // "--set epochs:1:1" would look like a place in a file.
    private static ConfigNode WithoutLines(ConfigNode node) => node switch
    {
        ListNode list => list with { Line = 0, Items = [.. list.Items.Select(WithoutLines)] },
        MapNode map => map with
        {
            Line = 0,
            Entries = [.. map.Entries.Select(e => new ConfigEntry(e.Key with { Line = 0 }, WithoutLines(e.Value)))],
        },
        _ => node with { Line = 0 },
    };
}
