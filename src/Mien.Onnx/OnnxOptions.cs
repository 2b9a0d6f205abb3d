using Mien.Core;

namespace Mien.Onnx;

/// <summary>How a network is exported.</summary>
public sealed record OnnxOptions
{
    /// <summary>Channels of the pictures; default 3.</summary>
    public int Channels { get; init; } = 3;

    /// <summary>Height of the pictures, at least 1.</summary>
    public required int HeightPx { get; init; }

    /// <summary>Width of the pictures, at least 1.</summary>
    public required int WidthPx { get; init; }

    /// <summary>Whether the file takes pictures of any height and width; default false. Not every network can.</summary>
    public bool AnySize { get; init; }

    /// <summary>
    /// Number of classes: the file then gives <c>expression</c>, their probabilities (N, classes), and, where the network has two more
    /// outputs for arousal and valence, <c>valence_arousal</c> (N, 2) in this order. Null, the default, gives what the network gives as
    /// <c>logits</c>.
    /// </summary>
    public int? ClassCount
    {
        get;
        init => field = value is null or >= 1 ? value : throw new ConfigException($"Expected at least 1 class but got {value}.");
    }

    /// <summary>What class scores are divided by before they become probabilities; null, the default, for nothing.</summary>
    public double? Temperature
    {
        get;
        init => field = value is null or > 0 ? value : throw new ConfigException($"Expected a temperature above 0 but got {value}.");
    }

    /// <summary>Texts that travel in the file.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();
}
