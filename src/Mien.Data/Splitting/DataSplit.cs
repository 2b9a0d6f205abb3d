using System.Globalization;
using Mien.Core;
using Mien.Data.Files;

namespace Mien.Data.Splitting;

/// <summary>Parts a folder of class folders into train, validation and test, in place or into another folder, and fills classes up with augmented copies.</summary>
public static class DataSplit
{
    private const string Command = "mien data split";

    /// <summary>The seed of a split that was begun and not finished, or null; it can only be gone on with by this seed.</summary>
    public static ulong? SeedOfUnfinished(string source, string? output)
    {
        if (output is null)
        {
            return SplitJournal.ReadUnfinished(source)?.Seed;
        }

        return ulong.TryParse(OutputJob.Unfinished(output)?.Options.GetValueOrDefault("--seed"), CultureInfo.InvariantCulture, out var seed) ? seed : null;
    }

    /// <summary>Whether a folder was split in place and <see cref="Undo"/> would put it back.</summary>
    public static bool CanUndoFinished(string folder) => SplitJournal.IsFinished(folder);

    /// <summary>
    /// Begins to load what copies are made with, on a thread of its own, for callers that have yet to plan; at once where no copies are asked for.
    /// It changes nothing but the time that <see cref="Run"/> takes.
    /// </summary>
    public static void WarmUp(SplitOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Rule.BalanceTrain || options.Rule.BalanceTest)
        {
            _ = Task.Run(() => AugmentedCopies.WarmUp(options.Pipeline)); // an error will be met again by the work itself
        }
    }

    /// <summary>Decides what goes where. Nothing is written.</summary>
    /// <exception cref="ConfigException">The options cannot be carried out, or there is something where the parts belong.</exception>
    /// <exception cref="MienException">The folder cannot be read or worked with.</exception>
    public static SplitPlan Plan(SplitOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Rule.Check();
        return options.Output is null ? InPlaceSplit.Plan(options) : OutputSplit.Plan(options);
    }

    /// <summary>Carries a plan out, or the rest of it if an earlier call was interrupted.</summary>
    /// <param name="plan">From <see cref="Plan"/>, with the same options.</param>
    /// <param name="options">What to do.</param>
    /// <param name="progress">Takes the number of pictures and copies that are in their place.</param>
    /// <param name="cancellation">Ends the work between two pictures; the same call goes on with it.</param>
    /// <returns>The plan as it was carried out: see <see cref="SplitPlan.PassedOver"/>.</returns>
    /// <exception cref="MienException">Something cannot be read or written. No picture is lost.</exception>
    public static SplitPlan Run(SplitPlan plan, SplitOptions options, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(options);
        return options.Output is null
            ? InPlaceSplit.Run(plan, options, progress, cancellation)
            : OutputSplit.Run(plan, options, new(Command, plan.Options, ""), progress, cancellation);
    }

    /// <summary>Puts every picture back to where it was before a split in place, finished or not, and deletes the copies that it made.</summary>
    /// <exception cref="ConfigException">The folder was not split in place.</exception>
    /// <exception cref="MienException">Pictures cannot be put back; all of them. The others are.</exception>
    public static UndoneSplit Undo(string folder, IProgress<int>? progress = null) => InPlaceSplit.Undo(folder, progress);

    internal static IProgress<int>? After(this IProgress<int>? progress, int count) => progress is null ? null : new Shifted(progress, count);

    private sealed class Shifted(IProgress<int> inner, int by) : IProgress<int>
    {
        public void Report(int value) => inner.Report(by + value);
    }
}

/// <summary>What undoing a split has done.</summary>
/// <param name="Pictures">Pictures that are where they were before the split.</param>
/// <param name="DeletedCopies">Augmented copies that were deleted.</param>
/// <param name="KeptFiles">Files that the split had made and that were written to since; they were kept.</param>
/// <param name="KeptFolders">Folders that the split had made and that are not empty.</param>
public sealed record UndoneSplit(int Pictures, int DeletedCopies, IReadOnlyList<string> KeptFiles, IReadOnlyList<string> KeptFolders);
