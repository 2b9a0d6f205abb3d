using Mien.Core;
using Mien.Onnx;
using Mien.Torch;

namespace Mien.Inference.Tests;

/// <summary>Exports as 'mien export' makes them, of a network whose answers are known: its outputs are the means of the channels.</summary>
internal static class TinyExport
{
    public const int WidthPx = 5, HeightPx = 4;

    private static readonly Preprocessing Unit = new() { WidthPx = WidthPx, HeightPx = HeightPx, Scaling = PixelScaling.Unit };

    public static void Write(string path, string[] labels, bool affect = false, Action<Dictionary<string, string>>? change = null)
    {
        Dictionary<string, string> texts = new() { [ModelMetadata.ModelKey] = "means" };
        ModelMetadata.Write(texts, new LabelSet(labels), Unit);
        Dictionary<string, IEnumerable<string>> outputs = new() { [OnnxExport.ExpressionOutput] = labels };
        if (affect)
        {
            outputs[OnnxExport.RegressionOutput] = [ModelSignature.ValenceColumn, ModelSignature.ArousalColumn];
        }

        ModelMetadata.WriteOutputs(texts, outputs);
        change?.Invoke(texts);
        Export(path, labels.Length, texts);
    }

    /// <summary>Without any texts.</summary>
    public static void WriteBare(string path) => Export(path, classCount: 3, []);

    private static void Export(string path, int classCount, Dictionary<string, string> texts)
    {
        using var means = new Sequential(new AdaptiveAvgPool2d(), new Flatten());
        OnnxExport.Convert(means, new() { HeightPx = HeightPx, WidthPx = WidthPx, ClassCount = classCount, Metadata = texts }).Save(path);
    }
}
