using Mien.Core;
using Mien.Imaging;

namespace Mien.Experiments;

/// <summary>How pictures are predicted.</summary>
public sealed record PredictionOptions
{
    /// <summary>How faces are looked for; null, the default, takes every picture as a face already.</summary>
    public FaceSearch? Faces { get; init; }

    /// <summary>Below this probability of the best class an expression is uncertain; in [0, 1], default 0.</summary>
    public double MinConfidence
    {
        get;
        init => field = value is >= 0 and <= 1 ? value : throw new ConfigException($"Expected a confidence from 0 to 1 but got {value}.");
    }

    /// <summary>Most faces that go through the network together, at least 1; default 32.</summary>
    public int BatchSize
    {
        get;
        init => field = value >= 1 ? value : throw new ConfigException($"Expected a batch of at least 1 picture but got {value}.");
    } = 32;

    /// <summary>Most threads that read pictures; 0, the default, is one per core but at most 8.</summary>
    public int Workers
    {
        get;
        init => field = value >= 0 ? value : throw new ConfigException($"Expected 0 workers (automatic) or more but got {value}.");
    }

    /// <summary>
    /// Whether results carry the picture itself, in RGB, for drawing; default false. No more than eight go through the network together then, as twice
    /// so many are in memory.
    /// </summary>
    public bool KeepPictures { get; init; }
}

/// <summary>How faces are looked for in a picture and cut out.</summary>
public sealed record FaceSearch
{
    /// <summary>Finds them, for several threads at once; null, the default, is OpenCV's cascade, one for each thread.</summary>
    public IFaceDetector? Detector { get; init; }

    /// <summary>A YuNet, an .onnx file, that finds them; null, the default, for <see cref="Detector"/>.</summary>
    public string? DetectorFile { get; init; }

    /// <summary>Smallest face that the cascade looks for, as a fraction of the picture's shorter side, in [0, 1]; default 0.05.</summary>
    public double MinFaceFraction
    {
        get;
        init => field = value is >= 0 and <= 1 ? value : throw new ConfigException($"Expected a smallest face from 0 to 1 of the picture but got {value}.");
    } = 0.05;

    /// <summary>What is added around a face on every side, as a fraction of its size; null, the default, is what the model was made for.</summary>
    public double? MarginFraction
    {
        get;
        init => field = value is null or (>= 0 and <= FaceCrop.LargestMarginFraction) ? value : throw new ConfigException($"Expected a margin from 0 to {FaceCrop.LargestMarginFraction} times the face but got {value}.");
    }

    /// <summary>Whether faces are turned so that their eyes are level, where the eyes are found; default false.</summary>
    public bool Align { get; init; }
}
