using Mien.Core;
using Mien.Data.Pipelines;
using Mien.Imaging;

namespace Mien.Data.Transforms;

/// <summary>Makes a negative of the picture: every value v becomes 255 - v.</summary>
public sealed record InvertImg : RandomTransform<NoDraw>
{
    /// <inheritdoc/>
    public override NoDraw Draw(ref RandomStream random, Image image) => default;

    /// <inheritdoc/>
    public override Image Change(Image image, in NoDraw draw, ImagePool pool)
    {
        Span<byte> table = stackalloc byte[ValueTable.Levels];
        for (var value = 0; value < table.Length; value++)
        {
            table[value] = (byte)(255 - value);
        }

        return ValueTable.Apply(image, table, pool);
    }

    private protected override RandomTransform Bind(ParameterBinder binder) => this;
}
