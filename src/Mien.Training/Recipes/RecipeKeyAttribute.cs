namespace Mien.Training;

/// <summary>
/// Makes a property a key of recipes. This, the property's type, its initial value and its summary are the only place that
/// states a key: reader, writer, messages and the reference in docs are all made from them.
/// </summary>
/// <param name="name">The key as written in YAML, one level of it: <c>lr</c>.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class RecipeKeyAttribute(string name) : Attribute
{
    /// <summary>The key as written in YAML.</summary>
    public string Name { get; } = name;

    /// <summary>Smallest number allowed.</summary>
    public double AtLeast { get; init; } = double.NegativeInfinity;

    /// <summary>Largest number allowed.</summary>
    public double AtMost { get; init; } = double.PositiveInfinity;

    /// <summary>The number must be greater than this.</summary>
    public double Above { get; init; } = double.NegativeInfinity;

    /// <summary>The number must be smaller than this.</summary>
    public double Below { get; init; } = double.PositiveInfinity;

    /// <summary>The word that stands for null where the property may be null, such as <c>auto</c> or <c>none</c>.</summary>
    public string? NullWord { get; init; }

    /// <summary>The text is a path; a relative one starts from the folder of the recipe file, or from the current folder when given as an option.</summary>
    public bool IsPath { get; init; }

    /// <summary>The only values of the section's <c>name</c> that take this key, separated by spaces; null for all.</summary>
    public string? OnlyFor { get; init; }

    /// <summary>False when the value cannot change what is learned, so that a resumed run may have another one.</summary>
    public bool AffectsResult { get; init; } = true;
}
