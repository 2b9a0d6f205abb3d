using System.Text.Json.Serialization;

namespace Mien.Models.Goldens;

/// <summary>A golden file: what a model filled by <see cref="WeightFormula"/> must compute, as the original computed it.</summary>
internal record GoldenFile
{
    /// <summary>Registry name of the model; its listing is <c>../state_dicts/MODEL.json</c>.</summary>
    public required string Model { get; init; }

    /// <summary>Scale of all kernels and matrices in the weight formula.</summary>
    public required double Gain { get; init; }

    /// <summary>"eval" (<see cref="EvalGolden"/>, or <see cref="KerasGolden"/> where it lists parameters), "train" (<see cref="TrainGolden"/>) or "gradients" (<see cref="GradientGolden"/>).</summary>
    public required string Mode { get; init; }
}

/// <summary>Outputs in evaluation mode, for one or several input sizes.</summary>
internal sealed record EvalGolden : GoldenFile
{
    public IReadOnlyList<WeightCheck> WeightChecks { get; init; } = [];
    public required IReadOnlyList<GoldenCase> Cases { get; init; }
}

/// <summary>The first elements and the sum of one filled tensor, to tell a wrong fill from a wrong model.</summary>
internal sealed record WeightCheck
{
    public required string Name { get; init; }
    public required IReadOnlyList<float> First4 { get; init; }
    public required double SumF64 { get; init; }
}

/// <summary>One input size and what comes out.</summary>
internal sealed record GoldenCase
{
    /// <summary>(N, C, H, W).</summary>
    public required IReadOnlyList<long> InputShape { get; init; }

    /// <summary>Outputs per picture.</summary>
    public required int NumOutputs { get; init; }

    /// <summary>The reference, computed in float64 and printed with 12 digits.</summary>
    public required OutputSummary LogitsF64 { get; init; }

    /// <summary>Largest output of the whole batch, absolute.</summary>
    public required double MaxAbsLogit { get; init; }

    /// <summary>How far a float32 run may be from <see cref="LogitsF64"/>, absolute.</summary>
    public required double SuggestedAtol { get; init; }

    /// <summary>Modules in the order in which they ran, in float64 and printed with 9 digits.</summary>
    public IReadOnlyList<TraceStage> TraceF64 { get; init; } = [];

    /// <summary>Whether the lists have as many entries as pictures and outputs are announced.</summary>
    public bool IsConsistent =>
        InputShape.Count == 4
        && LogitsF64.First16.Count == InputShape[0] && LogitsF64.First16.All(row => row.Count <= NumOutputs)
        && LogitsF64.Mean.Count == InputShape[0] && LogitsF64.StdPopulation.Count == InputShape[0] && LogitsF64.L2.Count == InputShape[0];
}

/// <summary>A batch of outputs, one entry per picture.</summary>
internal sealed record OutputSummary
{
    /// <summary>The first 16 outputs, fewer where the model has fewer.</summary>
    public required IReadOnlyList<IReadOnlyList<double>> First16 { get; init; }
    public required IReadOnlyList<double> Mean { get; init; }
    public required IReadOnlyList<double> StdPopulation { get; init; }
    public required IReadOnlyList<double> L2 { get; init; }
}

/// <summary>Output shape, mean and Euclidean norm of one named module.</summary>
internal sealed record TraceStage(string Module, IReadOnlyList<long> Shape, double Mean, double L2);

/// <summary>Losses and norms of a few training steps on one batch.</summary>
internal sealed record TrainGolden : GoldenFile
{
    /// <summary>(N, C, H, W).</summary>
    public required IReadOnlyList<long> InputShape { get; init; }
    public required IReadOnlyList<long> Labels { get; init; }

    /// <summary>For example "SGD(lr=0.1, momentum=0.9, weight_decay=1e-4, dampening=0, nesterov=false), applied to all parameters".</summary>
    public required string Optimizer { get; init; }

    /// <summary>Entry s is the loss before update s + 1.</summary>
    public required IReadOnlyList<double> LossPerStepF64 { get; init; }
    public required IReadOnlyList<double> LossPerStepF32 { get; init; }
    public required IReadOnlyList<IReadOnlyList<double>> LogitsFirstStepTrainModeFirst16 { get; init; }
    public required double LogitsMaxAbsDiffF32 { get; init; }
    public required IReadOnlyDictionary<string, double> GradL2FirstStep { get; init; }
    public required double GradL2TotalFirstStep { get; init; }
    public required double GradL2MaxRelDiffF32 { get; init; }

    [JsonPropertyName("after_1_step")]
    public required NormsAfterStep After1Step { get; init; }

    [JsonPropertyName("after_5_steps")]
    public required NormsAfterStep After5Steps { get; init; }
}

/// <summary>Euclidean norms by checkpoint name after some steps, and how far a float32 run came out, relative.</summary>
internal sealed record NormsAfterStep
{
    public required IReadOnlyDictionary<string, double> ParamL2 { get; init; }
    public required double ParamL2MaxRelDiffF32 { get; init; }

    /// <summary>Norm of the way from the initial value.</summary>
    public required IReadOnlyDictionary<string, double> ParamDeltaL2FromInitial { get; init; }
    public required double ParamDeltaL2MaxRelDiffF32 { get; init; }
    public required IReadOnlyDictionary<string, double> BnBufferL2 { get; init; }
    public required double BnBufferL2MaxRelDiffF32 { get; init; }
}
