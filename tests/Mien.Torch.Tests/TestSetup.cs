using Mien.Torch.Tests;

// The count of live tensors is one for the process, and every thread that computes gets a thread pool of its own.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: AssemblyFixture(typeof(Watchdog))]

namespace Mien.Torch.Tests;

/// <summary>Ends the process when the tests hang: a fault inside native code can leave a lock that nothing releases.</summary>
public sealed class Watchdog : IDisposable
{
    private readonly Timer _timer = new(
        _ => Environment.FailFast("The tests of Mien.Torch did not end within ten minutes."), null, TimeSpan.FromMinutes(10), Timeout.InfiniteTimeSpan);

    public void Dispose() => _timer.Dispose();
}
