using System.Collections.Concurrent;
using Mien.Core;
using Mien.Data.Transforms;
using Mien.Imaging;

namespace Mien.Data.Tests;

[Collection(AloneCollection.Name)]
public sealed class DataLoaderTests : IDisposable
{
    private static readonly Preprocessing SixByFour = new() { WidthPx = 6, HeightPx = 4, Scaling = new("", [0.5f, 0.4f, 0.3f], [0.2f, 0.25f, 0.3f]) };

    private static readonly TransformPipeline Augment = new(
    [
        new HorizontalFlip(),
        new ShiftScaleRotate { Probability = 0.9 },
        new RandomBrightnessContrast { Probability = 0.9 },
    ]);

    private readonly PictureTree _tree = PictureTree.WithTwoClasses();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Samples_are_resized_normalised_and_labelled()
    {
        var dataset = FolderDataset.Read(_tree.Root);
        using var loader = new DataLoader(dataset, SixByFour, new LoaderOptions { BatchSize = 9 });

        var batch = Assert.Single(Copies(loader, epoch: 0));

        for (var row = 0; row < 9; row++)
        {
            var sample = dataset.Samples[batch.Indices[row]];
            var expected = new float[6 * 4 * 3];
            PixelTensor.ToInterleaved(ImageCodec.Read(dataset.PathOf(sample)), SixByFour, expected);
            Assert.Equal(expected, batch.Pixels.AsSpan(row * expected.Length, expected.Length));
            Assert.Equal(sample.Label, batch.Labels[row]);
        }
    }

    [Fact]
    public void A_picture_that_an_epoch_has_twice_is_varied_each_time()
    {
        var dataset = FolderDataset.Read(_tree.Root);
        using var loader = new DataLoader(dataset, SixByFour, new LoaderOptions { BatchSize = 9, Shuffle = true, ClassShares = [1, 0], Augment = Augment });

        var batch = Assert.Single(Copies(loader, epoch: 0));

        var rows = batch.Indices.Index().GroupBy(item => item.Item).First(group => group.Count() > 1).Select(item => item.Index).Take(2).ToArray();
        Assert.NotEqual(batch.Pixels[(rows[0] * 72)..((rows[0] + 1) * 72)], batch.Pixels[(rows[1] * 72)..((rows[1] + 1) * 72)]);
        Assert.All(batch.Labels, label => Assert.Equal(0, label));
    }

    [Theory]
    [InlineData(2, false, new[] { 2, 2, 2, 2, 1 })]
    [InlineData(2, true, new[] { 2, 2, 2, 2 })]
    [InlineData(3, false, new[] { 3, 3, 3 })]
    [InlineData(64, false, new[] { 9 })]
    public void An_epoch_has_full_batches_and_a_rest(int batchSize, bool dropLast, int[] expected)
    {
        using var loader = Loader(new() { BatchSize = batchSize, DropLast = dropLast });

        var batches = Copies(loader, epoch: 0);

        Assert.Equal(expected, batches.Select(batch => batch.Labels.Length));
        Assert.Equal(expected, batches.Select(batch => batch.Pixels.Length / 72));
        Assert.Equal(expected.Length, loader.BatchesPerEpoch);
        Assert.Equal(expected[^1], loader.LastBatchSize);
        Assert.Equal(expected.Sum(), loader.SamplesPerEpoch);
    }

    [Fact]
    public void Without_shuffling_the_order_is_that_of_the_dataset()
    {
        using var loader = Loader(new() { BatchSize = 4 });

        Assert.Equal(Enumerable.Range(0, 9), Order(loader, epoch: 3));
    }

    [Fact]
    public void Shuffling_visits_every_sample_once_in_an_order_of_seed_and_epoch()
    {
        using var loader = Loader(new() { BatchSize = 4, Shuffle = true, Seed = 7 });
        using var same = Loader(new() { BatchSize = 2, Shuffle = true, Seed = 7, Workers = 2 });
        using var other = Loader(new() { BatchSize = 4, Shuffle = true, Seed = 8 });

        Assert.Equal(Enumerable.Range(0, 9), Order(loader, epoch: 1).Order());
        Assert.Equal(Order(loader, epoch: 1), Order(same, epoch: 1));
        Assert.NotEqual(Order(loader, epoch: 1), Order(loader, epoch: 2));
        Assert.NotEqual(Order(loader, epoch: 1), Order(other, epoch: 1));
    }

    [Theory]
    [InlineData(1, 0L, 1)]
    [InlineData(3, 0L, 1)]
    [InlineData(8, null, 5)]
    [InlineData(2, 200L, 2)] // some pictures fit into the cache, others do not
    public void Pixels_do_not_depend_on_workers_cache_or_prefetch(int workers, long? cacheBytes, int prefetch)
    {
        var options = new LoaderOptions { BatchSize = 4, Shuffle = true, Seed = 3, Augment = Augment };
        using var reference = Loader(options with { Workers = 1 });
        using var loader = Loader(options with { Workers = workers, CacheBytes = cacheBytes, Prefetch = prefetch });

        for (var epoch = 0; epoch < 3; epoch++)
        {
            AssertEqual(Copies(reference, epoch), Copies(loader, epoch));
        }
    }

    [Fact]
    public void An_epoch_entered_in_the_middle_goes_on_as_the_whole_one_does()
    {
        var options = new LoaderOptions { BatchSize = 2, Shuffle = true, Seed = 3, Augment = Augment, Workers = 2 };
        using var whole = Loader(options);
        using var resumed = Loader(options);

        for (var firstBatch = 0; firstBatch <= 5; firstBatch++)
        {
            AssertEqual(Copies(whole, epoch: 4)[firstBatch..], Copies(resumed, epoch: 4, firstBatch));
        }
    }

    [Fact]
    public void Augmentation_differs_between_epochs_and_samples_and_repeats_with_the_seed()
    {
        var options = new LoaderOptions { BatchSize = 9, Augment = new TransformPipeline([new RandomBrightnessContrast { Probability = 1 }]) };
        using var loader = Loader(options);
        using var again = Loader(options);
        using var other = Loader(options with { Seed = 1 });

        var first = Copies(loader, epoch: 0)[0].Pixels;

        Assert.Equal(first, Copies(again, epoch: 0)[0].Pixels);
        Assert.NotEqual(first, Copies(loader, epoch: 1)[0].Pixels);
        Assert.NotEqual(first, Copies(other, epoch: 0)[0].Pixels);
    }

    [Fact]
    public void Grey_pictures_give_the_values_of_their_colour_copies_and_take_a_third_of_the_cache()
    {
        using var greyTree = PictureTree.WithTwoClasses(channels: 1);
        var dataset = FolderDataset.Read(greyTree.Root);
        using var loader = new DataLoader(dataset, SixByFour, new LoaderOptions { BatchSize = 9 });
        using var untouched = new DataLoader(dataset, SixByFour, new LoaderOptions { BatchSize = 9, Augment = new TransformPipeline([new NeedsThreeChannels()]) });

        AssertEqual(Copies(untouched, epoch: 0), Copies(loader, epoch: 0));
        Assert.Equal(9 * 6 * 4, loader.CachedBytes);
        Assert.Equal(9 * 6 * 4 * 3, untouched.CachedBytes);
    }

    [Fact]
    public void A_transform_that_needs_the_full_size_gets_it()
    {
        var seen = new RememberSize();
        using var loader = Loader(new() { BatchSize = 9, Augment = new TransformPipeline([seen]) });

        Copies(loader, epoch: 0);

        Assert.Equal((8, 6), seen.SizePx);
    }

    [Fact]
    public void The_cache_stays_within_its_limit()
    {
        using var loader = Loader(new() { BatchSize = 4, CacheBytes = 200 });

        Prepare(loader);

        Assert.Equal(2 * 6 * 4 * 3, loader.CachedBytes);
    }

    [Fact]
    public void Pictures_that_are_in_the_cache_are_not_read_again()
    {
        using var loader = Loader(new() { BatchSize = 9 });
        Prepare(loader);
        foreach (var file in Directory.GetFiles(_tree.Root, "*.png", SearchOption.AllDirectories))
        {
            File.Delete(file);
        }

        Assert.Single(Copies(loader, epoch: 0));
    }

    [Fact]
    public void Preparing_reports_progress_up_to_the_last_picture()
    {
        var reports = new List<int>();
        using var loader = Loader(new() { Workers = 1 });

        Prepare(loader, new Recorder(reports));

        Assert.Equal(9, reports[^1]);
    }

    [Fact]
    public void Preparing_names_every_unreadable_picture_at_once()
    {
        _tree.AddFile("happy/0.png", "no picture");
        _tree.AddFile("sad/5.png");
        using var loader = Loader(new() { Workers = 2 });

        var error = Assert.Throws<UnreadablePicturesException>(() => Prepare(loader));

        Assert.Equal([0, 5], error.Indices);
        Assert.StartsWith($"2 of 9 pictures in {_tree.Root} cannot be read:\n  happy/0.png: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("\n  sad/5.png: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_list_of_unreadable_pictures_is_cut_and_counted()
    {
        for (var number = 10; number < 35; number++)
        {
            _tree.AddFile($"happy/{number}.png");
        }

        using var loader = Loader(new());

        var error = Assert.Throws<UnreadablePicturesException>(() => Prepare(loader));

        Assert.StartsWith("25 of 34 pictures", error.Message, StringComparison.Ordinal);
        Assert.Contains("\n  and 5 more\n", error.Message, StringComparison.Ordinal);
        Assert.Equal(20, error.Message.Split("\n  happy/").Length - 1);
    }

    [Fact]
    public void An_unreadable_picture_ends_the_epoch_at_its_batch_and_is_named()
    {
        _tree.AddFile("sad/5.png", "no picture");
        using var loader = Loader(new() { BatchSize = 2, Workers = 3, Prefetch = 3 });
        var delivered = new List<int>();

        var error = Assert.Throws<UnreadablePicturesException>(() =>
        {
            foreach (var batch in loader.Epoch(0))
            {
                delivered.AddRange(batch.Indices);
            }
        });

        Assert.Equal([0, 1, 2, 3], delivered);
        Assert.Contains("sad/5.png", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_defect_in_a_transform_reaches_the_consumer_with_the_file_named()
    {
        using var loader = Loader(new() { BatchSize = 2, Augment = new TransformPipeline([new Defective()]) });

        var error = Assert.Throws<InvalidOperationException>(() => Copies(loader, epoch: 0));

        Assert.Contains(Path.Combine(_tree.Root, "happy/0.png"), error.Message, StringComparison.Ordinal);
        Assert.IsType<DivideByZeroException>(error.InnerException);
    }

    [Fact]
    public void Breaking_out_of_an_epoch_ends_its_threads()
    {
        var seen = new RememberThreads();
        using var loader = Loader(new() { BatchSize = 1, Workers = 4, Augment = new TransformPipeline([seen]) });

        for (var round = 0; round < 50; round++)
        {
            foreach (var batch in loader.Epoch(round))
            {
                break;
            }

            Assert.All(seen.Threads, thread => Assert.False(thread.IsAlive));
        }

        Assert.NotEmpty(seen.Threads);
    }

    [Fact]
    public async Task Disposing_wakes_a_consumer_that_waits()
    {
        using var entered = new ManualResetEventSlim();
        var loader = Loader(new() { BatchSize = 9, Workers = 1, Augment = new TransformPipeline([new Slow(entered)]) });
        var consumer = Task.Run(() => Copies(loader, epoch: 0), TestContext.Current.CancellationToken);
        entered.Wait(TestContext.Current.CancellationToken);

        loader.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => consumer);
        Assert.Throws<ObjectDisposedException>(() => loader.Epoch(0));
    }

    [Fact]
    public void Two_epochs_may_be_under_way_at_once()
    {
        using var loader = Loader(new() { BatchSize = 2, Workers = 2, Shuffle = true, Augment = Augment });
        var (expectedFirst, expectedSecond) = (Copies(loader, epoch: 0), Copies(loader, epoch: 1));
        List<BatchCopy> first = [], second = [];

        foreach (var (left, right) in loader.Epoch(0).Zip(loader.Epoch(1)))
        {
            first.Add(new(left));
            second.Add(new(right));
        }

        AssertEqual(expectedFirst, first);
        AssertEqual(expectedSecond, second);
    }

    [Fact]
    public void An_empty_dataset_and_one_smaller_than_a_full_batch_are_refused()
    {
        var dataset = FolderDataset.Read(_tree.Root);

        Assert.Contains("empty", Assert.Throws<MienException>(() => new DataLoader(dataset with { Samples = [] }, SixByFour)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "at least 10 pictures",
            Assert.Throws<MienException>(() => new DataLoader(dataset, SixByFour, new LoaderOptions { BatchSize = 10, DropLast = true })).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Options_and_positions_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Loader(new() { BatchSize = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Loader(new() { Workers = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Loader(new() { Prefetch = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Loader(new() { CacheBytes = -1 }));
        using var loader = Loader(new() { BatchSize = 4 });
        Assert.Throws<ArgumentOutOfRangeException>(() => loader.Epoch(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => loader.Epoch(0, 4));
        Assert.Empty(loader.Epoch(0, 3));
    }

    private DataLoader Loader(LoaderOptions options) => new(FolderDataset.Read(_tree.Root), SixByFour, options);

    private static void Prepare(DataLoader loader, IProgress<int>? progress = null) => loader.Prepare(progress, TestContext.Current.CancellationToken);

    private static List<BatchCopy> Copies(DataLoader loader, int epoch, int firstBatch = 0) =>
        [.. loader.Epoch(epoch, firstBatch).Select(batch => new BatchCopy(batch))];

    private static IEnumerable<int> Order(DataLoader loader, int epoch) => Copies(loader, epoch).SelectMany(batch => batch.Indices);

    private static void AssertEqual(IReadOnlyList<BatchCopy> expected, IReadOnlyList<BatchCopy> actual)
    {
        Assert.Equal(expected.Select(batch => batch.Number), actual.Select(batch => batch.Number));
        foreach (var (left, right) in expected.Zip(actual))
        {
            Assert.Equal(left.Indices, right.Indices);
            Assert.Equal(left.Labels, right.Labels);
            Assert.Equal(left.Pixels, right.Pixels);
        }
    }

    /// <summary>What a batch held when it was delivered; its own arrays are filled anew.</summary>
    private sealed class BatchCopy(Batch batch)
    {
        public int Number { get; } = batch.Number;

        public float[] Pixels { get; } = [.. batch.Pixels];

        public long[] Labels { get; } = [.. batch.Labels];

        public int[] Indices { get; } = [.. batch.Indices];
    }

    private sealed class Recorder(List<int> reports) : IProgress<int>
    {
        public void Report(int value) => reports.Add(value);
    }

    private sealed class NeedsThreeChannels : ITransform
    {
        public double Probability => 1;

        public bool TreatsChannelsAlike => false;

        public Image Apply(Image image, ref RandomStream random, TransformContext context, bool isForced = false)
        {
            Assert.Equal(3, image.Channels);
            return image;
        }
    }

    private sealed class RememberSize : ITransform
    {
        public bool NeedsFullSize => true;

        public double Probability => 1;

        public bool TreatsChannelsAlike => true;

        public (int Width, int Height) SizePx { get; private set; }

        public Image Apply(Image image, ref RandomStream random, TransformContext context, bool isForced = false)
        {
            SizePx = (image.Width, image.Height);
            return image;
        }
    }

    private sealed class RememberThreads : ITransform
    {
        public double Probability => 1;

        public bool TreatsChannelsAlike => true;

        public ConcurrentBag<Thread> Threads { get; } = [];

        public Image Apply(Image image, ref RandomStream random, TransformContext context, bool isForced = false)
        {
            Threads.Add(Thread.CurrentThread);
            return image;
        }
    }

    private sealed class Defective : ITransform
    {
        public double Probability => 1;

        public bool TreatsChannelsAlike => true;

        public Image Apply(Image image, ref RandomStream random, TransformContext context, bool isForced = false) => throw new DivideByZeroException();
    }

    // Nine samples take 1.8 s, far longer than it takes to stop after one of them.
    private sealed class Slow(ManualResetEventSlim entered) : ITransform
    {
        public double Probability => 1;

        public bool TreatsChannelsAlike => true;

        public Image Apply(Image image, ref RandomStream random, TransformContext context, bool isForced = false)
        {
            entered.Set();
            Thread.Sleep(200);
            return image;
        }
    }
}
