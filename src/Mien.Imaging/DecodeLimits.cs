namespace Mien.Imaging;

/// <summary>What a picture may cost. Checked against the file's size and its header before any memory for pixels is taken.</summary>
public sealed record DecodeLimits
{
    /// <summary>Largest file in bytes. The default is 64 MiB.</summary>
    public long MaxBytes { get; init; } = 64L << 20;

    /// <summary>Largest number of pixels, width times height. The default is 100 million, which is 300 MB decoded.</summary>
    public long MaxPixels { get; init; } = 100_000_000;

    /// <summary>The default limits.</summary>
    public static DecodeLimits Default { get; } = new();
}
