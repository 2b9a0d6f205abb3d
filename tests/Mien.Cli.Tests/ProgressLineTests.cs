namespace Mien.Cli.Tests;

public sealed class ProgressLineTests
{
    [Fact]
    public void Without_a_terminal_only_the_lines_that_stay_are_written()
    {
        using var error = new StringWriter();
        using var line = new ProgressLine(error, isLive: false, TimeProvider.System);
        line.Counter("drawing", 2, "pictures").Report(1);
        line.WriteLine("epoch 1");
        Assert.Equal("epoch 1\n", error.ToString());
    }

    [Fact]
    public void On_a_terminal_the_line_is_rewritten_and_taken_away_before_one_that_stays()
    {
        using var error = new StringWriter();
        using var line = new ProgressLine(error, isLive: true, TimeProvider.System);
        line.Counter("drawing", 2, "pictures").Report(1);
        Assert.StartsWith("\rdrawing ━━━━━━━━━━━━────────────  50 % 1/2", error.ToString(), StringComparison.Ordinal);
        line.WriteLine("done");
        Assert.EndsWith("\r\e[Kdone\n", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.2, "0:01")]
    [InlineData(59.5, "1:00")]
    [InlineData(3661, "1:01:01")]
    public void Durations_are_rounded_up_to_seconds(double seconds, string expected) =>
        Assert.Equal(expected, ProgressLine.Duration(TimeSpan.FromSeconds(seconds)));
}
