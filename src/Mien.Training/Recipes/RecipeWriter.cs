using System.Collections.Immutable;
using System.Text;
using Mien.Core;

namespace Mien.Training;

/// <summary>Writes recipes with every key that is in use, so that later changes of a default do not change what a run was.</summary>
public static class RecipeWriter
{
    /// <summary>The recipe as YAML; <see cref="RecipeReader"/> reads an equal record from it.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="header">Lines of comment on top, such as versions and the git commit.</param>
    public static string Write(Recipe recipe, params IEnumerable<string> header)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        var text = new StringBuilder();
        foreach (var line in header)
        {
            text.Append("# ").Append(line.ReplaceLineEndings(" ")).Append('\n');
        }

        return text.Append(YamlText.Write(Section(recipe, RecipeKeys.Root))).ToString();
    }

    /// <summary>
    /// The keys in which two recipes differ, one line each, in the order of the keys. Keys that cannot change what is
    /// learned, such as <c>workers</c>, are left out.
    /// </summary>
    public static ImmutableArray<string> Differences(Recipe old, Recipe @new)
    {
        ArgumentNullException.ThrowIfNull(old);
        ArgumentNullException.ThrowIfNull(@new);
        return [.. Compare(old, @new, RecipeKeys.Root)];
    }

    /// <summary>Every key that can change the result and is in use, with its value and the text of it.</summary>
    internal static IEnumerable<(RecipeKeyInfo Key, object? Value, string Text)> Values(object record, ImmutableArray<RecipeKeyInfo> keys) =>
        from key in keys
        where key.Attribute.AffectsResult && RecipeChecks.AppliesTo(key, record)
        let value = key.Property.GetValue(record)
        from leaf in key.Format is null ? Values(value!, key.Children) : [(key, value, Text(key, value))]
        select leaf;

    private static MapNode Section(object record, ImmutableArray<RecipeKeyInfo> keys)
    {
        var source = new ConfigSource("", "");
        return new MapNode(source,
        [
            .. from key in keys
               where RecipeChecks.AppliesTo(key, record)
               let value = key.Property.GetValue(record)
               select new ConfigEntry(new ScalarNode(source, key.Name), key.Format?.Write(value) ?? Section(value!, key.Children)),
        ]);
    }

    private static IEnumerable<string> Compare(object old, object @new, ImmutableArray<RecipeKeyInfo> keys)
    {
        foreach (var key in keys.Where(key => key.Attribute.AffectsResult))
        {
            var (before, after) = (key.Property.GetValue(old), key.Property.GetValue(@new));
            if (key.Format is null)
            {
                foreach (var difference in Compare(before!, after!, key.Children))
                {
                    yield return difference;
                }
            }
            else if (!Equals(before, after))
            {
                yield return $"{key.Path}: {Text(key, before)} -> {Text(key, after)}";
            }
        }
    }

    private static string Text(RecipeKeyInfo key, object? value)
    {
        var source = new ConfigSource("", "");
        return YamlText.Write(new MapNode(source, [new(new ScalarNode(source, "x"), key.Format!.Write(value))]))["x:".Length..].Trim();
    }
}
