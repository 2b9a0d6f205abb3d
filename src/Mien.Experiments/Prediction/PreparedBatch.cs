using Mien.Core;

namespace Mien.Experiments;

/// <summary>Pictures on their way to the network: filled by several threads, a row each, then read by one.</summary>
internal sealed class PreparedBatch(int capacity, int valuesPerPicture)
{
    private readonly float[] _pixels = GC.AllocateUninitializedArray<float>(checked(capacity * valuesPerPicture));
    private readonly object _gate = new();
    private readonly List<PreparedPicture> _pictures = [];
    private int _finishedCount;

    public int Count => _pictures.Count;

    public bool IsFull => Count == capacity;

    public IReadOnlyList<PreparedPicture> Pictures => _pictures;

    /// <summary>Takes a picture whose row somebody will fill.</summary>
    public PreparedPicture Add(PicturePath path)
    {
        var picture = new PreparedPicture(this, Count, path.Path) { Error = path.Error };
        _pictures.Add(picture);
        return picture;
    }

    public Span<float> Row(int row) => _pixels.AsSpan(row * valuesPerPicture, valuesPerPicture);

    /// <summary>Says that one row is as it will be.</summary>
    public void Finish()
    {
        lock (_gate)
        {
            _finishedCount++;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Waits until every row is; after the last <see cref="Add"/>.</summary>
    public void Wait()
    {
        lock (_gate)
        {
            while (_finishedCount < Count)
            {
                Monitor.Wait(_gate);
            }
        }
    }

    /// <summary>Moves the rows of readable pictures to the front.</summary>
    /// <returns>Their values, packed.</returns>
    public ReadOnlySpan<float> Readable()
    {
        var count = 0;
        foreach (var picture in _pictures.Where(picture => picture.Error is null))
        {
            if (picture.Row != count)
            {
                Row(picture.Row).CopyTo(Row(count));
            }

            count++;
        }

        return _pixels.AsSpan(0, count * valuesPerPicture);
    }

    /// <summary>Makes room for other pictures.</summary>
    public void Reset()
    {
        _pictures.Clear();
        _finishedCount = 0;
    }
}

/// <summary>One picture of a batch and what became of it.</summary>
internal sealed class PreparedPicture(PreparedBatch batch, int row, string path)
{
    public PreparedBatch Batch => batch;

    public int Row => row;

    public string Path => path;

    public FaceBox? Face { get; set; }

    public bool IsFaceMissing { get; set; }

    /// <summary>What is wrong with the file, for the user.</summary>
    public string? Error { get; set; }

    /// <summary>A failure that is not about the file.</summary>
    public Exception? Defect { get; set; }
}
