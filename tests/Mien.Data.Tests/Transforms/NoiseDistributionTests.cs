using Mien.Data.Tests.Transforms.Golden;
using Mien.Data.Transforms;
using Mien.Imaging;
using static Mien.Data.Tests.Transforms.Goodness;

namespace Mien.Data.Tests.Transforms;

/// <summary>What is random about single pixels.</summary>
public sealed class NoiseDistributionTests
{
    private static readonly Image Grey = new(96, 96, 3, [.. Enumerable.Repeat((byte)128, 96 * 96 * 3)]);

    [Theory]
    [InlineData(10, 0)]
    [InlineData(50, 0)]
    [InlineData(0.2, 1.5)]
    public void Noise_is_normal_and_rounded_down(double variance, double mean)
    {
        var transform = new GaussNoise { Mean = mean };
        var sigma = Math.Sqrt(variance);
        var values = Enumerable.Range(0, 20).SelectMany(seed => transform.Change(Grey, new(sigma, (ulong)seed), new ImagePool()).Pixels).Select(value => value - 128);

        // The tails together, so that dozens of values are expected in each cell.
        double Below(int edge) => NormalDistribution.Cumulative((edge - mean) / sigma);
        var (low, high) = (Enumerable.Range(-60, 120).First(edge => Below(edge) > 1e-4), Enumerable.Range(0, 60).Last(edge => 1 - Below(edge) > 1e-4));
        var cells = Enumerable.Range(low, high - low).ToDictionary(cell => cell, cell => Below(cell + 1) - Below(cell));
        (cells[low - 1], cells[high]) = (Below(low), 1 - Below(high));
        AssertShares(values.Select(value => Math.Clamp(value, low - 1, high)), cells);
    }

    [Fact]
    public void Without_variance_the_noise_is_its_mean()
    {
        Assert.All(new GaussNoise { Mean = 3 }.Change(Grey, new(0, 1), new ImagePool()).Pixels, value => Assert.Equal(131, value));
        Assert.All(new GaussNoise { Mean = -0.5 }.Change(Grey, new(0, 1), new ImagePool()).Pixels, value => Assert.Equal(127, value));
    }

    [Fact]
    public void Strong_noise_is_clipped_at_both_ends()
    {
        var pixels = new GaussNoise().Change(Grey, new(255, 1), new ImagePool()).Pixels;
        AssertBinomial(pixels.Count(value => value == 0), pixels.Length, NormalDistribution.Cumulative(-127.0 / 255));
        AssertBinomial(pixels.Count(value => value == 255), pixels.Length, NormalDistribution.Cumulative(-127.0 / 255));
    }

    [Fact]
    public void Channels_share_their_noise_only_when_asked_to()
    {
        var shared = new GaussNoise { PerChannel = false }.Change(Grey, new(5, 1), new ImagePool()).Pixels.Chunk(3);
        Assert.All(shared, pixel => Assert.Single(pixel.Distinct()));
        AssertShares(shared.Select(pixel => pixel[0] >= 128), new Dictionary<bool, double> { [true] = 0.5, [false] = 0.5 });

        var own = new GaussNoise().Change(Grey, new(5, 1), new ImagePool()).Pixels.Chunk(3).ToArray();
        AssertBinomial(own.Count(pixel => (pixel[0] >= 128) == (pixel[1] >= 128)), own.Length, 0.5);
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.3)]
    [InlineData(1)]
    public void The_number_of_dropped_pixels_is_binomial(double probability)
    {
        var transform = new PixelDropout { DropProbability = probability };
        var counts = Enumerable.Range(0, 1000).Select(seed =>
        {
            var pixels = transform.Change(Grey, new(default, (ulong)seed), new ImagePool()).Pixels.Chunk(3).ToArray();
            Assert.All(pixels.Take(100), pixel => Assert.Single(pixel.Distinct()));
            return pixels.Count(pixel => pixel[0] == 0);
        }).ToArray();

        var (tries, variance) = (96 * 96, 96 * 96 * probability * (1 - probability));
        Assert.InRange(counts.Average(), (tries * probability) - (5 * Math.Sqrt(variance / counts.Length)), (tries * probability) + (5 * Math.Sqrt(variance / counts.Length)));

        // The variance of 1000 counts scatters by about sqrt(2 / 1000) = 4.5 %; five of them.
        Assert.InRange(counts.Sum(count => Math.Pow(count - (tries * probability), 2)) / counts.Length, 0.77 * variance, 1.23 * variance);
    }

    [Fact]
    public void Dropped_pixels_lie_anywhere()
    {
        var transform = new PixelDropout { DropProbability = 0.01 };
        var places = Enumerable.Range(0, 1000).SelectMany(seed => transform.Change(Grey, new(default, (ulong)seed), new ImagePool()).Pixels.Chunk(3).Index())
            .Where(pixel => pixel.Item[0] == 0).Select(pixel => pixel.Index).ToArray();
        AssertUniform(places.Select(place => place / 96), 0, 95);
        AssertUniform(places.Select(place => place % 96), 0, 95);
        AssertBinomial(places.Count(place => place == 0), 1000, 0.01);
        AssertBinomial(places.Count(place => place == (96 * 96) - 1), 1000, 0.01);
    }

    [Fact]
    public void Per_channel_single_values_are_dropped_and_get_the_colour_of_their_channel()
    {
        var transform = new PixelDropout { DropProbability = 0.1, PerChannel = true };
        var pixels = transform.Change(Grey, new(new(1, 2, 3), 1), new ImagePool()).Pixels;
        AssertBinomial(pixels.Count(value => value != 128), pixels.Length, 0.1);
        Assert.All(pixels.Index().Where(value => value.Item != 128), value => Assert.Equal((value.Index % 3) + 1, value.Item));
    }

    [Fact]
    public void The_mersenne_twister_gives_the_numbers_of_its_authors_and_of_numpy()
    {
        // The first and the ten thousandth output for the seed 5489, as the C++ standard demands of mt19937.
        var twister = new MersenneTwister(5489);
        var words = Enumerable.Range(0, 10_000).Select(_ => twister.NextUInt32()).ToArray();
        Assert.Equal((3499211612, 4123659995), (words[0], words[^1]));

        var golden = GoldenFiles.Manifest.GetProperty("cases").EnumerateArray().Single(call => call.GetProperty("name").GetString() == "ElasticTransform_0__gray48");
        var call = GoldenCall.From(golden);
        var random = new MersenneTwister((uint)call.Whole("random_state"));
        Assert.All(call.Drawn("affine_uniform_3x2"), value => Assert.Equal(value, -3 + (6 * random.NextDouble())));
        Assert.All(call.Drawn("rand_dx"), value => Assert.Equal(value, random.NextDouble()));
        Assert.All(call.Drawn("rand_dy"), value => Assert.Equal(value, random.NextDouble()));
    }

    [Fact]
    public void The_normal_distribution_is_that_of_the_tables()
    {
        Assert.Equal(0.5, NormalDistribution.Cumulative(0));
        Assert.Equal(0.975, NormalDistribution.Cumulative(1.959963984540054), precision: 14);
        Assert.Equal(9.865876450376946e-10, NormalDistribution.Cumulative(-6), precision: 15);
        Assert.Equal((0.0, 1.0), (NormalDistribution.Cumulative(-40), NormalDistribution.Cumulative(40)));
    }
}
