using Mien.Core;
using Mien.Training;

namespace Mien.Experiments;

/// <summary>What a trained model computes with, in the words of the command line.</summary>
/// <remarks>
/// Precision is decided by the hardware alone and never by the number of pictures, so that a picture is scored by the same
/// arithmetic whether it comes alone or in a folder. Scores of one picture in different batches differ by rounding only.
/// </remarks>
public sealed record EngineOptions
{
    /// <summary><c>auto</c> (bfloat16 where the hardware is fast at it, else float32; the default), <c>float32</c> or <c>bfloat16</c>.</summary>
    public string Precision { get; init; } = "auto";

    /// <summary><c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>; null, the default, takes a GPU where there is one.</summary>
    public string? Device { get; init; }

    /// <summary>Threads of the arithmetic; 0, the default, is one per core.</summary>
    public int Threads
    {
        get;
        init => field = value >= 0 ? value : throw new ConfigException($"Expected 0 threads (one per core) or more but got {value}.");
    }

    /// <summary>Loads the best weights of a run, or a file of weights, to compute with these options.</summary>
    /// <param name="runOrFile">A run's folder, or a .safetensors file that 'mien train' wrote.</param>
    /// <exception cref="ConfigException">A word is unknown, or the device is not there.</exception>
    /// <exception cref="MienException">As for <see cref="TrainedModel.Load"/>.</exception>
    public TrainedModel Load(string runOrFile) => TrainedModel.Load(runOrFile, ParsePrecision(Precision), Device, Threads);

    private static Precision ParsePrecision(string text) => text switch
    {
        "auto" => Training.Precision.Auto,
        "float32" => Training.Precision.Float32,
        "bfloat16" => Training.Precision.Bfloat16,
        _ => throw new ConfigException($"Expected the precision auto, float32 or bfloat16 but got '{text}'."),
    };
}
