namespace Mien.Data;

/// <summary>
/// Samples ready for the model. The arrays are exactly as long as said and belong to the loader: they are valid until the
/// next batch is asked for or the enumeration ends, then they are filled anew.
/// </summary>
public sealed class Batch
{
    /// <summary>A batch to fill, for sources other than the loader.</summary>
    /// <param name="count">Samples, N.</param>
    /// <param name="valuesPerSample">H·W·C.</param>
    /// <param name="classCount">Classes of <see cref="Votes"/>; 0, the default, for none.</param>
    /// <param name="hasAffect">Whether there are valence and arousal.</param>
    public Batch(int count, int valuesPerSample, int classCount = 0, bool hasAffect = false)
    {
        Count = count;
        Pixels = GC.AllocateUninitializedArray<float>(checked(count * valuesPerSample));
        Labels = new long[count];
        Indices = new int[count];
        Votes = new float[checked(count * classCount)];
        Valence = hasAffect ? new float[count] : [];
        Arousal = hasAffect ? new float[count] : [];
    }

    /// <summary>Number of samples, N.</summary>
    public int Count { get; }

    /// <summary>Number of the batch in its epoch, from 0.</summary>
    public int Number { get; set; }

    /// <summary>Normalised pixels, shape (N, H, W, C), interleaved: the memory order that PyTorch calls channels_last.</summary>
    public float[] Pixels { get; }

    /// <summary>Class indices, shape (N); <see cref="Sample.NoLabel"/> for a sample without a class.</summary>
    public long[] Labels { get; }

    /// <summary>Votes for the classes, shape (N, classes); a row adds up to 1, or is 0 where nobody voted. Empty where the dataset has none.</summary>
    public float[] Votes { get; }

    /// <summary>Valence in [-1, 1], shape (N), NaN where it is unknown. Empty where the dataset has none.</summary>
    public float[] Valence { get; }

    /// <summary>Arousal, as <see cref="Valence"/>.</summary>
    public float[] Arousal { get; }

    /// <summary>Positions of the samples in the dataset, shape (N).</summary>
    public int[] Indices { get; }
}
