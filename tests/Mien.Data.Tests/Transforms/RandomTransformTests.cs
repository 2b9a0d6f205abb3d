using Mien.Core;
using Mien.Data.Pipelines;
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
        var context = new TransformContext();

        var happened = 0;
        for (var index = 0; index < 10_000; index++)
        {
            var random = new RandomStream(1, "test", index: index);
            happened += ReferenceEquals(flip.Apply(Picture, ref random, context), Picture) ? 0 : 1;
            context.Pool.Reset();
        }

        // Binomial(10000, 0.3): deviation 46; five of them.
        Assert.InRange(happened, 2770, 3230);
    }

    [Fact]
    public void Always_apply_overrides_the_probability()
    {
        var random = new RandomStream(1, "test");

        Assert.NotSame(Picture, new HorizontalFlip { Probability = 0, AlwaysApply = true }.Apply(Picture, ref random, new TransformContext()));
    }

    [Fact]
    public void Nothing_is_done_with_probability_zero_and_the_draw_is_still_consumed()
    {
        var (random, untouched) = (new RandomStream(1, "test"), new RandomStream(1, "test"));

        Assert.Same(Picture, new HorizontalFlip { Probability = 0 }.Apply(Picture, ref random, new TransformContext()));

        untouched.NextDouble();
        Assert.Equal(untouched.NextUInt32(), random.NextUInt32());
    }

    // Every transform that there is, and settings that change which channels it treats alike.
    public static TheoryData<RandomTransform> Changes => [.. TransformCatalog.All.OfType<RandomTransform>().Concat(
    [
        new Affine { RotationRangeDegrees = ValueRange.Symmetric(15), FitOutput = true },
        new Equalize { ByChannels = false },
        new Equalize { Mode = "pil" },
        new GaussNoise { PerChannel = false },
        new MotionBlur { SizeRangePx = new(4, 5) }, // four pixels only: an even lower end gives even sizes
        new PixelDropout { DropValue = null },
        new Posterize { BitRanges = [new(1, 3), new(2, 4), new(5, 6)] },
        new RandomBrightnessContrast { BrightnessByMax = false },
        new Rotate { BorderMode = BorderMode.Constant, BorderValue = ChannelValues.One(90) },
        new Rotate { BorderMode = BorderMode.Constant, BorderValue = ChannelValues.Each(90, 90, 90), CropBorder = true },
    ]).Select(transform => transform with { Probability = 1 })];

    public static TheoryData<RandomTransform> AlikeChanges =>
        [.. Changes.Select(row => row.Data).Where(transform => transform.TreatsChannelsAlike)];

    // Not those where a list of numbers is drawn, bytes are encoded, the generator has a state of 624 words, or the size varies.
    public static TheoryData<RandomTransform> FrugalChanges => [.. Changes.Select(row => row.Data).Where(
        transform => transform is not (CoarseDropout or ColorJitter or ElasticTransform or GridDistortion or ImageCompression
            or Affine { FitOutput: true } or Rotate { CropBorder: true } or Perspective or RandomResizedCrop))];

    [Theory]
    [MemberData(nameof(Changes))]
    public void The_given_picture_is_never_written_to(RandomTransform transform)
    {
        var before = Picture.Pixels.ToArray();
        var random = new RandomStream(3, "test");

        transform.Apply(Picture, ref random, new TransformContext());

        Assert.Equal(before, Picture.Pixels);
    }

    [Theory]
    [MemberData(nameof(FrugalChanges))]
    public void Nothing_is_allocated_beyond_the_pictures_of_the_pool(RandomTransform transform)
    {
        var context = new TransformContext();
        long Allocated(int first, int count)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var index = first; index < first + count; index++)
            {
                var random = new RandomStream(3, "test", index: index);
                transform.Apply(Picture, ref random, context);
                context.Pool.Reset();
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Allocated(0, 30);
        Assert.Equal(0, Allocated(30, 30));
    }

    [Theory]
    [MemberData(nameof(AlikeChanges))]
    public void A_grey_picture_changes_alike_in_one_channel_and_in_three(RandomTransform transform)
    {
        var grey = PictureTree.Noise(seed: 2, 24, 20, 1);
        var (randomOne, randomThree) = (new RandomStream(3, "test"), new RandomStream(3, "test"));

        var one = transform.Apply(grey, ref randomOne, new TransformContext());
        var three = transform.Apply(Colour.ToRgb(grey), ref randomThree, new TransformContext());

        Assert.Equal(Colour.ToRgb(one).Pixels, three.Pixels);
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void Results_do_not_depend_on_what_the_pool_lent_before(RandomTransform transform)
    {
        var used = new TransformContext();
        used.Pool.RentLike(Picture).Pixels.AsSpan().Fill(77);
        used.Pool.Reset();
        var (first, second) = (new RandomStream(3, "test"), new RandomStream(3, "test"));

        Assert.Equal(transform.Apply(Picture, ref first, new TransformContext()).Pixels, transform.Apply(Picture, ref second, used).Pixels);
    }

    // With the lower right point a third of the way in, the horizon passes through the lower right corner of the picture.
    [Fact]
    public void A_result_that_would_fill_the_memory_is_refused()
    {
        var edgeOn = new PerspectiveDraw(0, 0, 0, 0, 0.33333, 0.33333, 0, 0);
        var error = Assert.Throws<MienException>(() => new Perspective { FitOutput = true }.Change(Picture, edgeOn, new ImagePool()));
        Assert.Contains("lower its ranges", error.Message, StringComparison.Ordinal);

        var enlarged = new AffineDraw(0, 10_000, 10_000, 0, 0, 0, 0);
        Assert.Throws<MienException>(() => new Affine { FitOutput = true }.Change(Picture, enlarged, new ImagePool()));
    }

    [Fact]
    public void A_chosen_transform_happens_whatever_its_probability_says()
    {
        var random = new RandomStream(1, "test");

        Assert.NotSame(Picture, new HorizontalFlip { Probability = 0 }.Apply(Picture, ref random, new TransformContext(), isForced: true));
    }

    [Fact]
    public void What_was_applied_is_noted_with_its_parameters_and_gives_the_same_picture_again()
    {
        var (transform, random) = (new Rotate { Probability = 1, RangeDegrees = ValueRange.Symmetric(20) }, new RandomStream(1, "test"));
        var context = new TransformContext { Applied = [] };

        var result = transform.Apply(Picture, ref random, context);
        new HorizontalFlip { Probability = 0 }.Apply(Picture, ref random, context);

        var noted = Assert.Single(context.Applied);
        Assert.Equal("Rotate", noted.Name);
        Assert.Equal(transform.Change(Picture, (RotateDraw)noted.Parameters!, new ImagePool()).Pixels, result.Pixels);
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
