using Mien.Torch;

namespace Mien.Models;

/// <summary>None: the net gives its features, (N, F) whatever the number of classes. Keras' <c>include_top=False</c>.</summary>
public sealed record NoHead : HeadDesign
{
    /// <inheritdoc/>
    public override string Name => "none";

    /// <inheritdoc/>
    public override Module Build(int featureCount, int outputCount) => new Identity();
}
