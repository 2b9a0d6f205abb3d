using Mien.Data;
using Mien.Torch;

namespace Mien.Training;

/// <summary>Known values of some samples of a batch.</summary>
/// <param name="Values">The values, (M), M at least 1.</param>
/// <param name="Rows">Positions of their samples in the batch, (M); null when they are all samples in order.</param>
public sealed record KnownValues(Tensor Values, Tensor? Rows)
{
    /// <summary>The predictions that the values belong to.</summary>
    /// <param name="predictions">Of all samples, (N).</param>
    public Tensor Of(Tensor predictions)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        return Rows is null ? predictions : predictions.IndexSelect(0, Rows);
    }
}

/// <summary>What a batch should be answered with.</summary>
public sealed record BatchTargets
{
    /// <summary>Samples, N.</summary>
    public required int Count { get; init; }

    /// <summary>Class indices, (N), Int64; <see cref="Sample.NoLabel"/> for a sample without a class. Of mixed samples the label of the larger part.</summary>
    public required Tensor Labels { get; init; }

    /// <summary>How much each class is wanted, (N, classes), from votes or mixed labels; null where the labels say it all.</summary>
    public Tensor? Distribution { get; init; }

    /// <summary>How much each class is wanted over the whole batch, by class index; adds up to the number of samples that have a class.</summary>
    public required IReadOnlyList<double> ClassShares { get; init; }

    /// <summary>Valence where it is known; null where it is known of no sample.</summary>
    public KnownValues? Valence { get; init; }

    /// <summary>Arousal where it is known; null where it is known of no sample.</summary>
    public KnownValues? Arousal { get; init; }

    /// <summary>The targets of a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="classCount">Number of classes.</param>
    /// <param name="device">Where the tensors go.</param>
    /// <param name="mix">How the samples were mixed; null for not at all.</param>
    public static BatchTargets Of(Batch batch, int classCount, Device device = default, BatchMix? mix = null)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var hasDistribution = batch.Votes.Length > 0 || mix is not null;
        var wanted = hasDistribution ? Wanted(batch, classCount) : [];
        wanted = mix?.Mix(wanted, classCount) ?? wanted;
        return new()
        {
            Count = batch.Count,
            Labels = Tensor.From(mix?.Dominant(batch.Labels) ?? batch.Labels).To(device),
            Distribution = hasDistribution ? Tensor.From(wanted, batch.Count, classCount).To(device) : null,
            ClassShares = hasDistribution ? Shares(wanted, classCount) : Shares(batch.Labels, classCount),
            Valence = Known(mix?.Mix(batch.Valence, 1) ?? batch.Valence, device),
            Arousal = Known(mix?.Mix(batch.Arousal, 1) ?? batch.Arousal, device),
        };
    }

    // Votes where there are any, else the label, else nothing.
    private static float[] Wanted(Batch batch, int classCount)
    {
        var wanted = batch.Votes.Length > 0 ? (float[])batch.Votes.Clone() : new float[batch.Count * classCount];
        for (var row = 0; row < batch.Count; row++)
        {
            var own = wanted.AsSpan(row * classCount, classCount);
            if (batch.Labels[row] >= 0 && !own.ContainsAnyExcept(0f))
            {
                own[(int)batch.Labels[row]] = 1;
            }
        }

        return wanted;
    }

    private static double[] Shares(float[] wanted, int classCount)
    {
        var shares = new double[classCount];
        for (var index = 0; index < wanted.Length; index++)
        {
            shares[index % classCount] += wanted[index];
        }

        return shares;
    }

    private static double[] Shares(long[] labels, int classCount)
    {
        var shares = new double[classCount];
        foreach (var label in labels)
        {
            if (label >= 0)
            {
                shares[label]++;
            }
        }

        return shares;
    }

    private static KnownValues? Known(float[] values, Device device)
    {
        long[] rows = [.. values.Index().Where(item => float.IsFinite(item.Item)).Select(item => (long)item.Index)];
        return rows.Length == 0 ? null
            : rows.Length == values.Length ? new(Tensor.From(values).To(device), null)
            : new(Tensor.From([.. rows.Select(row => values[row])]).To(device), Tensor.From(rows).To(device));
    }
}
