using System.Collections.Immutable;

namespace Mien.Data.Transforms;

/// <summary>One number, or a list with one for each channel: a colour, a mean.</summary>
/// <remarks>What one number means for a picture with three channels differs from transform to transform, so the two are kept apart.</remarks>
public sealed class ChannelValues : IEquatable<ChannelValues>
{
    private ChannelValues(ImmutableArray<Number> values, bool isList) => (Values, IsList) = (values, isList);

    /// <summary>The numbers, at least one.</summary>
    public ImmutableArray<Number> Values { get; }

    /// <summary>Whether it is a list, which may hold a single number.</summary>
    public bool IsList { get; }

    /// <summary>One number.</summary>
    public static ChannelValues One(Number value) => new([value], isList: false);

    /// <summary>A number for each channel.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static ChannelValues Each(params ReadOnlySpan<Number> values) =>
        values.IsEmpty ? throw new ArgumentException("Expected at least one number.", nameof(values)) : new([.. values], isList: true);

    /// <inheritdoc/>
    public bool Equals(ChannelValues? other) => other is not null && IsList == other.IsList && Values.SequenceEqual(other.Values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ChannelValues);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(IsList, Values.Length, Values[0]);

    /// <inheritdoc/>
    public override string ToString() => IsList ? $"[{string.Join(", ", Values)}]" : Values[0].ToString();
}
