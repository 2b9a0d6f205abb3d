using Mien.Core;
using Mien.Data.Transforms;

namespace Mien.Data.Pipelines;

/// <summary>The transforms by the names that pipelines use. A new transform needs one line here: the transform with its defaults.</summary>
internal static class TransformCatalog
{
    private static readonly Dictionary<string, IBindable> Defaults = new IBindable[]
    {
        new Affine(),
        new HorizontalFlip(),
        new RandomBrightnessContrast(),
        new Rotate(),
        new ShiftScaleRotate(),
    }.ToDictionary(transform => transform.Name, StringComparer.Ordinal);

    /// <summary>The transforms with their defaults.</summary>
    public static IReadOnlyDictionary<string, IBindable> All => Defaults;

    /// <summary>Makes the transform; null, with a problem, when the name is unknown.</summary>
    public static ITransform? Create(ScalarNode name, MapNode parameters, ICollection<ConfigProblem> problems)
    {
        // Saved pipelines may spell the class in full, with the module that it lives in.
        var isFull = name.Text.StartsWith("albumentations.", StringComparison.Ordinal);
        var shortName = isFull ? name.Text[(name.Text.LastIndexOf('.') + 1)..] : name.Text;
        if (!Defaults.TryGetValue(shortName, out var defaults))
        {
            problems.Add(new(name.Origin, $"unknown transform '{name.Text}'{ParameterReader.Hint(name.Text, Defaults.Keys)}"));
            return null;
        }

        var reader = new ParameterReader(shortName, parameters, problems);
        var transform = defaults.Bind(reader);
        reader.ReportUnknownKeys();
        return transform;
    }
}
