using Mien.Core;
using Mien.Data.Pipelines;
using Mien.Imaging;

namespace Mien.Data.Transforms;

/// <summary>Evens out the contrast tile by tile, of a colour picture in its lightness only (contrast limited adaptive histogram equalisation).</summary>
public sealed record CLAHE : RandomTransform<CLAHEDraw>
{
    /// <summary>How steep the contrast may become; default [1, 4], a number n means [1, n] (<c>clip_limit</c>).</summary>
    public ValueRange ClipRange { get; init; } = new(1, 4.0);

    /// <summary>Tiles side by side and above one another; default 8 and 8 (<c>tile_grid_size</c>).</summary>
    public (int Across, int Down) TileCounts { get; init; } = (8, 8);

    /// <inheritdoc/>
    public override bool TreatsChannelsAlike => false;

    /// <inheritdoc/>
    public override CLAHEDraw Draw(ref RandomStream random, Image image) => new(ClipRange.Draw(ref random));

    /// <inheritdoc/>
    public override Image Change(Image image, in CLAHEDraw draw, ImagePool pool)
    {
        var result = pool.RentLike(image);
        Colour.Clahe(image, draw.ClipLimit, TileCounts.Across, TileCounts.Down, result);
        return result;
    }

    private protected override RandomTransform Bind(ParameterBinder binder)
    {
        var tiles = binder.Bind("tile_grid_size", new ValueRange(TileCounts.Across, TileCounts.Down), new PairFormat(1, 256, isWhole: true, isOrdered: false));
        return this with
        {
            ClipRange = binder.RangeFrom("clip_limit", 1, ClipRange, 0.01, 1000),
            TileCounts = ((int)tiles.Low, (int)tiles.High),
        };
    }
}

/// <summary>What <see cref="CLAHE"/> draws.</summary>
/// <param name="ClipLimit">How many times the mean a bin of a tile's histogram may hold.</param>
public readonly record struct CLAHEDraw(double ClipLimit);
