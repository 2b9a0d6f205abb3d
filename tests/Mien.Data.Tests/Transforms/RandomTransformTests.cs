using Mien.Core;
using Mien.Data.Transforms;
using Mien.Imaging;

namespace Mien.Data.Tests.Transforms;

public sealed class RandomTransformTests
{
    private static readonly Image Picture = PictureTree.Noise(seed: 1, 24, 20, 3);

    [Fact]
    public void A_transform_happens_as_often_as_its_probability_says()
    {
        var flip = new HorizontalFlip { Probability = 0.3 };
        var pool = new ImagePool();

        var happened = 0;
        for (var index = 0; index < 10_000; index++)
        {
            var random = new RandomStream(1, "test", index: index);
            happened += ReferenceEquals(flip.Apply(Picture, ref random, pool), Picture) ? 0 : 1;
            pool.Reset();
        }

        // Binomial(10000, 0.3): deviation 46; five of them.
        Assert.InRange(happened, 2770, 3230);
    }

    [Fact]
    public void Always_apply_overrides_the_probability()
    {
        var random = new RandomStream(1, "test");

        Assert.NotSame(Picture, new HorizontalFlip { Probability = 0, AlwaysApply = true }.Apply(Picture, ref random, new ImagePool()));
    }

    [Fact]
    public void Nothing_is_done_with_probability_zero_and_the_draw_is_still_consumed()
    {
        var (random, untouched) = (new RandomStream(1, "test"), new RandomStream(1, "test"));

        Assert.Same(Picture, new HorizontalFlip { Probability = 0 }.Apply(Picture, ref random, new ImagePool()));

        untouched.NextDouble();
        Assert.Equal(untouched.NextUInt32(), random.NextUInt32());
    }

    public static TheoryData<RandomTransform> Changes => [.. new RandomTransform[]
    {
        new HorizontalFlip { Probability = 1 },
        new Rotate { Probability = 1 },
        new ShiftScaleRotate { Probability = 1 },
        new Affine { Probability = 1, RotationRangeDegrees = ValueRange.Symmetric(15) },
        new RandomBrightnessContrast { Probability = 1 },
        new RandomBrightnessContrast { Probability = 1, BrightnessByMax = false },
    }];

    [Theory]
    [MemberData(nameof(Changes))]
    public void The_given_picture_is_never_written_to(RandomTransform transform)
    {
        var before = Picture.Pixels.ToArray();
        var random = new RandomStream(3, "test");

        var result = transform.Apply(Picture, ref random, new ImagePool());

        Assert.NotSame(Picture, result);
        Assert.NotEqual(before, result.Pixels);
        Assert.Equal(before, Picture.Pixels);
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_grey_picture_changes_alike_in_one_channel_and_in_three(RandomTransform transform)
    {
        var grey = PictureTree.Noise(seed: 2, 24, 20, 1);
        var (randomOne, randomThree) = (new RandomStream(3, "test"), new RandomStream(3, "test"));

        var one = transform.Apply(grey, ref randomOne, new ImagePool());
        var three = transform.Apply(Colour.ToRgb(grey), ref randomThree, new ImagePool());

        Assert.Equal(Colour.ToRgb(one).Pixels, three.Pixels);
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void Results_do_not_depend_on_what_the_pool_lent_before(RandomTransform transform)
    {
        var pool = new ImagePool();
        pool.RentLike(Picture).Pixels.AsSpan().Fill(77);
        pool.Reset();
        var (first, second) = (new RandomStream(3, "test"), new RandomStream(3, "test"));

        Assert.Equal(transform.Apply(Picture, ref first, new ImagePool()).Pixels, transform.Apply(Picture, ref second, pool).Pixels);
    }

    [Fact]
    public void Draws_stay_inside_their_range_and_reach_both_ends()
    {
        var random = new RandomStream(1, "test");
        var draws = Enumerable.Range(0, 2000).Select(_ => new ValueRange(-15, 15).Draw(ref random)).ToArray();
        var whole = Enumerable.Range(0, 2000).Select(_ => new ValueRange(-6, 6).DrawWhole(ref random)).ToArray();

        // 2000 uniform draws leave the outer hundredth of the range empty once in 10^8 tries.
        Assert.InRange(draws.Min(), -15, -14.7);
        Assert.InRange(draws.Max(), 14.7, 15);
        Assert.Equal(Enumerable.Range(-6, 13), whole.Distinct().Order());
    }
}
