using Mien.Core;
using Mien.Data.Transforms;

namespace Mien.Data.Pipelines;

/// <summary>The transforms by the names that pipelines use. A new transform needs one line here.</summary>
internal static class TransformCatalog
{
    private static readonly Dictionary<string, Func<ParameterReader, ITransform>> Readers = new(StringComparer.Ordinal)
    {
        [nameof(Affine)] = Affine.Read,
        [nameof(HorizontalFlip)] = HorizontalFlip.Read,
        [nameof(RandomBrightnessContrast)] = RandomBrightnessContrast.Read,
        [nameof(Rotate)] = Rotate.Read,
        [nameof(ShiftScaleRotate)] = ShiftScaleRotate.Read,
    };

    public static IReadOnlyCollection<string> Names => Readers.Keys;

    /// <summary>Makes the transform; null, with a problem, when the name is unknown.</summary>
    public static ITransform? Create(ScalarNode name, MapNode parameters, ICollection<ConfigProblem> problems)
    {
        // Saved pipelines may spell the class in full, with the module that it lives in.
        var isFull = name.Text.StartsWith("albumentations.", StringComparison.Ordinal);
        var shortName = isFull ? name.Text[(name.Text.LastIndexOf('.') + 1)..] : name.Text;
        if (!Readers.TryGetValue(shortName, out var read))
        {
            problems.Add(new(name.Origin, $"unknown transform '{name.Text}'{ParameterReader.Hint(name.Text, Names)}"));
            return null;
        }

        var reader = new ParameterReader(shortName, parameters, problems);
        var transform = read(reader);
        reader.ReportUnknownKeys();
        return transform;
    }
}
