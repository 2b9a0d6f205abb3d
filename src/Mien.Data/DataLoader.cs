using Mien.Core;
using Mien.Data.Loading;

namespace Mien.Data;

/// <summary>
/// Goes through a dataset batch by batch: threads of its own decode, augment and normalise ahead of the consumer. What it
/// yields depends on dataset, options, seed and epoch alone, not on the number of workers, on what was loaded before or on
/// where an epoch was entered.
/// </summary>
/// <remarks>
/// Pictures are resized to the model's input first and augmented then, so lengths in pixels refer to the model's input;
/// transforms that must see the whole picture (<see cref="ITransform.NeedsFullSize"/>) change that for their pipeline.
/// Decoded pictures are kept in memory up to <see cref="LoaderOptions.CacheBytes"/>. Epochs may be enumerated one after
/// another or at the same time; breaking out of one ends its threads.
/// </remarks>
public sealed class DataLoader : IDisposable
{
    private const int ProgressStep = 32;

    private readonly FaceDataset _dataset;
    private readonly LoaderOptions _options;
    private readonly PictureStore _store;
    private readonly SampleFiller _filler;
    private readonly BatchPool _pool;
    private readonly ClassSampler? _sampler;
    private readonly int _workers;
    private readonly Lock _gate = new();
    private readonly HashSet<EpochRun> _runs = [];
    private bool _isDisposed;

    /// <param name="dataset">At least one sample.</param>
    /// <param name="preprocessing">Size, channels and normalisation of the model's input.</param>
    /// <param name="options">How to go through it; null for the defaults.</param>
    /// <exception cref="MienException">The dataset is empty, or smaller than a batch although <see cref="LoaderOptions.DropLast"/> is set.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public DataLoader(FaceDataset dataset, Preprocessing preprocessing, LoaderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(preprocessing);
        _options = Checked(options ?? new LoaderOptions());
        _dataset = dataset;
        BatchesPerEpoch = CheckedBatches(dataset, _options);
        _workers = _options.Workers > 0 ? _options.Workers : Math.Clamp(Environment.ProcessorCount / 2, 1, 8);
        _store = new PictureStore(dataset, preprocessing, _options.Augment, _options.CacheBytes ?? CacheBudget.DefaultBytes);
        _filler = new SampleFiller(dataset, preprocessing, _store, _options.Augment, _options.Seed);
        _sampler = _options.ClassShares is { } shares ? new ClassSampler(dataset, shares, _options.Seed) : null;
        _pool = new BatchPool(_filler.NewBatch);
    }

    /// <summary>Number of batches in an epoch, at least 1.</summary>
    public int BatchesPerEpoch { get; }

    /// <summary>Number of samples in an epoch.</summary>
    public int SamplesPerEpoch => Math.Min(_dataset.Samples.Length, BatchesPerEpoch * _options.BatchSize);

    /// <summary>Number of samples in the last batch of an epoch, from 1 to <see cref="LoaderOptions.BatchSize"/>.</summary>
    public int LastBatchSize => SamplesPerEpoch - ((BatchesPerEpoch - 1) * _options.BatchSize);

    /// <summary>Bytes of decoded pictures that are in memory now.</summary>
    public long CachedBytes => _store.KeptBytes;

    /// <summary>
    /// Decodes every picture once, so that unreadable ones come to light before anything is trained and the first epoch is as
    /// fast as the others. Without it pictures are decoded when they are needed.
    /// </summary>
    /// <param name="progress">Hears the number of pictures done, from several threads.</param>
    /// <param name="cancellationToken">Stops early.</param>
    /// <exception cref="UnreadablePicturesException">Some pictures cannot be decoded; all of them.</exception>
    public void Prepare(IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var failures = new Preparation(_store, progress, ProgressStep, cancellationToken).Run(
            _options.Workers > 0 ? _options.Workers : Environment.ProcessorCount);
        cancellationToken.ThrowIfCancellationRequested();
        Throw(failures);
    }

    /// <summary>The batches of an epoch, in order. Each is valid until the next is asked for.</summary>
    /// <param name="epoch">Number of the epoch, at least 0; with the seed it decides order and augmentation.</param>
    /// <param name="firstBatch">Batch to begin with, to go on where an epoch was left; the batches are those of the whole epoch.</param>
    /// <exception cref="ArgumentOutOfRangeException">The epoch is negative or the batch is not one of 0 to <see cref="BatchesPerEpoch"/>.</exception>
    /// <exception cref="UnreadablePicturesException">A picture of the batch that is asked for cannot be decoded (while enumerating).</exception>
    public IEnumerable<Batch> Epoch(int epoch, int firstBatch = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        ArgumentOutOfRangeException.ThrowIfNegative(firstBatch);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstBatch, BatchesPerEpoch);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return Enumerate(epoch, firstBatch);
    }

    /// <summary>Ends all threads; whoever is enumerating gets an <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        EpochRun[] runs;
        lock (_gate)
        {
            _isDisposed = true;
            runs = [.. _runs];
        }

        foreach (var run in runs)
        {
            run.Dispose();
        }
    }

    private IEnumerable<Batch> Enumerate(int epoch, int firstBatch)
    {
        using var run = Start(new EpochPlan(epoch, Order(epoch), _options.BatchSize, BatchesPerEpoch, firstBatch));
        try
        {
            while (run.Next() is var (batch, failures))
            {
                Throw(failures);
                yield return batch;
            }
        }
        finally
        {
            lock (_gate)
            {
                _runs.Remove(run);
            }
        }
    }

    private EpochRun Start(EpochPlan plan)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            var run = new EpochRun(plan, _filler, _pool, _workers, _options.Prefetch);
            _runs.Add(run);
            return run;
        }
    }

    private int[] Order(int epoch)
    {
        if (_sampler is not null)
        {
            return _sampler.Draw(epoch);
        }

        int[] order = [.. Enumerable.Range(0, _dataset.Samples.Length)];
        if (_options.Shuffle)
        {
            var random = new RandomStream(_options.Seed, "shuffle", epoch);
            random.Shuffle(order.AsSpan());
        }

        return order;
    }

    // What is wrong with a file is for the user; anything else is a defect and keeps its stack.
    private void Throw(IReadOnlyCollection<(int Index, Exception Error)> failures)
    {
        if (failures.Count == 0)
        {
            return;
        }

        var (index, defect) = failures.OrderBy(failure => failure.Index).FirstOrDefault(failure => !IsAboutTheFile(failure.Error));
        throw defect is null
            ? new UnreadablePicturesException(_dataset, failures)
            : new InvalidOperationException($"Loading {_dataset.PathOf(_dataset.Samples[index])} failed: {defect.Message}", defect);
    }

    private static bool IsAboutTheFile(Exception error) => error is MienException or IOException or UnauthorizedAccessException;

    private static LoaderOptions Checked(LoaderOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BatchSize, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Workers);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Prefetch, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(options.CacheBytes ?? 0, nameof(options.CacheBytes));
        return options;
    }

    private static int CheckedBatches(FaceDataset dataset, LoaderOptions options)
    {
        var count = dataset.Samples.Length;
        if (count == 0)
        {
            throw new MienException($"Expected pictures to load from {dataset.Root} but the dataset is empty.");
        }

        var batches = options.DropLast ? count / options.BatchSize : ((count - 1) / options.BatchSize) + 1;
        return batches > 0
            ? batches
            : throw new MienException(
                $"Expected at least {options.BatchSize} pictures, one full batch, but {dataset.Root} has {count}; choose a smaller batch.");
    }
}
