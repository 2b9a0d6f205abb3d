using System.Collections.Concurrent;
using System.Globalization;
using Mien.Core;
using Mien.Inference;
using Mien.Onnx;
using Mien.Training;

namespace Mien.Experiments;

/// <summary>A trained network in ONNX Runtime, which needs no libtorch. Any number of threads may use it at once.</summary>
public sealed class RuntimeModel : TrainedModel
{
    // Memory grows with the batch: EfficientNet-B0 holds half a gigabyte for 16 pictures, and more of them are no faster.
    private const int MostTogether = 16;

    private readonly InferenceSession _session;
    private readonly ConcurrentBag<float[]> _planes = [];

    private RuntimeModel(string path, ModelDescription description, InferenceSession session)
        : base(path, description) => _session = session;

    /// <inheritdoc/>
    public override string Engine => "onnx";

    /// <inheritdoc/>
    public override bool IsBfloat16 => false;

    /// <summary>The texts that travel with the model.</summary>
    internal IReadOnlyDictionary<string, string> Metadata => _session.Metadata;

    /// <summary>Opens a file that 'mien export' wrote.</summary>
    /// <param name="file">The .onnx file.</param>
    /// <param name="threads">Threads of the arithmetic; 0 for one per core.</param>
    /// <exception cref="MienException">ONNX Runtime is missing, or the file cannot be used.</exception>
    public static RuntimeModel Open(string file, int threads = 0) => Open(InferenceSession.Load(file, threads), file);

    /// <summary>Takes over a session.</summary>
    /// <param name="session">Of an export of Mien.</param>
    /// <param name="path">The file of weights that it stands for.</param>
    internal static RuntimeModel Open(InferenceSession session, string path)
    {
        try
        {
            var description = ModelFile.Describe(session.Metadata, path);
            RequireOutputs(session, description, path);
            return new(path, description, session);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override void Dispose() => _session.Dispose();

    private protected override (float[] Probabilities, ValenceArousal[] Affect) Compute(ReadOnlySpan<float> pixels, int count)
    {
        var values = Preprocessing.HeightPx * Preprocessing.WidthPx * Preprocessing.Channels;
        var (probabilities, affect) = (new float[count * Labels.Count], new float[HasAffect ? 2 * count : 0]);
        if (!_planes.TryTake(out var planes))
        {
            planes = GC.AllocateUninitializedArray<float>(MostTogether * values, pinned: true);
        }

        for (var first = 0; first < count; first += MostTogether)
        {
            var together = Math.Min(MostTogether, count - first);
            ToPlanes(pixels.Slice(first * values, together * values), planes, together);
            var scores = probabilities.AsMemory(first * Labels.Count, together * Labels.Count);
            _session.Run(
                planes.AsMemory(0, together * values), [together, Preprocessing.Channels, Preprocessing.HeightPx, Preprocessing.WidthPx],
                HasAffect ? [scores, affect.AsMemory(2 * first, 2 * together)] : [scores]);
        }

        _planes.Add(planes);
        return (probabilities, [.. affect.Chunk(2).Select(pair => new ValenceArousal(pair[0], pair[1]))]);
    }

    private static void RequireOutputs(InferenceSession session, ModelDescription description, string path)
    {
        long[] expected = [-1, description.Preprocessing.Channels, description.Preprocessing.HeightPx, description.Preprocessing.WidthPx];
        var fits = session.Input.Shape.Length == expected.Length && session.Input.Shape.Zip(expected).Skip(1).All(pair => pair.First == pair.Second || pair.First < 0);
        if (!fits || session.Outputs[0].Name != OnnxExport.ExpressionOutput || session.Outputs[0].Shape is not [_, var classes] || classes != description.Labels.Count)
        {
            throw new MienException(string.Create(CultureInfo.InvariantCulture,
                $"Expected a model with the input ({string.Join(", ", expected)}) and {description.Labels.Count} probabilities as its output '{OnnxExport.ExpressionOutput}', as 'mien export' writes it, but {path} has another."));
        }
    }

    /// <summary>(N, H, W, C) to (N, C, H, W).</summary>
    private void ToPlanes(ReadOnlySpan<float> interleaved, Span<float> planes, int count)
    {
        var (places, channels) = (Preprocessing.HeightPx * Preprocessing.WidthPx, Preprocessing.Channels);
        for (var picture = 0; picture < count; picture++)
        {
            var from = interleaved.Slice(picture * places * channels, places * channels);
            for (var channel = 0; channel < channels; channel++)
            {
                var plane = planes.Slice(((picture * channels) + channel) * places, places);
                for (var place = 0; place < places; place++)
                {
                    plane[place] = from[(place * channels) + channel];
                }
            }
        }
    }
}
