namespace Mien.Onnx;

/// <summary>The values that 8 bits stand for; zero is always one of them.</summary>
/// <param name="Low">The lowest.</param>
/// <param name="High">The highest.</param>
public readonly record struct ValueRange(float Low, float High);

/// <summary>How the range of a value is chosen from what calibration pictures give.</summary>
public enum RangeChoice
{
    /// <summary>From the lowest to the highest value.</summary>
    MinMax,

    /// <summary>All but the largest ten-thousandth of the magnitudes.</summary>
    Percentile,

    /// <summary>The magnitude at which 8 bits lose least of the distribution, by Kullback-Leibler divergence.</summary>
    Entropy,
}
