using Mien.Core;
using Mien.Models;
using Mien.Torch;

namespace Mien.Onnx.Tests;

/// <summary>Architectures with weights, norms and pictures that are all different from their defaults.</summary>
internal static class RandomNetwork
{
    public static Module Build(string name, int inputPx)
    {
        var info = ModelRegistry.Find(name);
        var network = info.Build(info.DefaultOptions with { InputPx = inputPx, InputChannels = 3 });
        network.InitializeParameters(seed: 1);
        foreach (var (tensorName, tensor) in network.StateDict())
        {
            if (tensorName.EndsWith("running_mean", StringComparison.Ordinal))
            {
                tensor.CopyFrom<float>(Values(tensorName, tensor.Count, -0.1f, 0.1f));
            }
            else if (tensorName.EndsWith("running_var", StringComparison.Ordinal))
            {
                tensor.CopyFrom<float>(Values(tensorName, tensor.Count, 0.5f, 1.5f));
            }
            else if (tensorName is "class_token" or "heads.head.weight")
            {
                tensor.CopyFrom<float>(Values(tensorName, tensor.Count, -0.1f, 0.1f)); // fresh ones are zero, which hides everything
            }
        }

        return network.Train(false);
    }

    public static float[] Pictures(int count, int heightPx, int widthPx) => Values("pictures", (long)count * 3 * heightPx * widthPx, -2, 2);

    private static float[] Values(string name, long count, float low, float high)
    {
        var stream = new RandomStream(7, name);
        return [.. Enumerable.Range(0, (int)count).Select(_ => low + ((high - low) * (float)stream.NextDouble()))];
    }
}
