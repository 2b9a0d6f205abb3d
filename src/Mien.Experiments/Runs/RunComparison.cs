using System.Collections.Immutable;
using System.Globalization;
using Mien.Core;
using Mien.Reports;

namespace Mien.Experiments;

/// <summary>Several runs side by side.</summary>
public static class RunComparison
{
    private const string Folder = "mien-compare";

    /// <summary>Reads runs. Those of equal folder names get as much of the path as tells them apart.</summary>
    /// <exception cref="ConfigException">There is no run in a folder.</exception>
    public static ImmutableArray<RunSummary> Read(IReadOnlyList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ImmutableArray<RunSummary> runs = [.. paths.Select(RunCatalog.Read)];
        var areAlike = runs.Select(run => run.Name).Distinct().Count() < runs.Length;
        return areAlike ? [.. runs.Zip(paths, (run, path) => run with { Name = Path.TrimEndingDirectorySeparator(path) })] : runs;
    }

    /// <summary>Draws the curves of runs that have a finished epoch.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="output">The picture; null for the next free one in mien-compare.</param>
    /// <exception cref="ConfigException">There is a file of that name.</exception>
    public static ChartResult Draw(IReadOnlyList<RunSummary> runs, string? output = null)
    {
        ArgumentNullException.ThrowIfNull(runs);
        if (File.Exists(output))
        {
            throw new ConfigException($"Expected a new file for the curves but {output} exists; nothing is ever overwritten.");
        }

        (string, string)[] curves = [.. runs.Where(run => run.History.Count > 0).Select(run => (run.Name, run.Folder.History))];
        return curves.Length > 0 ? CurveComparison.Draw(curves, output ?? FreeFile()) : new(null, "none of the runs has a finished epoch.");
    }

    private static string FreeFile()
    {
        Directory.CreateDirectory(Folder);
        return Enumerable.Range(1, int.MaxValue).Select(number => Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"{number}.png"))).First(path => !File.Exists(path));
    }
}
