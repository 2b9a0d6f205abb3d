using Mien.Torch;

namespace Mien.Training;

/// <summary>Everything a <see cref="Trainer"/> works with; the objects stay their makers'.</summary>
public sealed record TrainingPlan
{
    /// <summary>The network, on <see cref="Device"/>; takes (N, C, H, W), gives logits (N, classes), then arousal and valence where <see cref="HasAffect"/> says so.</summary>
    public required Module Model { get; init; }

    /// <summary>Changes the network's parameters.</summary>
    public required Optimizer Optimizer { get; init; }

    /// <summary>Learning rates of every step.</summary>
    public required LearningRateSchedule Schedule { get; init; }

    /// <summary>What is minimised.</summary>
    public required ITrainingLoss Loss { get; init; }

    /// <summary>
    /// What is added to the loss of every step, computed anew from the weights, such as Keras' kernel_regularizer; null for nothing. The
    /// losses that are reported are without it, so that training and validation can be compared.
    /// </summary>
    public Func<Tensor>? Penalty { get; init; }

    /// <summary>Parameters that stay as they are; null for none.</summary>
    public Freezing? Freezing { get; init; }

    /// <summary>Training batches.</summary>
    public required IBatchSource Train { get; init; }

    /// <summary>Validation batches.</summary>
    public required IBatchSource Validation { get; init; }

    /// <summary>Number of classes.</summary>
    public required int ClassCount { get; init; }

    /// <summary>Whether the network gives arousal and valence behind the class scores.</summary>
    public bool HasAffect { get; init; }

    /// <summary>Random changes of whole training batches; the default is none.</summary>
    public BatchLayers BatchLayers { get; init; } = new([]);

    /// <summary>How pictures of a training batch are mixed; the default is not at all.</summary>
    public MixRecipe Mix { get; init; } = new();

    /// <summary>Height, width and channels of the batches.</summary>
    public required (int HeightPx, int WidthPx, int Channels) Input { get; init; }

    /// <summary>Epochs, at least 1.</summary>
    public required int Epochs { get; init; }

    /// <summary>Seed of the run; dropout draws from it.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Where the network computes.</summary>
    public Device Device { get; init; } = Device.Cpu;

    /// <summary>The small type in which convolutions and products run (autocast); null for float32 throughout.</summary>
    public DType? Autocast { get; init; }

    /// <summary>Longest gradient, L2 norm over all parameters; null for no limit.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>Largest element of a gradient; null for no limit.</summary>
    public double? ClipValue { get; init; }

    /// <summary>
    /// Batches whose gradients are averaged into one step, at least 1. The last step of an epoch averages the batches that are left, so that
    /// it is as long as the others; programs that divide by the full number all the same make it shorter.
    /// </summary>
    public int Accumulate { get; init; } = 1;

    /// <summary>Steps of an epoch.</summary>
    public int StepsPerEpoch => (Train.BatchCount + Accumulate - 1) / Accumulate;

    /// <summary>The average of weights that is validated and saved for prediction; null where that is the weights themselves.</summary>
    public WeightAverage? Average { get; init; }

    /// <summary>Decides which epoch is best.</summary>
    public MonitoredScore Monitor { get; init; } = MonitoredScore.MacroF1;

    /// <summary>
    /// Steps whose losses are read together, at least 1. Reading waits for the device: free on the CPU, where every step is
    /// read before the weights change; on a GPU sixteen by default, so that it always has work.
    /// </summary>
    public int LossReadInterval
    {
        get => field > 0 ? field : Device.IsCuda ? 16 : 1;
        init;
    }

    /// <summary>Clock of the reports.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
