using System.Globalization;

namespace Mien.Training;

/// <summary>A recipe as a flat table, for comparing runs.</summary>
public static class RecipeValues
{
    /// <summary>The value of every key that can change the result and is in use: a <see cref="double"/>, a <see cref="bool"/> or the text that stands in the YAML.</summary>
    /// <returns>In the order of the keys.</returns>
    public static IReadOnlyDictionary<string, object> Of(Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return RecipeWriter.Values(recipe, RecipeKeys.Root).ToDictionary(item => item.Key.Path, item => Typed(item.Value, item.Text));
    }

    private static object Typed(object? value, string text) => value switch
    {
        bool flag => flag,
        int or ulong or double => Convert.ToDouble(value, CultureInfo.InvariantCulture),
        _ => text,
    };
}
