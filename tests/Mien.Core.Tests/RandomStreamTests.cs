namespace Mien.Core.Tests;

public sealed class RandomStreamTests
{
    // Known-answer vectors of the Random123 distribution (kat_vectors, philox4x32 10 rounds).
    [Theory]
    [InlineData(0u, 0u, 0u, 0u, 0u, 0u, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xa4093822u, 0x299f31d0u, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void Philox_agrees_with_the_published_vectors(
        uint c0, uint c1, uint c2, uint c3, uint k0, uint k1, uint r0, uint r1, uint r2, uint r3)
    {
        uint[] counter = [c0, c1, c2, c3];
        Philox.Block(counter, k0, k1);
        Assert.Equal([r0, r1, r2, r3], counter);
    }

    [Fact]
    public void The_same_name_gives_the_same_numbers_and_another_name_gives_others()
    {
        Assert.Equal(Draw(new RandomStream(7, "shuffle", 3, 11)), Draw(new RandomStream(7, "shuffle", 3, 11)));
        Assert.NotEqual(Draw(new RandomStream(7, "shuffle", 3, 11)), Draw(new RandomStream(8, "shuffle", 3, 11)));
        Assert.NotEqual(Draw(new RandomStream(7, "shuffle", 3, 11)), Draw(new RandomStream(7, "augment", 3, 11)));
        Assert.NotEqual(Draw(new RandomStream(7, "shuffle", 3, 11)), Draw(new RandomStream(7, "shuffle", 4, 11)));
        Assert.NotEqual(Draw(new RandomStream(7, "shuffle", 3, 11)), Draw(new RandomStream(7, "shuffle", 3, 12)));
    }

    [Theory]
    [InlineData(0, 64)]
    [InlineData(1, 37)]
    [InlineData(3, 2)]
    [InlineData(5, 1001)]
    public void Filling_memory_gives_the_words_that_single_draws_give(int drawnBefore, int count)
    {
        var (filling, single) = (new RandomStream(9, "test", 3, -1), new RandomStream(9, "test", 3, -1));
        for (var draw = 0; draw < drawnBefore; draw++)
        {
            Assert.Equal(single.NextUInt32(), filling.NextUInt32());
        }

        var words = new uint[count];
        filling.Fill(words);

        Assert.All(words, word => Assert.Equal(single.NextUInt32(), word));
        Assert.Equal(single.NextUInt32(), filling.NextUInt32());
    }

    [Fact]
    public void Whole_numbers_cover_their_range_evenly()
    {
        var random = new RandomStream(1, "test");
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++)
        {
            counts[random.NextInt32(7)]++;
        }

        // 10,000 each; the standard deviation of a count is 93, so 5 of them are allowed.
        Assert.All(counts, count => Assert.InRange(count, 9_535, 10_465));
    }

    [Fact]
    public void Gaussian_draws_have_mean_0_and_deviation_1()
    {
        var random = new RandomStream(1, "test");
        var draws = Enumerable.Range(0, 100_000).Select(_ => random.NextGaussian()).ToArray();
        Assert.Equal(0, draws.Average(), 0.02);
        Assert.Equal(1, Math.Sqrt(draws.Average(x => x * x)), 0.02);
    }

    [Fact]
    public void Shuffling_keeps_every_item()
    {
        var items = Enumerable.Range(0, 100).ToArray();
        var random = new RandomStream(5, "test");
        random.Shuffle(items.AsSpan());
        Assert.NotEqual(Enumerable.Range(0, 100), items);
        Assert.Equal(Enumerable.Range(0, 100), items.Order());
    }

    private static uint[] Draw(RandomStream random) => [random.NextUInt32(), random.NextUInt32(), random.NextUInt32(), random.NextUInt32(), random.NextUInt32()];
}
