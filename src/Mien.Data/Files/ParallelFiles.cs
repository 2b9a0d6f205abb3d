using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Mien.Data.Files;

/// <summary>The same work for many files, by all cores. What is done to a file must not depend on when it is done.</summary>
internal static class ParallelFiles
{
    /// <param name="items">One per file; begun in this order.</param>
    /// <param name="makeWorker">What each thread works with.</param>
    /// <param name="work">Does one item.</param>
    /// <param name="cancellation">Ends the work between two items.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    /// <remarks>The first error ends the work and is thrown as it is, not wrapped, so that callers see the file's own error.</remarks>
    public static void ForEach<T, TWorker>(IEnumerable<T> items, Func<TWorker> makeWorker, Action<T, TWorker> work, CancellationToken cancellation)
    {
        var options = new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount };
        try
        {
            Parallel.ForEach(Partitioner.Create(items, EnumerablePartitionerOptions.NoBuffering), options, makeWorker, (item, _, worker) =>
            {
                work(item, worker);
                return worker;
            }, _ => { });
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }
}
