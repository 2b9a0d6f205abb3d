using Mien.Core;
using Mien.Models;
using Mien.Torch;
using Mien.Training;

namespace Mien.Experiments;

/// <summary>Decides what a recipe leaves to the machine, so that the recipe of a run says exactly what it did.</summary>
internal static class RecipeResolver
{
    /// <summary>Starts libtorch with the recipe's threads and fills in threads, device, precision, fingerprint, whether people are kept apart and what its weights are.</summary>
    /// <param name="recipe">As read.</param>
    /// <param name="data">Its pictures.</param>
    /// <param name="hasWeights">Whether its file of weights is needed; a run with a checkpoint no longer has to have it.</param>
    /// <returns>The resolved recipe and the reason for its precision.</returns>
    /// <exception cref="ConfigException">The device is not there.</exception>
    /// <exception cref="CheckpointException">The weights cannot be read, or are not those that the recipe means.</exception>
    public static (Recipe Recipe, string PrecisionReason) Resolve(Recipe recipe, ExperimentData data, bool hasWeights = true)
    {
        TorchRuntime.Initialize(new() { Threads = recipe.Threads ?? 0 });
        var info = TorchRuntime.Info;
        var device = Device.Parse(recipe.Device ?? (info.CudaDeviceCount > 0 ? "cuda" : "cpu"));
        var (precision, reason) = Decide(recipe, device, info);
        var resolved = recipe with
        {
            Threads = info.Threads,
            Device = device.ToString(),
            Precision = precision,
            Data = recipe.Data with { Fingerprint = data.Fingerprint, Group = data.KeepsPeopleApart ? DataGrouping.Identity : DataGrouping.None },
            Model = recipe.Model with { Mode = recipe.Model.EffectiveMode, Weights = recipe.Model.Weights is { } weights && hasWeights ? PretrainedWeights.Resolve(weights) : recipe.Model.Weights },
        };
        return (resolved, reason);
    }

    /// <summary>The small type of autocast; null for float32.</summary>
    public static DType? Autocast(Precision precision) => precision is Precision.Bfloat16 ? DType.BFloat16 : null;

    /// <summary>What the precision of a recipe means on a device.</summary>
    public static (Precision Precision, string Reason) Decide(Recipe recipe, Device device, TorchInfo info) =>
        recipe.Precision is Precision.Auto && !device.IsCuda && info.HasFastBFloat16 && NetworkCost.IsAnyGrouped(ModelRegistry.Find(recipe.Model.Name))
            ? (Precision.Float32, $"float32: the grouped convolutions of {recipe.Model.Name} are faster in it on CPUs")
            : Decide(recipe.Precision, device, info);

    /// <summary>What a precision means on a device, for networks of plain convolutions.</summary>
    public static (Precision Precision, string Reason) Decide(Precision asked, Device device, TorchInfo info) => (asked, device.IsCuda, info.HasFastBFloat16) switch
    {
        (Precision.Auto, true, _) => (Precision.Bfloat16, "bfloat16: GPUs multiply it faster than float32"),
        (Precision.Auto, false, true) => (Precision.Bfloat16, "bfloat16: this CPU multiplies it faster than float32 (avx512_bf16 or amx_bf16)"),
        (Precision.Auto, false, false) => (Precision.Float32, "float32: this CPU has no fast bfloat16"),
        (Precision.Bfloat16, false, false) => (Precision.Bfloat16, "bfloat16 as asked, but this CPU has no fast bfloat16: expect it to be slower than float32"),
        _ => (asked, $"{asked.ToString().ToLowerInvariant()} as asked"),
    };
}
