using Mien.Core;

namespace Mien.Experiments;

/// <summary>How places of a picture are found that count for an answer.</summary>
[Flags]
public enum ExplanationMethods
{
    /// <summary>Not at all.</summary>
    None = 0,
    /// <summary>Grad-CAM: by gradients, in one pass forwards and backwards; convolutional networks only.</summary>
    GradCam = 1,
    /// <summary>Occlusion: by covering one place after another, in a hundred or more passes; any network.</summary>
    Occlusion = 2,
}

/// <summary>How predictions are explained.</summary>
public sealed record ExplainOptions
{
    /// <summary>What is computed; default Grad-CAM.</summary>
    public ExplanationMethods Methods { get; init; } = ExplanationMethods.GradCam;

    /// <summary>The class that is explained; null, the default, takes the predicted one, and valence and arousal where the model gives them.</summary>
    public string? ClassName { get; init; }

    /// <summary>The layer of Grad-CAM; null, the default, takes the last one with maps before pooling.</summary>
    public string? Layer { get; init; }

    /// <summary>Side of the square of occlusion in pixels of the model's input; null, the default, is a sixth of its smaller side.</summary>
    public int? PatchPx { get; init; }

    /// <summary>How far the square moves; null, the default, is half its side.</summary>
    public int? StridePx { get; init; }

    /// <summary>Covered pictures that are computed together, at least 1; default 32.</summary>
    public int BatchSize
    {
        get;
        init => field = value >= 1 ? value : throw new ConfigException($"Expected a batch of at least 1 picture but got {value}.");
    } = 32;

    /// <summary>Threads of the arithmetic; 0, the default, is one per core.</summary>
    public int Threads { get; init; }

    /// <summary>As of <see cref="EngineOptions.Calibrate"/>.</summary>
    public bool Calibrate { get; init; } = true;

    /// <summary>Words of the command line as methods: <c>grad-cam</c>, <c>occlusion</c> or <c>both</c>.</summary>
    /// <exception cref="ConfigException">It is another word.</exception>
    public static ExplanationMethods ParseMethods(string text) => text switch
    {
        "grad-cam" => ExplanationMethods.GradCam,
        "occlusion" => ExplanationMethods.Occlusion,
        "both" => ExplanationMethods.GradCam | ExplanationMethods.Occlusion,
        _ => throw new ConfigException($"Expected the method grad-cam, occlusion or both but got '{text}'."),
    };
}
