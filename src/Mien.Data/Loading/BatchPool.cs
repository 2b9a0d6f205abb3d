namespace Mien.Data.Loading;

/// <summary>Batches that wait to be filled again, so that epochs allocate nothing.</summary>
internal sealed class BatchPool(Func<int, Batch> create)
{
    private readonly Lock _gate = new();
    private readonly List<Batch> _free = [];

    public Batch Rent(int count)
    {
        lock (_gate)
        {
            var index = _free.FindLastIndex(batch => batch.Count == count);
            if (index >= 0)
            {
                var batch = _free[index];
                _free.RemoveAt(index);
                return batch;
            }
        }

        return create(count);
    }

    public void Return(Batch batch)
    {
        lock (_gate)
        {
            _free.Add(batch);
        }
    }
}
