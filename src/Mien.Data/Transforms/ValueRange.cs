using System.Globalization;
using Mien.Core;

namespace Mien.Data.Transforms;

/// <summary>The interval that a parameter is drawn from, each value equally likely.</summary>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end, not below <paramref name="Low"/>.</param>
public readonly record struct ValueRange(Number Low, Number High)
{
    /// <summary>The interval that holds one value only.</summary>
    public static ValueRange Exactly(Number value) => new(value, value);

    /// <summary>The interval from minus to plus a value.</summary>
    public static ValueRange Symmetric(Number limit) => new(-limit, limit);

    /// <summary>A value of the interval.</summary>
    public double Draw(ref RandomStream random) => random.NextDouble(Low, High);

    /// <summary>A whole number of the interval, both ends included; the ends must be whole.</summary>
    public int DrawWhole(ref RandomStream random) => (int)Low + random.NextInt32((int)High - (int)Low + 1);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"[{Low}, {High}]");
}
