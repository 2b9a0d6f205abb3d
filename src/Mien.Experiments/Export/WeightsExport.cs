using Mien.Core;
using Mien.Torch;
using Mien.Torch.Serialization;
using Mien.Training;

namespace Mien.Experiments;

/// <summary>Exports a trained model as one .safetensors file that predicts anywhere: its weights, classes, preprocessing and temperature.</summary>
public static class WeightsExport
{
    /// <summary>Ending of such a file's name.</summary>
    public const string Suffix = ".safetensors";

    /// <summary>Writes the best weights of a run, or a file of weights, into a new file.</summary>
    /// <param name="runOrFile">A run's folder, or a .safetensors file that 'mien train' wrote.</param>
    /// <param name="output">The new file, which ends in <see cref="Suffix"/>; must not exist.</param>
    /// <param name="options">Licence and calibration; the others are of graphs.</param>
    /// <exception cref="ConfigException">There is a file already, or it has another ending, or an option is of graphs.</exception>
    /// <exception cref="MienException">There is nothing to load, or the file cannot be written.</exception>
    public static ExportResult Run(string runOrFile, string output, ExportOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(output);
        options ??= new();
        ModelExport.RequireNew(output, Suffix);
        RequireWeightsAlone(options);
        var weights = WeightsLocation.Find(runOrFile);
        var description = ModelFile.ReadDescription(weights);
        WeightsLocation.RequireSameLabels(runOrFile, description.Labels);
        using var scope = TensorScope.Begin();
        using var file = Safetensors.Read(weights);
        Dictionary<string, string> texts = new(file.Metadata);
        ModelMetadata.WriteTemperature(texts, options.Calibrate ? CalibrationFile.FindTemperature(weights) ?? description.Temperature : null);
        NetworkExport.WriteOrigin(texts, weights, options.Licence);
        try
        {
            Safetensors.Write(output, file.Names.Select(name => (name, file.Load(name))), texts);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MienException($"The export {output} cannot be written: {e.Message}", e);
        }

        return new(output, new FileInfo(output).Length, LargestDifference: null);
    }

    private static void RequireWeightsAlone(ExportOptions options)
    {
        if (options != new ExportOptions { Licence = options.Licence, Calibrate = options.Calibrate })
        {
            throw new ConfigException($"Expected options of weights, --licence and --no-calibration, for a {Suffix} file; the others change the graph of an {ModelExport.Suffix} file.");
        }
    }
}
