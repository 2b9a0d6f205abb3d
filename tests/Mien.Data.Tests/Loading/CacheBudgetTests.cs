using Mien.Data.Loading;

namespace Mien.Data.Tests.Loading;

public sealed class CacheBudgetTests
{
    [Fact]
    public void The_default_is_something_and_at_most_two_gibibytes() => Assert.InRange(CacheBudget.DefaultBytes, 1, 2L << 30);

    [Fact]
    public void Free_memory_is_read_from_the_line_of_that_name() =>
        Assert.Equal(2048 * 1024, CacheBudget.ParseAvailable(["MemTotal:  9 kB", "MemFree:  1 kB", "MemAvailable:       2048 kB"]));

    [Theory]
    [InlineData("MemFree: 1 kB")]
    [InlineData("MemAvailable: plenty")]
    public void Without_such_a_line_nothing_is_known(string line) => Assert.Null(CacheBudget.ParseAvailable([line]));
}
