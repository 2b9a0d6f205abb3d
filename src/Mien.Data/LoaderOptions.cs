using System.Collections.Immutable;

namespace Mien.Data;

/// <summary>How a <see cref="DataLoader"/> goes through a dataset.</summary>
public sealed record LoaderOptions
{
    /// <summary>Samples in a batch, at least 1; default 64.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>
    /// Threads that decode and augment; default 0, half of the processors but at least 1 and at most 8, because the network
    /// needs the others. Results do not depend on it.
    /// </summary>
    public int Workers { get; init; }

    /// <summary>Draws a new order for each epoch; default false, the order of the dataset.</summary>
    public bool Shuffle { get; init; }

    /// <summary>
    /// How often each class is drawn, relative to the others, by label index: an epoch is then as long as ever but has every class in
    /// these shares, whatever their numbers of samples. Null, the default, takes every sample once.
    /// </summary>
    public ImmutableArray<double>? ClassShares { get; init; }

    /// <summary>Decides order and augmentation together with the number of the epoch.</summary>
    public ulong Seed { get; init; }

    /// <summary>Random changes of each picture; default none.</summary>
    public TransformPipeline? Augment { get; init; }

    /// <summary>Leaves the last batch of an epoch out when it is not full; default false.</summary>
    public bool DropLast { get; init; }

    /// <summary>
    /// How many bytes of decoded pictures are kept in memory; what does not fit is decoded again in each epoch. 0 keeps
    /// none; default null, a quarter of the memory that is free but at most 2 GiB.
    /// </summary>
    public long? CacheBytes { get; init; }

    /// <summary>Batches that are made ready ahead of the one in use, at least 1; default 2.</summary>
    public int Prefetch { get; init; } = 2;
}
