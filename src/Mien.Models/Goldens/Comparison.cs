namespace Mien.Models.Goldens;

/// <summary>Compares numbers one by one and remembers the one that comes off worst against its tolerance.</summary>
internal sealed class Comparison
{
    private double _worstRatio = -1;

    public string Quantity { get; private set; } = "nothing was compared";
    public double Deviation { get; private set; } = double.PositiveInfinity;
    public double Tolerance { get; private set; }
    public int Count { get; private set; }
    public bool Agrees => Deviation <= Tolerance;

    /// <param name="quantity">What the number is.</param>
    /// <param name="actual">What came out.</param>
    /// <param name="expected">The golden number.</param>
    /// <param name="tolerance">The largest absolute difference that passes.</param>
    public void Absolute(string quantity, double actual, double expected, double tolerance) =>
        Add(quantity, Math.Abs(actual - expected), tolerance);

    /// <param name="quantity">What the number is.</param>
    /// <param name="actual">What came out.</param>
    /// <param name="expected">The golden number.</param>
    /// <param name="tolerance">The largest difference that passes, relative to <paramref name="expected"/>.</param>
    public void Relative(string quantity, double actual, double expected, double tolerance) =>
        Add(quantity + ", relative", Math.Abs(actual - expected) / Math.Max(Math.Abs(expected), double.Epsilon), tolerance);

    /// <summary>Records something that is wrong altogether.</summary>
    public void Fail(string problem) => Add(problem, double.PositiveInfinity, 0);

    private void Add(string quantity, double deviation, double tolerance)
    {
        Count++;
        var ratio = double.IsNaN(deviation) ? double.PositiveInfinity : deviation / Math.Max(tolerance, double.Epsilon);
        if (ratio > _worstRatio)
        {
            (_worstRatio, Quantity, Deviation, Tolerance) = (ratio, quantity, deviation, tolerance);
        }
    }
}
