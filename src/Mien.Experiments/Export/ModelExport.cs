using Mien.Core;
using Mien.Inference;
using Mien.Training;

namespace Mien.Experiments;

/// <summary>What an export did.</summary>
/// <param name="Path">The file.</param>
/// <param name="ByteCount">Its size, data beside it included.</param>
/// <param name="LargestDifference">Between the answers of libtorch and of ONNX Runtime; null where ONNX Runtime is missing and nothing was compared. Of 8 bits it is that of float32, before rounding.</param>
/// <param name="Quantization">What rounding to 8 bits did; null where nothing was rounded.</param>
public sealed record ExportResult(string Path, long ByteCount, double? LargestDifference, QuantizationResult? Quantization = null);

/// <summary>How a trained network is exported.</summary>
public sealed record ExportOptions
{
    /// <summary>Whether the file takes pictures of any height and width; default false. Not every network can.</summary>
    public bool AnySize { get; init; }

    /// <summary>Whether the file gives probabilities of the temperature that 'mien calibrate' found, where it did; default true.</summary>
    public bool Calibrate { get; init; } = true;

    /// <summary>Licence of the weights, for those who get the file; null, the default, says nothing.</summary>
    public string? Licence { get; init; }

    /// <summary>Whether the file takes pictures as bytes (N, H, W, 3), red first, rather than normalised numbers; default false.</summary>
    public bool WithPreprocessing { get; init; }

    /// <summary>Whether the network computes in float16 inside, for GPUs; default false.</summary>
    public bool Float16 { get; init; }

    /// <summary>How the network is rounded to 8 bits; null, the default, for not at all.</summary>
    public Int8Options? Int8 { get; init; }
}

/// <summary>Exports a trained network as an .onnx file that carries its labels, its preprocessing and where it comes from.</summary>
public static class ModelExport
{
    /// <summary>Ending of an export's name, by which Mien knows it from a file of weights.</summary>
    public const string Suffix = ".onnx";

    /// <summary>Exports the best weights of a run, or a file of weights. The file appears once it has given what libtorch gives.</summary>
    /// <param name="runOrFile">A run's folder, or a .safetensors file that 'mien train' wrote.</param>
    /// <param name="output">The new file, which ends in <see cref="Suffix"/>; must not exist. Weights above 2 GB go into <c>output.data</c>.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="progress">Makes a counter of pictures for each long step, by what is done and to what it counts.</param>
    /// <param name="cancellation">Ends it before there is a file.</param>
    /// <exception cref="ConfigException">There is a file already, or it has another ending, or the network cannot take any size, or the options do not go together.</exception>
    /// <exception cref="MienException">There is nothing to load, or the export computes something else than libtorch.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public static ExportResult Run(
        string runOrFile, string output, ExportOptions? options = null, Func<string, int, IProgress<int>>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(output);
        options ??= new();
        var path = Path.GetFullPath(output);
        RequireNew(output, Suffix);
        RequireRuntime(options);
        var weights = WeightsLocation.Find(runOrFile);
        var description = ModelFile.ReadDescription(weights);
        WeightsLocation.RequireSameLabels(runOrFile, description.Labels);
        using var network = TorchModel.ForExport(weights, description);
        var temperature = options.Calibrate ? CalibrationFile.TemperatureOf(network) : null;
        var model = NetworkExport.Convert(network, NetworkExport.HashOf(weights), options, temperature);
        var folder = Directory.CreateDirectory(path + AtomicFile.TemporarySuffix); // on the file system of the result, so that a rename publishes it
        try
        {
            var draft = Path.Combine(folder.FullName, Path.GetFileName(path));
            var (difference, quantization) = new ExportDraft(temperature is { } value ? new CalibratedModel(network, value) : network, model, options).Write(draft, progress, cancellation);
            return new(output, Publish(folder, Path.GetDirectoryName(path)!), difference, quantization);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // In 8 bits nothing can be done without it; else it only compares.
    private static void RequireRuntime(ExportOptions options)
    {
        if (options is { Float16: true, Int8: not null })
        {
            throw new ConfigException("Expected float16, for GPUs, or int8, for CPUs, but got both. Export two files.");
        }

        _ = options.Int8 is null ? default : OnnxRuntime.Info;
    }

    internal static void RequireNew(string output, string suffix)
    {
        if (!output.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
        {
            throw new ConfigException($"Expected a name that ends in {suffix} but got '{output}': it tells an export from a file of weights.");
        }

        if (File.Exists(output) || Directory.Exists(output))
        {
            throw new ConfigException($"Expected a name for a new file but there is '{output}' already, and nothing is ever overwritten. Name another.");
        }

        var draft = output + AtomicFile.TemporarySuffix;
        if (File.Exists(draft) || Directory.Exists(draft))
        {
            throw new ConfigException($"Expected no '{draft}' but there is one, of an export that is under way or was killed. Name another file, or delete it.");
        }

        if (Path.GetDirectoryName(Path.GetFullPath(output)) is { } folder && !Directory.Exists(folder))
        {
            throw new ConfigException($"Expected a folder for '{output}' but there is no '{folder}'. Make it first: mkdir -p {folder}");
        }
    }

    // The model last, as it means nothing without its data.
    private static long Publish(DirectoryInfo from, string to)
    {
        var byteCount = 0L;
        foreach (var file in from.GetFiles().OrderByDescending(file => file.Name, StringComparer.Ordinal))
        {
            byteCount += file.Length;
            SafeFile.Move(file.FullName, Path.Combine(to, file.Name));
        }

        SafeFile.SyncFolder(to);
        return byteCount;
    }
}
