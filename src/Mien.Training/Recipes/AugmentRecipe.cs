using Mien.Core;

namespace Mien.Training;

/// <summary>How training pictures are varied.</summary>
public sealed record AugmentRecipe
{
    /// <summary>Placeholder until transforms are at hand.</summary>
    public static AugmentRecipe Default { get; } = new();
}

internal sealed class AugmentFormat : ValueFormat
{
    public override string Expected => "a list of transforms or a file";
    public override bool TryRead(ConfigNode node, out object? value, out string? problem) { problem = null; value = AugmentRecipe.Default; return true; }
    public override ConfigNode Write(object? value) => List([]);
}
