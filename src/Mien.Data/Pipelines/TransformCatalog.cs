using Mien.Core;
using Mien.Data.Transforms;

namespace Mien.Data.Pipelines;

/// <summary>The transforms by the names that pipelines use. A new transform needs one line here: the transform with its defaults.</summary>
internal static class TransformCatalog
{
    private static readonly Dictionary<string, IBindable> Defaults = new IBindable[]
    {
        new Affine(),
        new Blur(),
        new CLAHE(),
        new CenterCrop(),
        new CoarseDropout(),
        new ColorJitter(),
        new Downscale(),
        new ElasticTransform(),
        new Equalize(),
        new GaussNoise(),
        new GaussianBlur(),
        new GridDistortion(),
        new HorizontalFlip(),
        new HueSaturationValue(),
        new ImageCompression(),
        new InvertImg(),
        new MedianBlur(),
        new MotionBlur(),
        new Normalize(),
        new PadIfNeeded(),
        new Perspective(),
        new PixelDropout(),
        new Posterize(),
        new RGBShift(),
        new RandomBrightnessContrast(),
        new RandomCrop(),
        new RandomGamma(),
        new RandomResizedCrop(),
        new RandomRotate90(),
        new Resize(),
        new Rotate(),
        new Sharpen(),
        new ShiftScaleRotate(),
        new Solarize(),
        new ToGray(),
        new Transpose(),
        new VerticalFlip(),
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
