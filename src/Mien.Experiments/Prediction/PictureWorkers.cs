using System.Collections.Concurrent;

namespace Mien.Experiments;

/// <summary>Threads that read pictures. One is started with each of the first pictures, so that a single picture costs a single thread.</summary>
internal sealed class PictureWorkers(ModelInput input, PredictionOptions options, int maxThreads) : IDisposable
{
    private readonly BlockingCollection<PreparedPicture> _queue = [];
    private readonly List<Thread> _threads = [];
    private volatile bool _isStopping;

    /// <summary>Has a picture read by and by; its batch is told when that is done.</summary>
    public void Post(PreparedPicture picture)
    {
        _queue.Add(picture);
        if (_threads.Count < maxThreads)
        {
            var thread = new Thread(Work) { IsBackground = true, Name = $"mien picture {_threads.Count}" };
            _threads.Add(thread);
            thread.Start();
        }
    }

    /// <summary>Drops what was not begun and waits for the rest.</summary>
    public void Dispose()
    {
        _isStopping = true;
        _queue.CompleteAdding();
        _threads.ForEach(thread => thread.Join());
        _queue.Dispose();
    }

    // A detector that cannot be made fails the prediction as a whole: it would fail for every picture.
    private void Work()
    {
        PictureReader? reader = null;
        foreach (var picture in _queue.GetConsumingEnumerable())
        {
            try
            {
                if (!_isStopping && picture.Error is null)
                {
                    reader ??= new PictureReader(input, options);
                    reader.Read(picture);
                }
            }
            catch (Exception e)
            {
                picture.Defect = e;
            }

            picture.Batch.Finish();
        }

        reader?.Dispose();
    }
}
