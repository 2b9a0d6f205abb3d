using System.Globalization;
using Mien.Models;
using Mien.Models.Summaries;
using Mien.Torch;
using Mien.Training;

namespace Mien.Experiments;

/// <summary>What decides which engine is the faster one for a network.</summary>
/// <param name="MultiplyAdds">Products that one picture takes.</param>
/// <param name="IsGrouped">Whether some convolutions do not mix all channels, as in all nets made for phones.</param>
internal sealed record NetworkCost(long MultiplyAdds, bool IsGrouped)
{
    /// <summary>Metadata of exports: as <see cref="ToString"/> writes it.</summary>
    public const string Key = "mien.cost";

    // Below a billion a picture takes about two milliseconds either way: starting libtorch, a third of a second, costs what a thousand gain.
    private const long ManyMultiplyAdds = 1_000_000_000;

    /// <summary>
    /// Whether bfloat16 in libtorch, where the hardware is fast at it, beats float32 in ONNX Runtime: for large nets of plain convolutions.
    /// libtorch's grouped convolutions are slow in every type.
    /// </summary>
    public bool PrefersBfloat16 => MultiplyAdds >= ManyMultiplyAdds && !IsGrouped;

    /// <summary>Takes shapes alone: no weights are read.</summary>
    public static NetworkCost Of(ModelDescription description)
    {
        var (info, options) = (ModelRegistry.Find(description.ModelName), NetworkOptions.Of(description));
        return new(ModelSummary.Of(info, options).MultiplyAdds, IsAnyGrouped(info, options));
    }

    /// <summary>Reads what <see cref="ToString"/> wrote; null where there is none.</summary>
    public static NetworkCost? Parse(string? text) =>
        text?.Split(' ') is [var products, var kind] && long.TryParse(products, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? new(count, kind == "grouped")
            : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{MultiplyAdds} {(IsGrouped ? "grouped" : "plain")}");

    /// <summary>Whether an architecture has grouped convolutions. Takes shapes alone.</summary>
    public static bool IsAnyGrouped(ModelInfo info) => IsAnyGrouped(info, info.DefaultOptions);

    private static bool IsAnyGrouped(ModelInfo info, ModelOptions options)
    {
        using var scope = TensorScope.Begin();
        using var shapes = ShapesOnly.Begin();
        using var module = info.Build(options);
        return module.NamedModules().Any(item => item.Module is Conv2d { Groups: > 1 });
    }
}
