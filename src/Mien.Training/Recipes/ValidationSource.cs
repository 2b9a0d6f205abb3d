using Mien.Core;

namespace Mien.Training;

/// <summary>Where validation pictures come from: a fraction of the training pictures or a folder of their own.</summary>
public sealed record ValidationSource
{
    private ValidationSource(double? fraction, string? folder) => (Fraction, Folder) = (fraction, folder);

    /// <summary>Part of the pictures of every class, in (0, 1); null when a folder is named.</summary>
    public double? Fraction { get; }

    /// <summary>A folder with one folder per class; null when a fraction is named.</summary>
    public string? Folder { get; }

    /// <summary>A fraction in (0, 1) of the pictures of every class.</summary>
    public static ValidationSource OfFraction(double fraction) => fraction is > 0 and < 1
        ? new(fraction, null)
        : throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "Expected a fraction above 0, below 1.");

    /// <summary>A folder with one folder of pictures per class.</summary>
    public static ValidationSource OfFolder(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return new(null, folder);
    }
}

internal sealed class ValidationFormat : ValueFormat
{
    public override string Expected => "a fraction above 0, below 1, or a folder";

    public override bool TryRead(ConfigNode node, out object? value, ICollection<ConfigProblem> problems)
    {
        value = null;
        if (node is not ScalarNode { IsNothing: false, Text: not "" } scalar)
        {
            return false;
        }

        if (NumberFormat.TryParseNumber(scalar, out var fraction))
        {
            value = fraction is > 0 and < 1 ? ValidationSource.OfFraction(fraction) : null;
            return value is not null;
        }

        value = ValidationSource.OfFolder(Path.GetFullPath(scalar.Text, scalar.Source.Folder));
        return true;
    }

    public override ConfigNode Write(object? value)
    {
        var source = (ValidationSource)value!;
        return source.Fraction is { } fraction ? NumberFormat.WriteNumber(fraction) : new ScalarNode(Word("").Source, source.Folder!, Quoted: true);
    }
}
