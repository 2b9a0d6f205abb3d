using Mien.Core;
using Mien.Data;
using Mien.Torch;

namespace Mien.Training.Tests;

/// <summary>A network with every kind of state: weights, batch-norm buffers, dropout.</summary>
internal sealed class TinyNet : Module
{
    private readonly Conv2d _conv;
    private readonly BatchNorm2d _norm;
    private readonly Dropout _dropout;
    private readonly Linear _head;

    public TinyNet()
    {
        _conv = Child("conv", new Conv2d(3, 4, kernelSize: 3, padding: 1));
        _norm = Child("norm", new BatchNorm2d(4));
        _dropout = Child("dropout", new Dropout(0.2));
        _head = Child("head", new Linear(4, MemoryBatches.ClassCount));
    }

    protected override Tensor Compute(Tensor input) =>
        _head.Forward(_dropout.Forward(Functional.AdaptiveAvgPool2d(_norm.Forward(_conv.Forward(input)).Relu()).Flatten(1)));
}

/// <summary>Batches of random pixels whose class is their brightness, shuffled anew in each epoch.</summary>
internal sealed class MemoryBatches(int sampleCount, int batchSize) : IBatchSource
{
    public const int SizePx = 6;
    public const int ClassCount = 3;

    public int BatchCount => (sampleCount + batchSize - 1) / batchSize;

    public int SampleCount => sampleCount;

    /// <summary>Puts NaN into the pixels of this batch of the first epoch.</summary>
    public int? PoisonedBatch { get; init; }

    public string NameOf(int sampleIndex) => $"face{sampleIndex}.png";

    public IEnumerable<Batch> Epoch(int epoch, int firstBatch = 0)
    {
        var order = Enumerable.Range(0, sampleCount).ToArray();
        var random = new RandomStream(1, "shuffle", epoch);
        random.Shuffle(order.AsSpan());
        for (var number = firstBatch; number < BatchCount; number++)
        {
            yield return Fill(order.AsSpan()[(number * batchSize)..Math.Min(sampleCount, (number + 1) * batchSize)], number, epoch);
        }
    }

    private Batch Fill(ReadOnlySpan<int> indices, int number, int epoch)
    {
        const int ValuesPerSample = SizePx * SizePx * 3;
        var batch = new Batch(indices.Length, ValuesPerSample) { Number = number };
        for (var i = 0; i < indices.Length; i++)
        {
            batch.Indices[i] = indices[i];
            batch.Labels[i] = indices[i] % ClassCount;
            var random = new RandomStream(2, "pixels", epoch, indices[i]);
            foreach (ref var value in batch.Pixels.AsSpan(i * ValuesPerSample, ValuesPerSample))
            {
                value = (float)(batch.Labels[i] - 1 + random.NextDouble(-1, 1));
            }
        }

        if (epoch == 1 && number == PoisonedBatch)
        {
            batch.Pixels[0] = float.NaN;
        }

        return batch;
    }
}

/// <summary>A run of the tiny network with its objects, as Experiments would set up a real one.</summary>
internal sealed class TinyRun : IDisposable
{
    public const int Epochs = 2;
    public const int Batches = 4;

    public TinyRun(MemoryBatches? train = null, Func<TrainingPlan, TrainingPlan>? change = null, params IEnumerable<TrainingCallback> callbacks)
    {
        TorchRuntime.Initialize(new() { Threads = 1 }); // more threads than work only wait for each other
        Net.InitializeParameters(seed: 5);
        var options = new OptimizerRecipe { LearningRate = 0.1, Nesterov = true };
        Optimizer = new Sgd(Net.NamedParameters(), new() { LearningRate = 0.1, Momentum = 0.9, WeightDecay = 1e-3, Nesterov = true });
        var plan = new TrainingPlan
        {
            Model = Net,
            Optimizer = Optimizer,
            Schedule = new(options, new(), Epochs, Batches),
            Loss = new CrossEntropyLoss([1, 2, 0.5f], 0.1),
            Train = train ?? new(sampleCount: 15, batchSize: 4),
            Validation = new MemoryBatches(sampleCount: 9, batchSize: 5),
            ClassCount = MemoryBatches.ClassCount,
            Input = (MemoryBatches.SizePx, MemoryBatches.SizePx, 3),
            Epochs = Epochs,
            Seed = 7,
        };
        Trainer = new Trainer(change?.Invoke(plan) ?? plan, callbacks);
    }

    public TinyNet Net { get; } = new();

    public Sgd Optimizer { get; }

    public Trainer Trainer { get; }

    public static ModelDescription Description { get; } =
        new("tiny", new LabelSet(["dark", "grey", "light"]), Preprocessing.ImageNet(MemoryBatches.SizePx));

    public float[] Weights() => [.. Net.StateDict().Where(item => item.Tensor.DType == DType.Float32).SelectMany(item => item.Tensor.ToArray<float>())];

    public void Dispose()
    {
        Trainer.Run.Plan.Loss.Dispose();
        Optimizer.Dispose();
        Net.Dispose();
    }
}

/// <summary>Writes down what it is told, and can break a run at a step as a kill would.</summary>
internal sealed class Witness(long? failAtStep = null) : TrainingCallback
{
    public List<string> Points { get; } = [];

    public List<StepReport> Steps { get; } = [];

    public List<EpochReport> Epochs { get; } = [];

    public FitReport? End { get; private set; }

    public override void OnFitStart(RunContext run) => Points.Add("fit start");

    public override void OnEpochStart(RunContext run, int epoch) => Points.Add($"epoch {epoch} start");

    public override void OnStepEnd(RunContext run, StepReport report)
    {
        Points.Add($"step {report.Epoch}.{report.Batch}");
        Steps.Add(report);
        if (report.Step == failAtStep)
        {
            throw new InvalidOperationException("killed");
        }
    }

    public override void OnEpochEnd(RunContext run, EpochReport report)
    {
        Points.Add($"epoch {report.Epoch} end");
        Epochs.Add(report);
    }

    public override void OnFitEnd(RunContext run, FitReport report)
    {
        Points.Add("fit end");
        End = report;
    }
}
