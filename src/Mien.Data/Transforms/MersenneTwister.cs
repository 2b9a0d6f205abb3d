namespace Mien.Data.Transforms;

/// <summary>MT19937 (Matsumoto and Nishimura 1998, ACM TOMACS 8(1)), seeded and read as numpy's RandomState does.</summary>
/// <remarks>For what must repeat Albumentations' numbers; everything else draws from <see cref="Core.RandomStream"/>.</remarks>
internal sealed class MersenneTwister
{
    private const int Size = 624;
    private const int Middle = 397;

    private readonly uint[] _state = new uint[Size];
    private int _next = Size;

    public MersenneTwister(uint seed)
    {
        _state[0] = seed;
        for (var index = 1; index < Size; index++)
        {
            _state[index] = (1812433253 * (_state[index - 1] ^ (_state[index - 1] >> 30))) + (uint)index;
        }
    }

    /// <summary>The next 32 random bits.</summary>
    public uint NextUInt32()
    {
        if (_next == Size)
        {
            Twist();
        }

        var word = _state[_next++];
        word ^= word >> 11;
        word ^= (word << 7) & 0x9D2C5680;
        word ^= (word << 15) & 0xEFC60000;
        return word ^ (word >> 18);
    }

    /// <summary>A number in [0, 1) with 53 random bits.</summary>
    public double NextDouble()
    {
        var (high, low) = (NextUInt32() >> 5, NextUInt32() >> 6);
        return ((high * 67108864.0) + low) / 9007199254740992.0;
    }

    private void Twist()
    {
        for (var index = 0; index < Size; index++)
        {
            var bits = (_state[index] & 0x80000000) | (_state[(index + 1) % Size] & 0x7FFFFFFF);
            _state[index] = _state[(index + Middle) % Size] ^ (bits >> 1) ^ ((bits & 1) * 0x9908B0DF);
        }

        _next = 0;
    }
}
