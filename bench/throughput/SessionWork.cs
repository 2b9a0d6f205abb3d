using Mien.Inference;

namespace Mien.Bench;

/// <summary>An .onnx file in ONNX Runtime and nothing else: planes that are there go in, probabilities come out.</summary>
internal sealed class SessionWork(string path) : IDisposable
{
    private readonly InferenceSession _session = InferenceSession.Load(path);

    public Action Predict(int batch)
    {
        long[] shape = [batch, .. _session.Input.Shape.Skip(1)];
        var (pixels, scores) = (Pixels.Of((int)shape.Aggregate(1L, (product, size) => product * size)), new float[batch * _session.Outputs[0].Shape[1]]);
        return () => _session.Run(pixels, shape, [scores]);
    }

    public void Dispose() => _session.Dispose();
}

/// <summary>Values as those of normalised pictures.</summary>
internal static class Pixels
{
    public static float[] Of(int count) => [.. Enumerable.Range(0, count).Select(i => (i % 255 / 127.5f) - 1)];
}
