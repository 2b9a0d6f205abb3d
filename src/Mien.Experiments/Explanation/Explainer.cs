using System.Collections.Immutable;
using Mien.Core;
using Mien.Imaging;
using Mien.Models;
using Mien.Torch;
using Mien.Training;

namespace Mien.Experiments;

/// <summary>Explains what a trained network says of faces. Computes in libtorch, in float32 on the CPU; not for several threads at once.</summary>
public sealed class Explainer : IDisposable
{
    private const int ShownMaps = 16;
    private const int FineMap = 4; // smaller side of a map that tells eyes from mouth

    private readonly TorchModel _network;
    private readonly TrainedModel _answers; // of the same network, calibrated where it is
    private readonly ExplainOptions _options;
    private readonly GradCam? _gradCam;
    private readonly int? _classIndex;

    private Explainer(TorchModel network, ExplainOptions options, string? layer)
    {
        (_network, _options) = (network, options);
        _answers = options.Calibrate && CalibrationFile.TemperatureOf(network) is { } temperature ? new CalibratedModel(network, temperature) : network;
        _classIndex = options.ClassName is { } name ? IndexOf(name) : null;
        if (layer is not null)
        {
            _gradCam = new(network.Module, layer);
            CoarsenessRemark = RemarkOn(GradCams(new float[network.Input.ValueCount], [new(Labels[0], 0)])[0].Map);
        }
    }

    /// <summary>The layer whose maps Grad-CAM weights; null where it is not asked for.</summary>
    public string? Layer => _gradCam?.Layer;

    /// <summary>Why its maps say little about places, and what does better; null where they are fine enough, or Grad-CAM is not asked for.</summary>
    public string? CoarsenessRemark { get; }

    /// <summary>The classes.</summary>
    public LabelSet Labels => _network.Labels;

    /// <summary>The file of weights.</summary>
    public string Weights => _network.Path;

    /// <summary>What the network was made to see around a face, as a fraction of its size.</summary>
    public double FaceMarginFraction => _network.Description.FaceMarginFraction;

    /// <summary>Channels that a picture is read with.</summary>
    public int Channels => _network.Preprocessing.Channels;

    /// <summary>Loads a network.</summary>
    /// <param name="source">A run's folder or name, or a .safetensors file.</param>
    /// <param name="options">What is explained and how; null for the defaults.</param>
    /// <exception cref="ConfigException">An unknown class or layer, an export, several models, or a network without maps.</exception>
    /// <exception cref="MienException">There is nothing to load.</exception>
    public static Explainer Load(string source, ExplainOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        options ??= new();
        var file = ModelSource.Split(source) is [var only]
            ? WeightsLocation.Find(ModelSource.Resolve(only))
            : throw new ConfigException($"Expected one model to explain but got '{source}'; explain them one by one.");
        if (file.EndsWith(ModelExport.Suffix, StringComparison.OrdinalIgnoreCase))
        {
            throw new ConfigException($"Expected a run or its weights, whose gradients libtorch computes, but '{file}' is an export. Name the run.");
        }

        TorchRuntime.Initialize(new() { Threads = options.Threads });
        var description = ModelFile.ReadDescription(file);
        var layer = options.Methods.HasFlag(ExplanationMethods.GradCam) ? options.Layer ?? LastMapOf(description) : null;
        var network = TorchModel.ForExport(file, description);
        try
        {
            return new(network, options, layer);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>Explains one face.</summary>
    /// <param name="face">The face, of any size.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ConfigException">The square of occlusion does not fit.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public PictureExplanation Explain(Image face, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(face);
        var pixels = Pixels(face);
        var (probabilities, affect) = _answers.Answers(pixels, 1);
        var targets = Targets(probabilities, affect);
        return new()
        {
            Labels = Labels,
            Probabilities = [.. probabilities],
            Affect = affect is [var only] ? only : null,
            Maps = [.. _gradCam is null ? [] : GradCams(pixels, targets), .. _options.Methods.HasFlag(ExplanationMethods.Occlusion) ? Occlusions(pixels, targets, cancellation) : []],
        };
    }

    /// <summary>Grad-CAM of some classes of one face, where it is among the methods.</summary>
    /// <param name="face">The face, of any size.</param>
    /// <param name="classes">Indices of classes.</param>
    public IReadOnlyList<HeatMap> GradCamsOf(Image face, params IReadOnlyList<int> classes)
    {
        ArgumentNullException.ThrowIfNull(face);
        ArgumentNullException.ThrowIfNull(classes);
        return [.. GradCams(Pixels(face), [.. classes.Select(index => new ExplanationTarget(Labels[index], index))]).Select(map => map.Map)];
    }

    /// <summary>What the layers of the network make of a face: the first 16 maps of each.</summary>
    /// <param name="face">The face, of any size.</param>
    /// <param name="layer">That layer alone, with those inside it; null for all.</param>
    /// <exception cref="ConfigException">There is no such layer, or it gives no maps.</exception>
    public ImmutableArray<FeatureMaps> Features(Image face, string? layer = null)
    {
        using var scope = TensorScope.Begin();
        return FeatureMaps.Of(_network.Module, ToTensor(Pixels(face), 1), ShownMaps, layer);
    }

    /// <summary>Releases the network.</summary>
    public void Dispose() => _network.Dispose();

    private int IndexOf(string name) => Labels.IndexOf(name) is >= 0 and var index
        ? index
        : throw new ConfigException($"Expected a class of the model but got '{name}'{NearMiss.HintOrAll(name, Labels.Names)}");

    private string? RemarkOn(HeatMap map) => Math.Min(map.Height, map.Width) >= FineMap ? null
        : $"Maps of the layer {Layer} have {map.Width}x{map.Height} values at this input, of which each sees most of the face; 'mien explain RUN PICTURE --method occlusion' says more about places.";

    // From shapes alone: a network that has none is refused before gigabytes of weights are read.
    private static string LastMapOf(ModelDescription description)
    {
        using var scope = TensorScope.Begin();
        using var shapes = ShapesOnly.Begin();
        using var network = ModelRegistry.Find(description.ModelName).Build(NetworkOptions.Of(description)).Train(false);
        var input = description.Preprocessing;
        return GradCam.LastMapOf(network, Tensor.Zeros([1, input.Channels, input.HeightPx, input.WidthPx]));
    }

    private float[] Pixels(Image face)
    {
        var pixels = new float[_network.Input.ValueCount];
        _network.Input.Fill(face, pixels);
        return pixels;
    }

    private Tensor ToTensor(float[] pixels, int count) =>
        Tensor.FromInterleaved(pixels, count, _network.Preprocessing.HeightPx, _network.Preprocessing.WidthPx, _network.Preprocessing.Channels);

    private ExplanationTarget[] Targets(float[] probabilities, ValenceArousal[] affect)
    {
        if (_classIndex is { } index)
        {
            return [new(Labels[index], index)];
        }

        var best = Array.IndexOf(probabilities, probabilities.Max());
        return
        [
            new(Labels[best], best),
            .. affect is [var said] ? [new(ExplanationTarget.Valence, -1, Sign(said.Valence)), new(ExplanationTarget.Arousal, -1, Sign(said.Arousal))] : Array.Empty<ExplanationTarget>(),
        ];

        static int Sign(double value) => value < 0 ? -1 : 1;
    }

    private ExplainedMap[] GradCams(float[] pixels, ExplanationTarget[] targets)
    {
        using var scope = TensorScope.Begin();
        var pictures = ToTensor([.. Enumerable.Repeat(pixels, targets.Length).SelectMany(values => values)], targets.Length);
        var maps = _gradCam!.Of(pictures, [.. targets.Select(target => new GradCamTarget(OutputOf(target), target.Sign))]);
        return [.. targets.Zip(maps, (target, map) => new ExplainedMap("grad-cam", target, map))];
    }

    // Arousal comes before valence, both behind the classes.
    private int OutputOf(ExplanationTarget target) => target.ClassIndex >= 0 ? target.ClassIndex : Labels.Count + (target.Name == ExplanationTarget.Valence ? 1 : 0);

    private IEnumerable<ExplainedMap> Occlusions(float[] pixels, ExplanationTarget[] targets, CancellationToken cancellation)
    {
        var patchPx = _options.PatchPx ?? Math.Max(1, Math.Min(_network.Preprocessing.WidthPx, _network.Preprocessing.HeightPx) / 6);
        var maps = Occlusion.Of(_answers, pixels, targets, patchPx, _options.StridePx ?? Math.Max(1, patchPx / 2), _options.BatchSize, cancellation);
        return targets.Zip(maps, (target, map) => new ExplainedMap("occlusion", target, map));
    }
}
