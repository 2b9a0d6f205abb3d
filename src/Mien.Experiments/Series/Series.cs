using System.Collections.Immutable;
using Mien.Core;
using Mien.Training;

namespace Mien.Experiments;

/// <summary>How a run of a series came out.</summary>
/// <param name="Member">The run.</param>
/// <param name="History">Its epochs; empty when it has not begun.</param>
/// <param name="Status">How it stands: finished, paused at a comparison, failed, or waiting.</param>
/// <param name="Failure">Why it failed; null if it did not.</param>
public sealed record MemberResult(SeriesMember Member, RunHistory History, MemberStatus Status, string? Failure = null);

/// <summary>How a run of a series stands.</summary>
public enum MemberStatus
{
    /// <summary>It has not begun, or was interrupted.</summary>
    Waiting,
    /// <summary>It was not among the best at a comparison and did not go on.</summary>
    Paused,
    /// <summary>Nothing is left to do.</summary>
    Finished,
    /// <summary>Its loss left the range of numbers.</summary>
    Failed,
}

/// <summary>Trains the runs of a series one after another. What is finished is not trained again, and what was interrupted goes on exactly.</summary>
/// <param name="plan">The runs.</param>
/// <param name="folder">The folder of the series, which holds <paramref name="plan"/>.</param>
public sealed class Series(SeriesPlan plan, string folder)
{
    private readonly Dictionary<string, MemberResult> _results = plan.Members.ToDictionary(
        member => member.Name, member => new MemberResult(member, RunHistory.Read(new RunFolder(Path.Combine(folder, member.Name)).History), MemberStatus.Waiting));

    /// <summary>The runs and how they stand, in the order of the plan.</summary>
    public ImmutableArray<MemberResult> Results => [.. plan.Members.Select(member => _results[member.Name])];

    /// <summary>Trains what is left to train.</summary>
    /// <param name="options">Options for the run of a member; called before each.</param>
    /// <param name="onChange">Hears of every run that ended.</param>
    /// <param name="cancellation">Stops after the current step and saves.</param>
    /// <returns>Whether the series is complete.</returns>
    /// <exception cref="MienException">As for <see cref="Experiment.Train"/>, except that a loss that is no number only ends its own run.</exception>
    public bool Run(Func<SeriesMember, ExperimentOptions> options, Action<MemberResult> onChange, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(onChange);
        var recipes = plan.Members.ToDictionary(member => member.Name, plan.RecipeOf); // faults of any recipe show before the first starts
        var going = plan.Members;
        foreach (var (epochs, keep) in Rungs(recipes.Values.Max(recipe => recipe.Epochs)))
        {
            foreach (var member in going)
            {
                var result = Train(member, recipes[member.Name], epochs, options, cancellation);
                _results[member.Name] = result;
                onChange(result);
                if (result.Status is MemberStatus.Waiting)
                {
                    return false;
                }
            }

            going = [.. SeriesTables.Ranked(going.Select(member => _results[member.Name]), recipes[plan.Members[0].Name].Monitor)
                .Where(result => result.Status is MemberStatus.Paused).Take(keep).Select(result => result.Member)];
        }

        return true;
    }

    // Successive halving (Jamieson and Talwalkar 2016, arXiv:1502.07943): the epochs grow by the factor by which the runs become fewer.
    private List<(int Epochs, int Keep)> Rungs(int epochs)
    {
        if (plan.Halving is not { } factor)
        {
            return [(epochs, 0)];
        }

        List<(int Epochs, int Keep)> rungs = [(epochs, 0)];
        var rungCount = (int)Math.Floor(Math.Log(plan.Members.Length) / Math.Log(factor) + 1e-9);
        for (var back = 1; back <= rungCount; back++)
        {
            var keep = (int)Math.Max(1, plan.Members.Length / Math.Pow(factor, rungCount - back + 1));
            rungs.Insert(0, ((int)Math.Max(1, Math.Round(epochs / Math.Pow(factor, back))), keep));
        }

        return rungs;
    }

    private MemberResult Train(SeriesMember member, Recipe recipe, int epochs, Func<SeriesMember, ExperimentOptions> options, CancellationToken cancellation)
    {
        var run = new RunFolder(Path.Combine(folder, member.Name));
        if (RunHistory.Read(run.History) is { } history && history.Count >= epochs && history.Count < recipe.Epochs)
        {
            return new(member, history, MemberStatus.Paused);
        }

        var asked = options(member);
        asked = asked with { Callbacks = [.. asked.Callbacks, new PauseAfter(epochs)] };
        try
        {
            var result = run.HasRun ? Experiment.Resume(run.Path, null, asked, cancellation) : Experiment.Train(recipe, run.Path, asked, cancellation);
            var status = result.Fit.Outcome is FitOutcome.Finished ? MemberStatus.Finished
                : result.Fit.History.Length >= epochs ? MemberStatus.Paused
                : MemberStatus.Waiting;
            return new(member, RunHistory.Read(run.History), status);
        }
        catch (NonFiniteException e)
        {
            return new(member, RunHistory.Read(run.History), MemberStatus.Failed, e.Message);
        }
    }
}
