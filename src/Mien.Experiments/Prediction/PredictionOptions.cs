using Mien.Core;

namespace Mien.Experiments;

/// <summary>How pictures are predicted.</summary>
public sealed record PredictionOptions
{
    /// <summary>Looks for faces and shows the model the largest one; default false: pictures are faces already.</summary>
    public bool Crop { get; init; }

    /// <summary>What is added around a found face on every side, as a fraction of its size; default <see cref="FaceCrop.DefaultMarginFraction"/>.</summary>
    public double MarginFraction
    {
        get;
        init => field = value is >= 0 and <= 2 ? value : throw new ConfigException($"Expected a margin from 0 to 2 times the face but got {value}.");
    } = FaceCrop.DefaultMarginFraction;

    /// <summary>Most pictures that go through the network together, at least 1; default 32.</summary>
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
}
