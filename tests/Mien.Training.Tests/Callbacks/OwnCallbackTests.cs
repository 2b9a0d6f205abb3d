namespace Mien.Training.Tests;

/// <summary>The callback that docs/adding.md shows is this one, so that it compiles and does what is said there.</summary>
public sealed class OwnCallbackTests
{
    [Fact]
    public void The_callback_of_the_documentation_ends_a_run_that_is_good_enough()
    {
        using var run = new TinyRun(change: plan => plan with { Epochs = 50, Schedule = new(new(), new() { Name = ScheduleName.Constant }, 50, TinyRun.Batches) }, callbacks: new GoodEnough(accuracy: 0));
        var report = run.Trainer.Fit(TestContext.Current.CancellationToken);
        Assert.Equal((FitOutcome.Finished, 1, "validation accuracy 0 is reached"), (report.Outcome, report.History.Length, report.Reason));
    }

    [Fact]
    public void The_documentation_shows_this_very_class()
    {
        var source = File.ReadAllText(Path.Combine(Repository.Root, "tests", "Mien.Training.Tests", "Callbacks", "GoodEnough.cs"));
        var shown = source[source.IndexOf("/// <summary>", StringComparison.Ordinal)..];
        Assert.Contains($"```csharp\n{shown}```", File.ReadAllText(Path.Combine(Repository.Root, "docs", "adding.md")), StringComparison.Ordinal);
    }
}
