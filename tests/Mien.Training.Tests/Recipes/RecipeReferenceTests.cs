using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Mien.Core;
using Mien.Data;

namespace Mien.Training.Tests;

/// <summary>docs/recipe.md is made from the records; run the tests with MIEN_ACCEPT=1 to write it anew after a change.</summary>
public sealed partial class RecipeReferenceTests
{
    private const string Header = """
        # Recipe keys

        <!-- Made from the records in src/Mien.Training/Recipes by RecipeReferenceTests; MIEN_ACCEPT=1 ./test Training writes it anew. -->

        A recipe is a YAML file. `data.path` and `model.name` must be given; everything else has a default. Sections nest:
        `optimizer.lr` is `lr` below `optimizer`. Any key can be changed on the command line: `--set optimizer.lr=1e-4`. A relative
        path starts from the folder of the recipe, or from the current folder when given with `--set`. Whatever is wrong is
        reported at once, with its line, before anything starts.

        | key | value | default | meaning |
        |---|---|---|---|

        """;

    private static readonly Dictionary<string, string> Summaries =
        XDocument.Load(Path.Combine(AppContext.BaseDirectory, "Mien.Training.xml")).Descendants("member")
            .ToDictionary(member => member.Attribute("name")!.Value, member => Text(member.Element("summary")));

    [Fact]
    public void The_documented_keys_are_those_of_the_records()
    {
        var expected = Header + string.Concat(RecipeKeys.Leaves.Select(Row)) + Augmentation();
        var path = Path.Combine(Repository.Root, "docs", "recipe.md");
        if (Environment.GetEnvironmentVariable("MIEN_ACCEPT") == "1")
        {
            File.WriteAllText(path, expected);
        }

        Assert.Equal(expected, File.ReadAllText(path));
    }

    [Fact]
    public void Every_key_and_every_choice_is_explained()
    {
        Assert.All(RecipeKeys.Leaves, key => Assert.NotEmpty(Summary(key)));
        Assert.All(RecipeKeys.Leaves, key => Assert.DoesNotContain("|", Summary(key), StringComparison.Ordinal));
    }

    private static string Row(RecipeKeyInfo key)
    {
        var onlyFor = key.Attribute.OnlyFor is { } names ? $" Only for `{key.Path[..^key.Name.Length]}name`: {string.Join(", ", names.Split(' ').Select(name => $"`{name}`"))}." : "";
        var free = key.Attribute.AffectsResult ? "" : " May differ when a run is resumed.";
        return $"| `{key.Path}` | {key.Expected} | {Default(key)} | {Summary(key)}{onlyFor}{free} |\n";
    }

    private static string Augmentation()
    {
        var recipe = RecipeWriter.Write(new Recipe { Data = new() { Path = "/" }, Model = new() { Name = "m" } });
        var start = recipe.IndexOf("augment:", StringComparison.Ordinal);
        var steps = recipe[start..recipe.IndexOf("normalize:", StringComparison.Ordinal)];
        var names = string.Join(", ", TransformPipeline.KnownTransforms.Select(name => $"`{name}`"));
        return $"\nThe default of `augment` is below. A step may be any of {names}, with the parameters of Albumentations 1.3;\n"
            + $"a file that Albumentations saved works as well.\n\n```yaml\n{steps}```\n";
    }

    private static string Default(RecipeKeyInfo key)
    {
        if (key.IsRequired)
        {
            return "must be given";
        }

        if (key.Name == "augment")
        {
            return "see below";
        }

        var source = new ConfigSource("", "");
        var value = key.Format!.Write(key.Property.GetValue(Activator.CreateInstance(key.Property.DeclaringType!)));
        return $"`{YamlText.Write(new MapNode(source, [new(new ScalarNode(source, "x"), value)]))["x:".Length..].Trim()}`";
    }

    private static string Summary(RecipeKeyInfo key)
    {
        var summary = new StringBuilder(Summaries[$"P:{key.Property.DeclaringType!.FullName}.{key.Property.Name}"]);
        if ((Nullable.GetUnderlyingType(key.Property.PropertyType) ?? key.Property.PropertyType) is { IsEnum: true } type && Summaries.ContainsKey($"F:{type.FullName}.{Enum.GetNames(type)[0]}"))
        {
            foreach (var name in Enum.GetNames(type))
            {
                summary.Append($" `{ChoiceFormat.SnakeCase(name)}`: {Summaries[$"F:{type.FullName}.{name}"]}");
            }
        }

        return summary.ToString();
    }

    private static string Text(XElement? summary)
    {
        foreach (var element in summary?.Descendants().ToList() ?? [])
        {
            element.ReplaceWith("`" + (element.Attribute("cref")?.Value.Split('.')[^1] ?? element.Value) + "`");
        }

        return Spaces().Replace(summary?.Value ?? "", " ").Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
