using Mien.Core;
using Mien.Data;
using Mien.Torch;

namespace Mien.Training.Tests;

public sealed class BatchMixTests : IDisposable
{
    private readonly TensorScope _scope = TensorScope.Begin();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Nothing_is_mixed_unless_asked_for()
    {
        Assert.Null(Draw(new(), 1));
        Assert.Null(Draw(new() { MixupAlpha = 1, Probability = 0 }, 1));
        var drawn = Enumerable.Range(0, 1000).Count(batch => Draw(new() { MixupAlpha = 1, Probability = 0.25 }, batch) is not null);
        Assert.InRange(drawn, 180, 320); // 5 deviations around 250
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(1.0)]
    [InlineData(4.0)]
    public void Shares_have_the_moments_of_their_distribution(double alpha)
    {
        var shares = Enumerable.Range(0, 4000).Select(batch => Draw(new() { MixupAlpha = alpha }, batch)!.Share).ToArray();
        var variance = 1 / (4 * ((2 * alpha) + 1)); // of Beta(alpha, alpha)
        Assert.Equal(0.5, shares.Average(), 5 * Math.Sqrt(variance / shares.Length));
        Assert.Equal(variance, shares.Average(share => (share - 0.5) * (share - 0.5)), 0.1 * variance);
    }

    [Fact]
    public void Pictures_labels_and_affect_are_mixed_with_the_same_partner_and_share()
    {
        var mix = Draw(new() { MixupAlpha = 1 }, 3)!;
        var batch = new Batch(4, 1, hasAffect: true);
        for (var row = 0; row < 4; row++)
        {
            (batch.Labels[row], batch.Valence[row], batch.Arousal[row]) = (row == 3 ? Sample.NoLabel : row, row / 4f, row == 0 ? float.NaN : 0.5f);
        }

        var targets = BatchTargets.Of(batch, classCount: 3, mix: mix);
        var pixels = mix.Mix(Tensor.From([0f, 0.25f, 0.5f, 0.75f], 4, 1, 1, 1)).ToArray<float>();

        Assert.All(pixels.Zip(targets.Valence!.Values.ToArray<float>()), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
        var wanted = targets.Distribution!.ToArray<float>();
        Assert.Equal(3, wanted.Sum(), 1e-6); // one of four has no class
        Assert.Equal([1.0, 1.0, 1.0], targets.ClassShares.Select(share => Math.Round(share, 6)));
        Assert.Equal(4 - targets.Arousal!.Values.Count, wanted.Chunk(3).Count(row => row[0] > 0)); // unknown where the sample without arousal, of class 0, has a part
    }

    [Fact]
    public void A_box_of_the_partner_replaces_as_much_of_the_picture_as_of_the_label()
    {
        for (var number = 0; number < 50; number++)
        {
            var mix = Draw(new() { CutMixAlpha = 1 }, number)!;
            var pixels = Tensor.From([.. Enumerable.Range(0, 4).SelectMany(row => Enumerable.Repeat((float)row, 8 * 6))], 4, 1, 8, 6);
            var mixed = mix.Mix(pixels).ToArray<float>().Chunk(8 * 6).ToArray();
            for (var row = 0; row < 4; row++)
            {
                var own = mixed[row].Count(value => value == row) / 48.0;
                Assert.True(own == 1 || Math.Abs(own - mix.Share) < 1e-6); // 1 where a picture is its own partner
            }
        }
    }

    [Fact]
    public void Equal_positions_mix_alike() =>
        Assert.Equal(Draw(new() { MixupAlpha = 0.3, CutMixAlpha = 1 }, 9)!.Share, Draw(new() { MixupAlpha = 0.3, CutMixAlpha = 1 }, 9)!.Share);

    private static BatchMix? Draw(MixRecipe recipe, int batch) => BatchMix.Draw(recipe, 4, 8, 6, new RandomStream(1, "mix", 1, batch));
}
