using Mien.Core;
using Mien.Data.Pipelines;
using Mien.Imaging;

namespace Mien.Data.Transforms;

/// <summary>Raises the values of the picture, as fractions of 255, to a power and rounds down.</summary>
public sealed record RandomGamma : RandomTransform<RandomGammaDraw>
{
    /// <summary>A hundred times the power; default [80, 120] (<c>gamma_limit</c>).</summary>
    public ValueRange GammaRangePercent { get; init; } = new(80, 120);

    /// <summary>Has no effect in Albumentations 1.3 either; kept for saving (<c>eps</c>).</summary>
    internal Number? Epsilon { get; init; }

    /// <inheritdoc/>
    public override RandomGammaDraw Draw(ref RandomStream random, Image image) => new(GammaRangePercent.Draw(ref random) / 100);

    /// <inheritdoc/>
    public override Image Change(Image image, in RandomGammaDraw draw, ImagePool pool)
    {
        Span<byte> table = stackalloc byte[ValueTable.Levels];
        for (var value = 0; value < table.Length; value++)
        {
            // Not value / 255: the original steps by 1 / 255, and rounding down shows the last bit even for a power of 1.
            table[value] = (byte)(Math.Pow(value * (1.0 / 255), draw.Gamma) * 255);
        }

        return ValueTable.Apply(image, table, pool);
    }

    private protected override RandomTransform Bind(ParameterBinder binder) => this with
    {
        GammaRangePercent = binder.SymmetricRange("gamma_limit", GammaRangePercent, 0, 10_000),
        Epsilon = binder.Bind("eps", Epsilon, new OptionalFormat<Number>(new NumberFormat(0, 1))),
    };
}

/// <summary>What <see cref="RandomGamma"/> draws.</summary>
/// <param name="Gamma">The power.</param>
public readonly record struct RandomGammaDraw(double Gamma);
