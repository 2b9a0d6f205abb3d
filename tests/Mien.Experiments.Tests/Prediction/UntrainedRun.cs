using Mien.Core;
using Mien.Models;
using Mien.Training;

namespace Mien.Experiments.Tests;

/// <summary>A run's folder with random weights: what a test of reading, order and counting needs.</summary>
internal sealed class UntrainedRun : IDisposable
{
    public UntrainedRun(params string[] classes)
        : this(seed: 4, classes)
    {
    }

    public UntrainedRun(ulong seed, params string[] classes)
        : this(seed, "resnet18", classes)
    {
    }

    public UntrainedRun(ulong seed, string model, string[] classes)
    {
        var labels = new LabelSet(classes);
        using var module = ModelRegistry.Find(model).Build(new() { ClassCount = labels.Count });
        module.InitializeParameters(seed);
        ModelFile.Write(Run.Model, module, new(model, labels, Preprocessing.ImageNet(DrawnFaces.SizePx)));
        LabelsFile.Write(Run.Labels, labels);
    }

    public RunFolder Run { get; } = new(Directory.CreateTempSubdirectory("mien-test-").FullName);

    public TrainedModel Load() => new EngineOptions { Engine = "torch", Precision = "float32", Device = "cpu", Threads = 2 }.Load(Run.Path);

    public void Dispose() => Directory.Delete(Run.Path, recursive: true);
}
