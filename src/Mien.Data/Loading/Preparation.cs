using System.Collections.Concurrent;

namespace Mien.Data.Loading;

/// <summary>Decodes all pictures of a store once, on several threads, and collects what goes wrong.</summary>
internal sealed class Preparation(PictureStore store, IProgress<int>? progress, int progressStep, CancellationToken cancellationToken)
{
    private readonly ConcurrentBag<(int Index, Exception Error)> _failures = [];
    private int _nextIndex = -1;
    private int _doneCount;

    public IReadOnlyCollection<(int Index, Exception Error)> Run(int workers)
    {
        Thread[] threads = [.. Enumerable.Range(0, workers).Select(number => new Thread(Work) { IsBackground = true, Name = $"mien prepare {number}" })];
        foreach (var thread in threads)
        {
            thread.Start();
        }

        foreach (var thread in threads)
        {
            thread.Join();
        }

        return _failures;
    }

    private void Work()
    {
        while (!cancellationToken.IsCancellationRequested && Interlocked.Increment(ref _nextIndex) is var index && index < store.Count)
        {
            try
            {
                store.Get(index);
            }
            catch (Exception e)
            {
                _failures.Add((index, e));
            }

            var done = Interlocked.Increment(ref _doneCount);
            if (done % progressStep == 0 || done == store.Count)
            {
                progress?.Report(done);
            }
        }
    }
}
