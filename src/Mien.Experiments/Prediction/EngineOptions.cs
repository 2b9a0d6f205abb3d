using Mien.Core;
using Mien.Inference;
using Mien.Onnx;
using Mien.Torch;
using Mien.Training;

namespace Mien.Experiments;

/// <summary>What a trained model computes with, in the words of the command line.</summary>
/// <remarks>
/// Engine and precision are decided by the hardware and the network and never by the number of pictures, so that a picture is scored by the
/// same arithmetic whether it comes alone or in a folder. Scores of one picture in different batches differ by rounding only.
/// </remarks>
public sealed record EngineOptions
{
    /// <summary>
    /// <c>auto</c> (the default: ONNX Runtime where it is installed, unless libtorch is faster or a GPU is used), <c>onnx</c> or <c>torch</c>.
    /// </summary>
    public string Engine { get; init; } = "auto";

    /// <summary>
    /// <c>auto</c> (the default: where the hardware is fast at it, bfloat16 in libtorch for large nets of plain convolutions and in Mien's own operators for mobile nets and small ResNets,
    /// else float32),
    /// <c>float32</c> or <c>bfloat16</c>.
    /// </summary>
    public string Precision { get; init; } = "auto";

    /// <summary><c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>; null, the default, takes a GPU where there is one.</summary>
    public string? Device { get; init; }

    /// <summary>Threads of the arithmetic; 0, the default, is one per core.</summary>
    public int Threads
    {
        get;
        init => field = value >= 0 ? value : throw new ConfigException($"Expected 0 threads (one per core) or more but got {value}.");
    }

    /// <summary>Whether probabilities are those of the temperature that 'mien calibrate' found, where it did; default true.</summary>
    public bool Calibrate { get; init; } = true;

    /// <summary>What is averaged over each picture: <c>none</c> (the default), or <c>flip</c>, the picture and its mirror image.</summary>
    public string Augmentation
    {
        get;
        init => field = value is "none" or MirroringModel.Name ? value : throw new ConfigException($"Expected none or {MirroringModel.Name} for test-time augmentation but got '{value}'.");
    } = "none";

    // A GPU is libtorch's; whether there is one is asked of the driver, as asking libtorch would load it.
    private bool UsesCpu => Device is null ? !File.Exists("/dev/nvidiactl") : Device == "cpu";

    /// <summary>Loads the best weights of a run, a file of weights or an export, or several of them as one model, to compute with these options.</summary>
    /// <param name="source">
    /// A run's folder or name, a .safetensors file that 'mien train' wrote, or an .onnx file that 'mien export' wrote; several with commas
    /// between are averaged.
    /// </param>
    /// <exception cref="ConfigException">A word is unknown, the words do not go together, the device is not there, or several models know different classes.</exception>
    /// <exception cref="MienException">As for <see cref="TrainedModel.Load"/>; or ONNX Runtime is asked for and missing; or the calibration is of other weights.</exception>
    public TrainedModel Load(string source)
    {
        List<TrainedModel> models = [];
        try
        {
            models.AddRange(ModelSource.Split(source).Select(name => Calibrated(LoadOne(ModelSource.Resolve(name)))));
            if (models.GroupBy(model => Path.GetFullPath(model.Path)).FirstOrDefault(group => group.Count() > 1) is { } twice)
            {
                throw new ConfigException($"Expected different models, as their answers are averaged, but '{twice.Key}' is named twice.");
            }

            var model = models is [var only] ? only : new EnsembleModel([.. models]);
            return Augmentation == MirroringModel.Name ? new MirroringModel(model) : model;
        }
        catch
        {
            models.ForEach(model => model.Dispose());
            throw;
        }
    }

    private TrainedModel Calibrated(TrainedModel model)
    {
        try
        {
            return !Calibrate && model is { HasTemperatureInside: true, Description.Temperature: not null }
                ? throw new ConfigException($"Expected a model without a temperature inside for '--no-calibration' but {model.Path} has one in its arithmetic. Name the run, or export it with '--no-calibration'.")
                : Calibrate && CalibrationFile.TemperatureOf(model) is { } temperature ? new CalibratedModel(model, temperature) : model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private TrainedModel LoadOne(string runOrFile)
    {
        var precision = ParsePrecision(Precision);
        RequireKnownEngine(Engine, precision);
        var weights = WeightsLocation.Find(runOrFile);
        return weights.EndsWith(ModelExport.Suffix, StringComparison.OrdinalIgnoreCase) ? LoadExport(weights, precision)
            : Engine == "torch" || (Engine == "auto" && !(OnnxRuntime.IsInstalled && UsesCpu && precision is not Training.Precision.Bfloat16))
            ? TrainedModel.Load(runOrFile, precision, Device, Threads)
            : LoadCached(runOrFile, weights, precision);
    }

    private RuntimeModel LoadExport(string file, Precision precision)
    {
        if (Engine == "torch")
        {
            throw new ConfigException($"Expected weights for libtorch but '{file}' is an export for ONNX Runtime. Leave '--engine' out, or name the run.");
        }

        RequireKnownEngine("onnx", precision);
        return RuntimeModel.Open(file, Threads);
    }

    private TrainedModel LoadCached(string runOrFile, string weights, Precision precision)
    {
        var mayPreferTorch = Engine == "auto" && precision is Training.Precision.Auto && TorchRuntime.HasFastBFloat16;
        if (ExportCache.TryOpen(weights, precision, Threads) is { } cached)
        {
            if (!(mayPreferTorch && NetworkCost.Parse(cached.Metadata.GetValueOrDefault(NetworkCost.Key)) is { PrefersBfloat16: true }))
            {
                WeightsLocation.RequireSameLabels(runOrFile, cached.Labels);
                return cached;
            }

            cached.Dispose();
            return TrainedModel.Load(runOrFile, precision, "cpu", Threads);
        }

        _ = OnnxRuntime.Info; // says what is wrong with the library before libtorch is loaded
        var description = ModelFile.ReadDescription(weights);
        WeightsLocation.RequireSameLabels(runOrFile, description.Labels);
        TorchRuntime.Initialize(new() { Threads = Threads });
        if (mayPreferTorch && NetworkCost.Of(description).PrefersBfloat16)
        {
            return TrainedModel.Load(runOrFile, precision, "cpu", Threads);
        }

        using var network = TorchModel.ForExport(weights, description);
        try
        {
            return ExportCache.Make(network, precision, Threads);
        }
        catch (OnnxExportException) when (Engine == "auto")
        {
            return TrainedModel.Load(runOrFile, precision, "cpu", Threads);
        }
    }

    private void RequireKnownEngine(string engine, Precision precision)
    {
        if (engine is not ("auto" or "onnx" or "torch"))
        {
            throw new ConfigException($"Expected the engine auto, onnx or torch but got '{engine}'.");
        }

        if (engine == "onnx" && (precision is Training.Precision.Bfloat16 || Device is not (null or "cpu")))
        {
            throw new ConfigException("Expected float32 on the CPU for the engine onnx, which takes bfloat16 by itself where it pays. Leave '--precision' and '--device' out, or take '--engine torch' and the run.");
        }
    }

    private static Precision ParsePrecision(string text) => text switch
    {
        "auto" => Training.Precision.Auto,
        "float32" => Training.Precision.Float32,
        "bfloat16" => Training.Precision.Bfloat16,
        _ => throw new ConfigException($"Expected the precision auto, float32 or bfloat16 but got '{text}'."),
    };
}
