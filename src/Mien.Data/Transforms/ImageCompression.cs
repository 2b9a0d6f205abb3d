using Mien.Core;
using Mien.Data.Pipelines;
using Mien.Imaging;

namespace Mien.Data.Transforms;

/// <summary>Leaves the traces of compressing the picture as JPEG or WebP.</summary>
public sealed record ImageCompression : RandomTransform<ImageCompressionDraw>
{
    /// <summary>Lowest quality, 0 to 100; default 99 (<c>quality_lower</c>).</summary>
    public int LowestQuality { get; init; } = 99;

    /// <summary>Highest quality, 0 to 100; default 100 (<c>quality_upper</c>).</summary>
    public int HighestQuality { get; init; } = 100;

    /// <summary>How it is compressed; default JPEG (<c>compression_type</c>).</summary>
    public CompressionType CompressionType { get; init; } = CompressionType.Jpeg;

    /// <inheritdoc/>
    public override bool TreatsChannelsAlike => false;

    /// <inheritdoc/>
    public override ImageCompressionDraw Draw(ref RandomStream random, Image image) =>
        new(LowestQuality + random.NextInt32(HighestQuality - LowestQuality + 1));

    /// <inheritdoc/>
    public override Image Change(Image image, in ImageCompressionDraw draw, ImagePool pool)
    {
        var result = pool.RentLike(image);
        var format = CompressionType == CompressionType.Jpeg ? ImageFormat.Jpeg : ImageFormat.Webp;
        ImageCodec.Recompress(image, format, Math.Max(1, draw.Quality), result); // JPEG takes 0 for 1
        return result;
    }

    private protected override RandomTransform Bind(ParameterBinder binder)
    {
        var bound = this with
        {
            LowestQuality = binder.Whole("quality_lower", LowestQuality, 0, 100),
            HighestQuality = binder.Whole("quality_upper", HighestQuality, 0, 100),
            CompressionType = binder.Code("compression_type", CompressionType, "jpeg", "webp"),
        };
        binder.Check("quality_lower", bound.LowestQuality <= bound.HighestQuality, "not to be above quality_upper");
        return bound;
    }
}

/// <summary>How <see cref="ImageCompression"/> compresses.</summary>
public enum CompressionType
{
    /// <summary>JPEG with half the resolution for colour.</summary>
    Jpeg,
    /// <summary>WebP, lossy.</summary>
    Webp,
}

/// <summary>What <see cref="ImageCompression"/> draws.</summary>
/// <param name="Quality">0 to 100.</param>
public readonly record struct ImageCompressionDraw(int Quality);
