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
    public Batch(int count, int valuesPerSample)
    {
        Count = count;
        Pixels = GC.AllocateUninitializedArray<float>(checked(count * valuesPerSample));
        Labels = new long[count];
        Indices = new int[count];
    }

    /// <summary>Number of samples, N.</summary>
    public int Count { get; }

    /// <summary>Number of the batch in its epoch, from 0.</summary>
    public int Number { get; set; }

    /// <summary>Normalised pixels, shape (N, H, W, C), interleaved: the memory order that PyTorch calls channels_last.</summary>
    public float[] Pixels { get; }

    /// <summary>Class indices, shape (N).</summary>
    public long[] Labels { get; }

    /// <summary>Positions of the samples in the dataset, shape (N).</summary>
    public int[] Indices { get; }
}
