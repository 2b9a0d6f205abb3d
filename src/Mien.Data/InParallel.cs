using System.Runtime.ExceptionServices;

namespace Mien.Data;

/// <summary>The same work for many items, by several threads with tools of their own. What is done to an item must not depend on when.</summary>
internal static class InParallel
{
    /// <summary>Does the work for every index, beginning in this order.</summary>
    /// <param name="count">Indices are 0 to this, exclusively.</param>
    /// <param name="workers">Threads; 0 for one per core.</param>
    /// <param name="makeTools">What each thread works with, made once for each; disposed at the end where that means something.</param>
    /// <param name="work">Does one item.</param>
    /// <param name="progress">Is told how many are done.</param>
    /// <param name="cancellation">Ends the work between two items.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    /// <remarks>
    /// The first error ends the work and is thrown as it is, not wrapped, so that it reads like any other. <see cref="Parallel"/> would not
    /// do: it makes the tools anew every tenth of a second, and loading a face detector takes as long as finding ten faces.
    /// </remarks>
    public static void For<TTools>(
        int count, int workers, Func<TTools> makeTools, Action<int, TTools> work, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        var (next, done) = (-1, 0);
        Exception? error = null;
        var threads = Enumerable.Range(0, Math.Min(count, workers == 0 ? Environment.ProcessorCount : workers))
            .Select(_ => Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        Task.WaitAll(threads, CancellationToken.None);
        if (error is not null)
        {
            ExceptionDispatchInfo.Throw(error);
        }

        void Work()
        {
            try
            {
                var tools = makeTools();
                using var disposed = tools as IDisposable;
                for (var index = Interlocked.Increment(ref next); index < count && Volatile.Read(ref error) is null; index = Interlocked.Increment(ref next))
                {
                    cancellation.ThrowIfCancellationRequested();
                    work(index, tools);
                    progress?.Report(Interlocked.Increment(ref done));
                }
            }
            catch (Exception e)
            {
                Interlocked.CompareExchange(ref error, e, null);
            }
        }
    }
}
