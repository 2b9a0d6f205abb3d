using Mien.Core;
using Mien.Models;
using Mien.Training;

namespace Mien.Experiments.Tests;

/// <summary>A run's folder with random weights: what a test of reading, order and counting needs.</summary>
internal sealed class UntrainedRun : IDisposable
{
    public UntrainedRun(params string[] classes)
    {
        var labels = new LabelSet(classes);
        using var module = ModelRegistry.Find("resnet18").Build(new() { ClassCount = labels.Count });
        module.InitializeParameters(seed: 4);
        ModelFile.Write(Run.Model, module, new("resnet18", labels, Preprocessing.ImageNet(DrawnFaces.SizePx)));
        LabelsFile.Write(Run.Labels, labels);
    }

    public RunFolder Run { get; } = new(Directory.CreateTempSubdirectory("mien-test-").FullName);

    public TrainedModel Load() => new EngineOptions { Precision = "float32", Device = "cpu", Threads = 2 }.Load(Run.Path);

    public void Dispose() => Directory.Delete(Run.Path, recursive: true);
}
