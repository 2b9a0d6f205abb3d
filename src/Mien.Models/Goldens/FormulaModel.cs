using Mien.Core;
using Mien.Torch;

namespace Mien.Models.Goldens;

/// <summary>Builds the model of a golden file and fills it by the formula.</summary>
internal static class FormulaModel
{
    private const long MostInputElements = 1 << 28;

    /// <summary>Builds and fills; the weights are float32.</summary>
    /// <param name="golden">Names the model and the gain.</param>
    /// <param name="path">The golden file, beside which the listing lies.</param>
    /// <param name="inputShape">(N, C, H, W) of the pictures that will come.</param>
    /// <param name="outputCount">Outputs per picture, or null for the model's default number of classes.</param>
    /// <param name="options">What else is asked of the model; default nothing.</param>
    /// <exception cref="MienException">Unknown model, missing listing, or weights that are not those of the listing.</exception>
    public static Module Build(GoldenFile golden, string path, IReadOnlyList<long> inputShape, int? outputCount, ModelOptions? options = null)
    {
        RequireInputShape(inputShape);
        var info = ModelRegistry.Find(golden.Model);
        var listing = StateListing.Find(path, [golden.Model, info.ListingName]);
        var classCount = outputCount is { } count ? count - info.RegressionOutputCount : info.DefaultClassCount;
        var module = info.Build((options ?? new()) with { InputChannels = (int)inputShape[1], InputPx = (int)inputShape[2], ClassCount = classCount });
        listing.RequireSame(ListingOf(module).Entries);
        Fill(module, listing, golden.Gain);
        return module;
    }

    /// <summary>The names, shapes and types of a model's own weights.</summary>
    public static StateListing ListingOf(Module module) => new([.. module.StateDict().Select(Describe)]);

    /// <summary>The pictures of a golden file, float32 in [0, 1).</summary>
    public static Tensor Pictures(IReadOnlyList<long> shape)
    {
        var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
        WeightFormula.FillImage(values);
        return Tensor.From(values, [.. shape]);
    }

    /// <summary>The pictures of a golden file of Keras, whole numbers from 0 to 255.</summary>
    public static Tensor RawPictures(IReadOnlyList<long> shape)
    {
        RequireInputShape(shape);
        var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
        WeightFormula.FillRawImage(values);
        return Tensor.From(values, [.. shape]);
    }

    /// <summary>Fills the weights by the formula.</summary>
    /// <param name="module">The model.</param>
    /// <param name="listing">Numbers the tensors.</param>
    /// <param name="gain">Scale of all kernels and matrices.</param>
    public static void Fill(Module module, StateListing listing, double gain)
    {
        var numbers = listing.FormulaNumbers();
        foreach (var (name, tensor) in module.StateDict().Where(item => numbers.ContainsKey(item.Name)))
        {
            var values = new float[tensor.Count];
            WeightFormula.Fill(values, name, tensor.Shape, numbers[name], gain);
            tensor.CopyFrom<float>(values);
        }
    }

    private static StateEntry Describe(NamedTensor item) =>
        new(item.Name, item.Tensor.Shape, item.Tensor.DType.ToString().ToLowerInvariant());

    private static void RequireInputShape(IReadOnlyList<long> shape)
    {
        if (shape.Count != 4 || shape.Any(size => size < 1) || shape.Aggregate(1.0, (product, size) => product * size) > MostInputElements)
        {
            throw new MienException($"Expected an input shape (N, C, H, W) but got ({string.Join(", ", shape)}).");
        }
    }
}
