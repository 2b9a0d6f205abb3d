using Mien.Core;

namespace Mien.Data.Transforms;

/// <summary>The sizes of blur kernels.</summary>
internal static class KernelSizes
{
    /// <summary>low, low + 2 and so on up to high, each equally likely; an even low gives even sizes only, as in Albumentations.</summary>
    public static int DrawEverySecond(ValueRange limit, ref RandomStream random)
    {
        var (low, high) = ((int)limit.Low, (int)limit.High);
        return low + (2 * random.NextInt32(((high - low) / 2) + 1));
    }

    public static bool IsOdd(Number size) => (int)size % 2 == 1;
}
