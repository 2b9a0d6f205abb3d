namespace Mien.Data.Loading;

/// <summary>
/// One pass over an epoch: worker threads fill samples, the consumer takes batches in order. At most as many batches as there
/// are slots are open at once; a slot is opened for a new batch when the consumer asks for the batch after its own.
/// </summary>
internal sealed class EpochRun : IDisposable
{
    private readonly EpochPlan _plan;
    private readonly SampleFiller _filler;
    private readonly BatchPool _pool;
    private readonly Slot[] _slots;
    private readonly Thread[] _workers;
    private readonly Lock _disposeGate = new();

    // Guarded by the monitor of _gate, which is pulsed whenever any of them or a slot's completion changes.
    private readonly object _gate = new();
    private int _openedBatch; // batches below it have been opened
    private int _nextBatch; // the sample that is claimed next: batch and row
    private int _nextRow;
    private int _currentBatch; // the one that the consumer takes next
    private bool _isStopped;

    public EpochRun(EpochPlan plan, SampleFiller filler, BatchPool pool, int workers, int prefetch)
    {
        (_plan, _filler, _pool) = (plan, filler, pool);
        _openedBatch = _nextBatch = _currentBatch = plan.FirstBatch;
        _slots = [.. Enumerable.Range(0, prefetch + 1).Select(_ => new Slot())];
        for (var slot = 0; slot < _slots.Length; slot++)
        {
            OpenNext();
        }

        _workers = [.. Enumerable.Range(0, workers).Select(number => new Thread(Work) { IsBackground = true, Name = $"mien loader {number}" })];
        foreach (var worker in _workers)
        {
            worker.Start();
        }
    }

    /// <summary>The next batch in order, or null at the end; gives the batch before it back to the workers.</summary>
    /// <exception cref="ObjectDisposedException">The run was stopped while waiting.</exception>
    public (Batch Batch, IReadOnlyList<(int Index, Exception Error)> Failures)? Next()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isStopped, typeof(DataLoader));
            if (_currentBatch > _plan.FirstBatch)
            {
                Close(SlotOf(_currentBatch - 1));
                OpenNext();
                Monitor.PulseAll(_gate);
            }

            if (_currentBatch == _plan.BatchCount)
            {
                return null;
            }

            var slot = SlotOf(_currentBatch);
            while (slot.PendingCount > 0 && !_isStopped)
            {
                Monitor.Wait(_gate);
            }

            ObjectDisposedException.ThrowIf(_isStopped, typeof(DataLoader));
            _currentBatch++;
            return (slot.Batch!, slot.Failures);
        }
    }

    /// <summary>Ends the workers, which finish the sample in their hands, and takes all batches back.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isStopped = true;
            Monitor.PulseAll(_gate);
        }

        lock (_disposeGate)
        {
            foreach (var worker in _workers)
            {
                worker.Join();
            }

            foreach (var slot in _slots)
            {
                Close(slot);
            }
        }
    }

    private void Work()
    {
        var context = new TransformContext();
        while (Claim() is var (slot, row))
        {
            try
            {
                _filler.Fill(slot.Batch!, row, _plan.Epoch, _plan.RepeatOf(slot.Batch!.Number, row), context);
            }
            catch (Exception e)
            {
                // Kept for the consumer, who learns of it when it comes to this batch.
                slot.AddFailure(slot.Batch!.Indices[row], e);
            }

            Complete(slot);
        }
    }

    private (Slot Slot, int Row)? Claim()
    {
        lock (_gate)
        {
            while (!_isStopped && _nextBatch == _openedBatch && _nextBatch < _plan.BatchCount)
            {
                Monitor.Wait(_gate);
            }

            if (_isStopped || _nextBatch == _plan.BatchCount)
            {
                return null;
            }

            var claim = (SlotOf(_nextBatch), _nextRow++);
            if (_nextRow == _plan.SizeOf(_nextBatch))
            {
                (_nextBatch, _nextRow) = (_nextBatch + 1, 0);
            }

            return claim;
        }
    }

    private void Complete(Slot slot)
    {
        lock (_gate)
        {
            slot.PendingCount--;
            if (slot.PendingCount == 0)
            {
                Monitor.PulseAll(_gate);
            }
        }
    }

    private void OpenNext()
    {
        if (_openedBatch == _plan.BatchCount)
        {
            return;
        }

        var batch = _pool.Rent(_plan.SizeOf(_openedBatch));
        batch.Number = _openedBatch;
        _plan.Order.AsSpan(_openedBatch * _plan.BatchSize, batch.Count).CopyTo(batch.Indices);
        SlotOf(_openedBatch).Open(batch);
        _openedBatch++;
    }

    private void Close(Slot slot)
    {
        if (slot.Batch is { } batch)
        {
            slot.Batch = null;
            _pool.Return(batch);
        }
    }

    private Slot SlotOf(int batch) => _slots[(batch - _plan.FirstBatch) % _slots.Length];

    private sealed class Slot
    {
        private readonly List<(int, Exception)> _failures = [];

        public Batch? Batch { get; set; }

        public int PendingCount { get; set; }

        public IReadOnlyList<(int Index, Exception Error)> Failures => _failures;

        public void Open(Batch batch)
        {
            (Batch, PendingCount) = (batch, batch.Count);
            _failures.Clear();
        }

        public void AddFailure(int index, Exception error)
        {
            lock (_failures)
            {
                _failures.Add((index, error));
            }
        }
    }
}
