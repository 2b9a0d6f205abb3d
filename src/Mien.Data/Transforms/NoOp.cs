using Mien.Core;
using Mien.Data.Pipelines;
using Mien.Imaging;

namespace Mien.Data.Transforms;

/// <summary>Changes nothing: inside a container that chooses, the chance that the picture stays as it is.</summary>
public sealed record NoOp : RandomTransform<NoDraw>
{
    /// <inheritdoc/>
    public override NoDraw Draw(ref RandomStream random, Image image) => default;

    /// <inheritdoc/>
    public override Image Change(Image image, in NoDraw draw, ImagePool pool) => image;

    private protected override RandomTransform Bind(ParameterBinder binder) => this;
}
