using Mien.Core;

namespace Mien.Data.Synthetic;

/// <summary>What a generated dataset is made of.</summary>
public sealed record SyntheticOptions
{
    /// <summary>Number of pictures, train and test together; at least 1. Classes differ by at most one picture in each of the two.</summary>
    public int Count { get; init; } = 2000;

    /// <summary>Width and height in pixels, 16 to 1024.</summary>
    public int SizePx { get; init; } = 96;

    /// <summary>8 for all expressions, 7 to leave out contempt.</summary>
    public int ClassCount { get; init; } = 8;

    /// <summary>Equal seeds give equal datasets.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>One grey channel in place of RGB.</summary>
    public bool Grey { get; init; }

    /// <summary>How many pictures are made of each person; at least 1.</summary>
    public int PicturesPerIdentity { get; init; } = 10;

    /// <summary>Fraction of the people whose pictures go to test/, in [0, 1); nobody is in both.</summary>
    public double TestFraction { get; init; }

    /// <summary>
    /// Number of the first person, 0 or more. Datasets of one seed whose ranges of people do not overlap share neither people nor circumstances.
    /// </summary>
    public int FirstIdentity { get; init; }

    /// <summary>Threads that draw; 0 for one per processor. The bytes do not depend on it.</summary>
    public int Workers { get; init; }

    /// <summary>Number of people.</summary>
    public int IdentityCount => (int)(((long)Count + PicturesPerIdentity - 1) / PicturesPerIdentity);

    /// <summary>Number of the people, the last ones, that go to test/.</summary>
    public int TestIdentityCount => (int)Math.Floor((TestFraction * IdentityCount) + 0.5);

    internal void Check()
    {
        SyntheticFaces.CheckSize(SizePx);
        _ = SyntheticFaces.ClassNames(ClassCount);
        Require(Count is >= 1 and <= 1_000_000, $"a count from 1 to 1000000 but got {Count}");
        Require(PicturesPerIdentity >= 1, $"at least 1 picture per identity but got {PicturesPerIdentity}");
        Require(TestFraction is >= 0 and < 1, $"a test fraction of at least 0 and below 1 but got {TestFraction}");
        Require(FirstIdentity is >= 0 and <= 1_000_000_000, $"a first identity from 0 to 1000000000 but got {FirstIdentity}");
        Require(Workers >= 0, $"0 workers (one per processor) or more but got {Workers}");
        Require(TestFraction == 0 || TestIdentityCount is var test && test > 0 && test < IdentityCount,
            $"a test fraction that leaves people in both train and test but got {TestFraction} of {IdentityCount}; raise the count, or lower the pictures per identity");
    }

    private static void Require(bool holds, string expectation)
    {
        if (!holds)
        {
            throw new ConfigException($"Expected {expectation} for generated faces.");
        }
    }
}
