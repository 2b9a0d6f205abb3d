using System.Buffers;
using Mien.Core;
using Mien.Imaging;

namespace Mien.Inference;

/// <summary>
/// Finds faces with YuNet (Wu, Peng and Yu 2023, Machine Intelligence Research 20, 656-665), a network that anybody may bring as an .onnx
/// file: turned and partly covered faces as well, with a score and eyes. Any number of threads may use it at once.
/// </summary>
/// <remarks>Pictures larger than the network's input are shrunk to fit into its upper left; smaller ones are not enlarged. The rest is black.</remarks>
public sealed class YuNetDetector : IFaceDetector
{
    private const int SideStep = 32; // the coarsest grid

    private readonly InferenceSession _session;
    private readonly YuNetOutputs _outputs;
    private readonly YuNetOptions _options;

    private YuNetDetector(InferenceSession session, YuNetOutputs outputs, YuNetOptions options) => (_session, _outputs, _options) = (session, outputs, options);

    /// <summary>Opens the network.</summary>
    /// <param name="path">Its .onnx file.</param>
    /// <param name="options">How to search; null for the defaults.</param>
    /// <exception cref="InferenceException">ONNX Runtime is missing, or the file is no YuNet; the message says what was expected.</exception>
    public static YuNetDetector Load(string path, YuNetOptions? options = null)
    {
        options ??= new();
        var session = InferenceSession.Load(path, options.Threads);
        try
        {
            return new(session, new YuNetOutputs(session, $"'{path}'"), options);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<DetectedFace> Detect(Image image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var (width, height, scale) = InputSize(image);
        var (inputLength, outputLength) = (3 * width * height, YuNetOutputs.ValueCount(width, height));
        var (input, output) = (ArrayPool<float>.Shared.Rent(inputLength), ArrayPool<float>.Shared.Rent(outputLength));
        try
        {
            Fill(Shrunk(image, scale), input.AsSpan(0, inputLength), width, height);
            var (forSession, ordered) = _outputs.Cut(output.AsMemory(0, outputLength), width, height);
            _session.Run(input.AsMemory(0, inputLength), [1, 3, height, width], forSession);
            var found = YuNetDecoder.Decode(ordered, width, (float)_options.MinScore);
            return YuNetDecoder.ToFaces(YuNetDecoder.Suppress(found, _options.MaxOverlap), scale, image);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(input);
            ArrayPool<float>.Shared.Return(output);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private (int Width, int Height, double Scale) InputSize(Image image)
    {
        if (_session.Input.Shape is [_, _, > 0 and var fixedHeight, > 0 and var fixedWidth])
        {
            return ((int)fixedWidth, (int)fixedHeight, Math.Min(1, Math.Min((double)fixedWidth / image.Width, (double)fixedHeight / image.Height)));
        }

        var scale = Math.Min(1, (double)_options.MaxSidePx / Math.Max(image.Width, image.Height));
        return (Padded(image.Width * scale), Padded(image.Height * scale), scale);
    }

    private static int Padded(double side) => ((int)Math.Round(side) + SideStep - 1) / SideStep * SideStep is >= SideStep and var padded ? padded : SideStep;

    private static Image Shrunk(Image image, double scale)
    {
        var colour = Colour.ToRgb(image);
        return scale == 1
            ? colour
            : Geometry.Resize(colour, Math.Max(1, (int)Math.Round(image.Width * scale)), Math.Max(1, (int)Math.Round(image.Height * scale)), Interpolation.Area);
    }

    // Planes of blue, green and red in 0..255, as the network was trained.
    private static void Fill(Image image, Span<float> input, int width, int height)
    {
        input.Clear();
        var plane = width * height;
        for (var y = 0; y < image.Height; y++)
        {
            var row = image.Row(y);
            for (var x = 0; x < image.Width; x++)
            {
                var place = (y * width) + x;
                (input[place], input[plane + place], input[(2 * plane) + place]) = (row[(3 * x) + 2], row[(3 * x) + 1], row[3 * x]);
            }
        }
    }
}
