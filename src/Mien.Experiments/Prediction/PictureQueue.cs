using System.Collections.Concurrent;
using Mien.Core;

namespace Mien.Experiments;

/// <summary>
/// Pictures that threads read ahead, handed out in the order of their source. The threads take turns at the source and read side by side, so
/// that each has at most one picture in its hands, also where pictures come decoded out of a video; another is started with each of the first
/// pictures, so that a single picture costs a single thread. Of a live source nothing is read ahead: its next picture is asked for when the one
/// before is done with, so that it shows what is there now.
/// </summary>
internal sealed class PictureQueue : IDisposable
{
    // A source may wait for somebody to type or for a camera, and cannot be woken; the process then ends without it.
    private static readonly TimeSpan SourcePatience = TimeSpan.FromSeconds(1);

    private readonly IEnumerator<InputPicture> _source;
    private readonly Func<PictureReader> _createReader;
    private readonly int _maxThreads;
    private readonly BlockingCollection<QueuedPicture> _queue = [];
    private readonly SemaphoreSlim _turn = new(1);
    private readonly object _gate = new();
    private readonly int _capacity;
    private int _load, _liveLoad;
    private bool _isLive;
    private readonly CancellationTokenSource _stop;
    private readonly List<Thread> _threads = [];

    /// <param name="source">The pictures; enumerated by one thread at a time.</param>
    /// <param name="createReader">Makes the reader of a thread.</param>
    /// <param name="maxThreads">Most threads, at least 1.</param>
    /// <param name="capacity">No further picture is begun while this many faces, or pictures without, are not yet taken; at least 1.</param>
    /// <param name="cancellation">Ends waiting.</param>
    public PictureQueue(IEnumerable<InputPicture> source, Func<PictureReader> createReader, int maxThreads, int capacity, CancellationToken cancellation)
    {
        (_source, _createReader, _maxThreads, _capacity) = (source.GetEnumerator(), createReader, maxThreads, capacity);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _stop.Token.Register(() => AddLoad(0));
        StartThread();
    }

    /// <summary>Waits for the next picture; null at the end.</summary>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public QueuedPicture? Take()
    {
        AddLoad(-_liveLoad);
        _liveLoad = 0;
        if (!_queue.TryTake(out var picture, Timeout.Infinite, _stop.Token))
        {
            return null;
        }

        picture.Wait(_stop.Token);
        if (picture.Input.IsLive)
        {
            _liveLoad = picture.Load;
        }
        else
        {
            AddLoad(-picture.Load);
        }

        return picture;
    }

    /// <summary>Drops what was not begun and waits for the rest.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        if (!_turn.Wait(SourcePatience))
        {
            return;
        }

        _threads.ForEach(thread => thread.Join());
        _source.Dispose();
        _stop.Dispose();
        _queue.Dispose();
    }

    private void StartThread()
    {
        var thread = new Thread(Work) { IsBackground = true, Name = $"mien picture {_threads.Count}" };
        _threads.Add(thread);
        thread.Start();
    }

    private void Work()
    {
        PictureReader? reader = null;
        try
        {
            while (Next() is { } picture)
            {
                picture.Read(ref reader, _createReader);
                AddLoad(picture.Load - 1);
                picture.Finish();
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // nobody takes any more
        }
        finally
        {
            reader?.Dispose();
        }
    }

    private QueuedPicture? Next()
    {
        _turn.Wait(_stop.Token);
        try
        {
            WaitForRoom();
            if (_queue.IsAddingCompleted || Pull() is not { } picture)
            {
                _queue.CompleteAdding();
                return null;
            }

            _isLive = picture.Input.IsLive;
            AddLoad(1);
            _queue.Add(picture);
            if (_threads.Count < _maxThreads)
            {
                StartThread();
            }

            return picture;
        }
        finally
        {
            _turn.Release();
        }
    }

    private void WaitForRoom()
    {
        lock (_gate)
        {
            while (_load >= (_isLive ? 1 : _capacity) && !_stop.IsCancellationRequested)
            {
                Monitor.Wait(_gate);
            }
        }

        _stop.Token.ThrowIfCancellationRequested();
    }

    private void AddLoad(int load)
    {
        lock (_gate)
        {
            _load += load;
            Monitor.PulseAll(_gate);
        }
    }

    private QueuedPicture? Pull()
    {
        try
        {
            return _source.MoveNext() ? new(_source.Current) : null;
        }
        catch (Exception e)
        {
            _queue.Add(QueuedPicture.Failed(e));
            return null;
        }
    }
}

/// <summary>A picture on its way through the queue.</summary>
internal sealed class QueuedPicture(InputPicture source)
{
    private readonly TaskCompletionSource _done = new();
    private PreparedPicture? _prepared;
    private Exception? _defect;

    /// <summary>The picture as it came; without pixels or bytes once they are read, for those of a video would fill the memory.</summary>
    public InputPicture Input { get; private set; } = source;

    /// <summary>How much memory it takes, in faces; 1 until it is read.</summary>
    public int Load => Math.Max(1, _prepared?.Faces.Count ?? 1);

    /// <summary>The picture, once it is read.</summary>
    /// <exception cref="MienException">No picture can be read, for example because the detector is missing; or the source failed.</exception>
    /// <exception cref="InvalidOperationException">Reading failed for a reason that is not about the file.</exception>
    public PreparedPicture Prepared => _defect switch
    {
        null => _prepared!,
        MienException => throw new MienException(_defect.Message, _defect),
        _ => throw new InvalidOperationException($"Reading {Input.File} failed: {_defect.Message}", _defect),
    };

    /// <summary>What stands for a source that failed.</summary>
    public static QueuedPicture Failed(Exception defect)
    {
        var failed = new QueuedPicture(new InputPicture("the input")) { _defect = defect };
        failed.Finish();
        return failed;
    }

    /// <summary>Reads the picture; what fails for a reason that is not about the file fails the prediction, as it would for every picture.</summary>
    public void Read(ref PictureReader? reader, Func<PictureReader> createReader)
    {
        try
        {
            reader ??= createReader();
            _prepared = reader.Read(Input);
            Input = Input with { Picture = null, Bytes = null };
        }
        catch (Exception e)
        {
            _defect = e;
        }
    }

    public void Finish() => _done.SetResult();

    public void Wait(CancellationToken cancellation) => _done.Task.Wait(cancellation);
}
