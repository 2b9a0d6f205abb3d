namespace Mien.Data.Tests;

public sealed class InParallelTests
{
    [Theory]
    [InlineData(0, 3)]
    [InlineData(2, 5)]
    [InlineData(100, 1)]
    [InlineData(100, 0)]
    public void Every_index_is_done_once(int count, int workers)
    {
        var times = new int[count];
        InParallel.For(count, workers, () => 0, (index, _) => Interlocked.Increment(ref times[index]), cancellation: TestContext.Current.CancellationToken);
        Assert.All(times, done => Assert.Equal(1, done));
    }

    [Fact]
    public void The_first_error_ends_the_work_and_comes_as_it_is()
    {
        var begun = 0;
        var error = Assert.Throws<IOException>(() => InParallel.For(
            1000, 2, () => 0, (index, _) => throw new IOException($"{Interlocked.Increment(ref begun)}"), cancellation: TestContext.Current.CancellationToken));
        Assert.Contains(error.Message, (string[])["1", "2"]);
        Assert.InRange(begun, 1, 2);
    }

    [Fact]
    public void Tools_are_made_once_for_each_thread_and_disposed()
    {
        var (made, disposed) = (0, 0);
        InParallel.For(50, 3, () => new Tool(() => Interlocked.Increment(ref made), () => Interlocked.Increment(ref disposed)), (_, _) => Thread.Sleep(5), cancellation: TestContext.Current.CancellationToken);
        Assert.Equal((3, 3), (made, disposed));
    }

    [Fact]
    public void Cancelling_ends_the_work_between_two_items()
    {
        using var stop = new CancellationTokenSource();
        var done = 0;
        Assert.Throws<OperationCanceledException>(() => InParallel.For(1000, 1, () => 0, (index, _) =>
        {
            done++;
            if (index == 9)
            {
                stop.Cancel();
            }
        }, cancellation: stop.Token));
        Assert.Equal(10, done);
    }

    private sealed class Tool : IDisposable
    {
        private readonly Action _onDispose;

        public Tool(Action onMake, Action onDispose)
        {
            onMake();
            _onDispose = onDispose;
        }

        public void Dispose() => _onDispose();
    }
}
