using System.CommandLine;
using Mien.Core;
using Mien.Experiments;
using Mien.Training;

namespace Mien.Cli;

/// <summary>Trains a series of runs and shows how it goes and what came of it.</summary>
internal static class SeriesDisplay
{
    /// <summary>Begins a series in a folder of its own.</summary>
    public static int Start(ParseResult parsed, SeriesPlan plan, string? folder, string name)
    {
        foreach (var member in plan.Members)
        {
            plan.RecipeOf(member); // faults show before anything is written
        }

        folder ??= RunFolder.Next(RunCatalog.DefaultFolder, name).Path;
        plan.Write(folder);
        return Run(parsed, plan, folder);
    }

    /// <summary>Goes on with a series.</summary>
    public static int Resume(ParseResult parsed, string folder, IReadOnlyList<string> overrides) => overrides.Count == 0
        ? Run(parsed, SeriesPlan.Read(folder), folder)
        : throw new ConfigException($"Expected no --set with --resume of a series, whose runs go on with what is in {folder}/series.json.");

    private static int Run(ParseResult parsed, SeriesPlan plan, string folder)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        using var line = ProgressLine.For(error);
        using var stop = new StopSignal(() => line.WriteLine("Stopping after this step; once more ends at once."));
        var series = new Series(plan, folder);
        var monitor = plan.RecipeOf(plan.Members[0]).Monitor;
        line.WriteLine($"{Counted.Of(plan.Members.Length, "run")} in {TrainingDisplay.Short(folder)}");
        var isComplete = series.Run(
            member =>
            {
                line.WriteLine($"Run {plan.Members.IndexOf(member) + 1} of {plan.Members.Length}: {string.Join(", ", member.Overrides)}");
                return TrainingDisplay.Options(line);
            },
            result =>
            {
                line.Clear();
                SeriesTables.Write(folder, series.Results, monitor);
                if (result.Failure is { } failure)
                {
                    line.WriteLine($"Run {result.Member.Name} failed: {failure}");
                }
            },
            stop.Token);
        var chart = SeriesTables.Write(folder, series.Results, monitor);
        output.Write(SeriesTables.Table(plan.AreRepeats ? series.Results : [.. SeriesTables.Ranked(series.Results, monitor)], plan.AreRepeats).ToText());
        error.WriteLine(chart.Path is { } path ? $"Chart: {TrainingDisplay.Short(path)}" : $"No chart: {chart.Problem}");
        output.WriteLine(Next(series, TrainingDisplay.Short(folder), monitor, isComplete));
        return isComplete ? 0 : CommandLine.Stopped;
    }

    private static string Next(Series series, string folder, MonitoredScore monitor, bool isComplete)
    {
        var best = SeriesTables.Ranked(series.Results, monitor).First().Member;
        return isComplete
            ? $"The best run is {folder}/{best.Name} ({string.Join(", ", best.Overrides)}). Next: mien evaluate {folder}/{best.Name} DIR   or   mien runs --dir {folder}"
            : $"Stopped; everything is saved. Continue with: mien train --resume {folder}";
    }
}
