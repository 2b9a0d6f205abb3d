using Mien.Core;
using Mien.Imaging;

namespace Mien.Inference;

/// <summary>
/// Sees expressions, valence and arousal in pictures of faces. Any number of threads may use one at once; equal pictures get equal
/// answers whatever else is asked at the time.
/// </summary>
/// <example><code>
/// using var affect = AffectModel.Load("faces.onnx");
/// foreach (var face in affect.Analyze(image))
/// {
///     Console.WriteLine($"{face.Expression} {face.Confidence:P0}");
/// }
/// </code></example>
public sealed class AffectModel : IDisposable
{
    private readonly AffectNetwork _network;
    private readonly AffectOptions _options;

    /// <summary>Takes over a network.</summary>
    /// <param name="network">Released with the model.</param>
    /// <param name="options">How it works; null for the defaults.</param>
    public AffectModel(AffectNetwork network, AffectOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        (_network, _options) = (network, options ?? new());
    }

    /// <summary>What the model takes and gives.</summary>
    public ModelSignature Signature => _network.Signature;

    /// <summary>The classes, in the order of all probabilities.</summary>
    public LabelSet Labels => Signature.Labels;

    /// <summary>Whether faces have valence and arousal.</summary>
    public bool HasAffect => Signature.HasAffect;

    /// <summary>Loads a model. It takes a while and tens of megabytes: keep it for as long as there are pictures.</summary>
    /// <param name="path">An .onnx file that 'mien export' wrote, or a model from elsewhere with its <see cref="ModelSidecar"/> beside it.</param>
    /// <param name="options">How it works; null for the defaults.</param>
    /// <exception cref="InferenceException">ONNX Runtime is missing, or the file cannot be used; the message says why.</exception>
    /// <exception cref="ConfigException">What the description beside the file says cannot be meant.</exception>
    public static AffectModel Load(string path, AffectOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new(AffectNetwork.Load(path, options?.Threads ?? 0), options);
    }

    /// <summary>What the model says of the faces in a picture: those that <see cref="AffectOptions.Detector"/> finds, in reading order, or the one that fills it.</summary>
    /// <param name="image">The picture; one face that fills it where there is no <see cref="AffectOptions.Detector"/>.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="InferenceException">The model cannot be computed; the message is the runtime's.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public IReadOnlyList<FaceAffect> Analyze(Image image, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Analyze([image], cancellation)[0];
    }

    /// <summary>What the model says of the faces in a picture that somebody else decoded, such as a frame of a camera.</summary>
    /// <param name="rgb">Its pixels: red, green and blue of each, row by row from the top. They are copied.</param>
    /// <param name="width">Width in pixels, at least 1.</param>
    /// <param name="height">Height in pixels, at least 1.</param>
    /// <param name="strideBytes">Bytes from one row to the next; 0, the default, where rows follow without gaps.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="ArgumentException">There are fewer bytes than the sizes say.</exception>
    /// <exception cref="InferenceException">The model cannot be computed; the message is the runtime's.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public IReadOnlyList<FaceAffect> Analyze(ReadOnlySpan<byte> rgb, int width, int height, int strideBytes = 0, CancellationToken cancellation = default) =>
        Analyze(PackedPixels.ToImage(rgb, width, height, strideBytes), cancellation);

    /// <summary>What the model says of the faces in several pictures, which is faster than one by one.</summary>
    /// <param name="images">The pictures.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>The faces of each picture, in the order of the pictures.</returns>
    /// <exception cref="InferenceException">The model cannot be computed; the message is the runtime's.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public IReadOnlyList<IReadOnlyList<FaceAffect>> Analyze(IReadOnlyList<Image> images, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        var faces = new List<FaceAffect>[images.Count];
        foreach (var together in Regions(images, cancellation).Chunk(_network.Together))
        {
            foreach (var (picture, face) in Analyze(together, cancellation))
            {
                (faces[picture] ??= []).Add(face);
            }
        }

        return [.. faces.Select(found => found ?? [])];
    }

    /// <summary>Releases the model once the calls that are under way have ended.</summary>
    public void Dispose() => _network.Dispose();

    private IEnumerable<(int Picture, FaceBox Box, Image Face)> Regions(IReadOnlyList<Image> images, CancellationToken cancellation)
    {
        for (var picture = 0; picture < images.Count; picture++)
        {
            cancellation.ThrowIfCancellationRequested();
            var image = images[picture] ?? throw new ArgumentException($"Expected pictures but number {picture} is null.", nameof(images));
            if (_options.Detector is not { } detector)
            {
                yield return (picture, new(0, 0, image.Width, image.Height), image);
                continue;
            }

            foreach (var box in ReadingOrder.Sort(detector.Detect(image), face => face.Box).Select(face => face.Box))
            {
                yield return (picture, box, FaceCutter.Square(image, box, Signature.FaceMarginFraction));
            }
        }
    }

    private IEnumerable<(int Picture, FaceAffect Face)> Analyze((int Picture, FaceBox Box, Image Face)[] regions, CancellationToken cancellation)
    {
        var values = Signature.ValuesPerPicture;
        var pixels = new float[regions.Length * values];
        for (var i = 0; i < regions.Length; i++)
        {
            PixelTensor.ToInterleaved(regions[i].Face, Signature.Preprocessing, pixels.AsSpan(i * values, values));
        }

        var (probabilities, affect) = _network.Compute(pixels, regions.Length, cancellation);
        return regions.Select((region, i) => (region.Picture, Face(region.Box, probabilities.AsSpan(i * Labels.Count, Labels.Count), HasAffect ? affect[i] : null)));
    }

    private FaceAffect Face(FaceBox box, ReadOnlySpan<float> probabilities, ValenceArousal? affect)
    {
        var face = new FaceAffect { Box = box, Labels = Labels, Probabilities = [.. probabilities], Affect = affect };
        return face with { IsUncertain = face.Confidence < _options.MinConfidence };
    }
}
