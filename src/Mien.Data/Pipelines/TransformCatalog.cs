using Mien.Data.Containers;
using Mien.Data.Transforms;

namespace Mien.Data.Pipelines;

/// <summary>The transforms by the names that pipelines use. A new transform needs one line here: the transform with its defaults.</summary>
internal static class TransformCatalog
{
    private static readonly SortedList<string, IBindable> Defaults = new(
        new IBindable[]
        {
            new Affine(),
            new Blur(),
            new CLAHE(),
            new CenterCrop(),
            new CoarseDropout(),
            new ColorJitter(),
            new Compose(),
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
            new NoOp(),
            new Normalize(),
            new OneOf(),
            new OneOrOther(),
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
            new ReplayCompose(),
            new Resize(),
            new Rotate(),
            new Sequential(),
            new Sharpen(),
            new ShiftScaleRotate(),
            new Solarize(),
            new SomeOf(),
            new ToGray(),
            new Transpose(),
            new VerticalFlip(),
        }.ToDictionary(transform => transform.Name),
        StringComparer.Ordinal);

    /// <summary>All transforms with their defaults, in alphabetical order.</summary>
    public static IReadOnlyCollection<IBindable> All { get; } = [.. Defaults.Values];

    /// <summary>The names, in alphabetical order.</summary>
    public static IReadOnlyCollection<string> Names { get; } = [.. Defaults.Keys];

    /// <summary>The transform of a name, with its defaults, or null.</summary>
    public static IBindable? Find(string name)
    {
        // Saved pipelines may spell the class in full, with the module that it lives in.
        var isFull = name.StartsWith("albumentations.", StringComparison.Ordinal);
        return Defaults.GetValueOrDefault(isFull ? name[(name.LastIndexOf('.') + 1)..] : name);
    }
}
