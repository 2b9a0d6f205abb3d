namespace Mien.Core.Tests;

public sealed class ProblemListTests
{
    [Fact]
    public void Only_the_first_problems_are_kept_but_all_are_counted()
    {
        var problems = new ProblemList(limit: 2);
        for (var line = 1; line <= 5; line++)
        {
            problems.Add($"a.csv:{line}", "is wrong");
        }

        Assert.Equal(5, problems.Count);
        Assert.Equal(["a.csv:1: is wrong", "a.csv:2: is wrong", "and 3 more"], problems.Lines);
        var error = Assert.Throws<ConfigProblemsException>(() => problems.ThrowIfAny("a.csv"));
        Assert.Equal("a.csv has 5 problems:\n  a.csv:1: is wrong\n  a.csv:2: is wrong\n  and 3 more", error.Message);
    }

    [Fact]
    public void What_moves_the_cursor_of_a_terminal_is_written_out()
    {
        var problems = new ProblemList();
        problems.Add("a.csv:1", "got '\u001b[2J\n'");
        Assert.Equal("a.csv:1: got '\\u001b[2J\\u000a'", Assert.Single(problems.Lines));
    }

    [Fact]
    public void An_empty_list_throws_nothing() => new ProblemList().ThrowIfAny("a.csv");
}
