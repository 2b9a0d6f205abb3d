namespace Mien.Torch.Tests;

/// <summary>The reproducible numbers that golden files are made of: u(k, i), symmetric uniform in [-1, 1), exact in float32.</summary>
internal static class HashUniform
{
    internal static double At(uint k, uint i)
    {
        var hash = Mix(Mix(i + 0x9E3779B9) ^ Mix(k + 0x7F4A7C15));
        return ((int)(hash >> 8) - 8388608) * Math.Pow(2, -23);
    }

    private static uint Mix(uint h)
    {
        h ^= h >> 16;
        h *= 0x85EBCA6B;
        h ^= h >> 13;
        h *= 0xC2B2AE35;
        return h ^ (h >> 16);
    }
}
