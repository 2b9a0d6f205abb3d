using System.Globalization;

namespace Mien.Data.Transforms;

/// <summary>
/// A number of a pipeline file. It remembers whether it was written as a whole number, as Albumentations' files do, so that
/// 10 is saved as <c>10</c> and 10.0 as <c>10.0</c>; otherwise it is used like a double, and equal values are equal.
/// </summary>
public readonly struct Number : IEquatable<Number>
{
    private readonly double _value;
    private readonly bool _hasPoint;

    private Number(double value, bool hasPoint) => (_value, _hasPoint) = (value, hasPoint);

    /// <summary>Whether it was written with a decimal point, which makes a size of Albumentations a fraction.</summary>
    internal bool HasPoint => _hasPoint;

    /// <summary>A number that is saved without a point.</summary>
    public static implicit operator Number(int value) => new(value, hasPoint: false);

    /// <summary>A number that is saved with a point, even if it is whole.</summary>
    public static implicit operator Number(double value) => new(value, hasPoint: true);

    /// <summary>The value.</summary>
    public static implicit operator double(Number number) => number._value;

    /// <summary>The negative, which is saved in the same way.</summary>
    public static Number operator -(Number number) => new(number._value == 0 ? 0 : -number._value, number._hasPoint);

    /// <summary>Whether the values are equal, in whatever way they were written.</summary>
    public static bool operator ==(Number left, Number right) => left.Equals(right);

    /// <summary>Whether the values differ.</summary>
    public static bool operator !=(Number left, Number right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(Number other) => _value.Equals(other._value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Number other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _value.GetHashCode();

    /// <summary>The number as Python writes it, which is how pipelines are saved.</summary>
    public override string ToString()
    {
        if (!_hasPoint)
        {
            return _value.ToString("0", CultureInfo.InvariantCulture);
        }

        // Both languages write the shortest digits that read back as the same number; YAML 1.1 wants a point before an exponent.
        var text = _value.ToString("R", CultureInfo.InvariantCulture).ToLowerInvariant();
        return text.Contains('.', StringComparison.Ordinal) ? text
            : text.Contains('e', StringComparison.Ordinal) ? text.Replace("e", ".0e", StringComparison.Ordinal)
            : text + ".0";
    }
}
