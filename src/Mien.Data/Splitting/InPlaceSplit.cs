using Mien.Core;
using Mien.Data.Files;

namespace Mien.Data.Splitting;

/// <summary>A split within the folder: pictures are moved, copies are added, and a journal remembers how it was.</summary>
internal static class InPlaceSplit
{
    public static SplitPlan Plan(SplitOptions options)
    {
        if (Begun(options) is { } begun)
        {
            return begun;
        }

        var tree = ClassTree.ReadTrain(options.Source);
        var plan = new SplitPlanner(options, tree).Make();
        RefuseLinks(tree, options.Source);
        RefuseTargets(plan, options.Source);
        return plan;
    }

    public static SplitPlan Run(SplitPlan plan, SplitOptions options, IProgress<int>? progress, CancellationToken cancellation)
    {
        using var work = WorkFolder.Open(options.Target);
        try
        {
            var begun = Begun(options); // once more, as another process may have begun it before the lock was ours
            var isContinued = begun is not null;
            plan = begun ?? plan;
            var moves = new InPlaceMoves(work, plan);
            if (isContinued)
            {
                moves.RefuseChanges();
            }
            else
            {
                RefuseTargets(plan, options.Source);
                SplitJournal.Begin(work, plan);
            }

            moves.Forward(progress, cancellation);
            plan = AugmentedCopies.Make(work, plan, options, isContinued, progress.After(plan.Pictures.Length), cancellation);
            SplitTables.Write(work, plan, isContinued);
            new InPlaceAnnotations(work).Write(plan);
            work.SyncNames(moves.Folders);
            SplitJournal.Finish(work);
            return plan;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException || (e is MienException and not ConfigException && SplitJournal.ReadUnfinished(options.Target) is not null))
        {
            throw new MienException($"{e.Message}\nThe split of '{options.Source}' is unfinished, and every picture is there. Mend this and call the same command again, or put everything back with --undo.", e);
        }
    }

    public static UndoneSplit Undo(string folder, IProgress<int>? progress)
    {
        if (SplitJournal.ReadUnfinished(folder) is null && !SplitJournal.IsFinished(folder))
        {
            throw new ConfigException($"'{folder}' was not split in place, so there is nothing to undo. A split into another folder changes nothing here; delete that folder.");
        }

        using var work = WorkFolder.Open(folder);
        var (plan, finishedAt) = SplitJournal.Reopen(work) ?? throw new MienException($"The split of '{folder}' was undone by another process.");
        var moves = new InPlaceMoves(work, plan);
        var (deleted, kept) = DeleteMade(work, plan, finishedAt);
        if (new InPlaceAnnotations(work).Restore() is { } edited)
        {
            kept.Add(edited);
        }

        var problems = moves.Back(progress);
        if (problems.Count > 0)
        {
            throw new MienException(
                $"{Counted.Of(problems.Count, "picture")} cannot be put back; all others are in train/ again:\n  {string.Join("\n  ", problems.Take(ProblemList.DefaultLimit))}\n"
                + $"Mend that and call --undo again, or delete '{work.Path(WorkFolder.Name)}' to leave it so.");
        }

        var folders = moves.RemoveFolders();
        work.SyncNames(moves.Folders);
        SplitJournal.Remove(work);
        return new(plan.Pictures.Length, deleted, kept, folders);
    }

    private static SplitPlan? Begun(SplitOptions options)
    {
        if (SplitJournal.ReadUnfinished(options.Source) is not { } begun)
        {
            return null;
        }

        if (SplitJournal.IsBeingUndone(options.Source))
        {
            throw new ConfigException($"Undoing the split of '{options.Source}' was begun and is unfinished. Call --undo again, then split anew.");
        }

        var different = JobOptions.Differences(begun.Options.Remove("PATH"), options.ToJobOptions().Remove("PATH"));
        return different.Length == 0
            ? begun
            : throw new ConfigException($"A split of '{options.Source}' was begun with other options and is unfinished: {different}. Call it again as before to finish, or put everything back with --undo.");
    }

    // The names were free when the journal was written, so what bears them is ours, unless somebody has written to it afterwards.
    private static (int DeletedCopies, List<string> Kept) DeleteMade(WorkFolder work, SplitPlan plan, DateTime? finishedAt)
    {
        var (deleted, kept) = (0, new List<string>());
        foreach (var (path, isCopy) in plan.Copies.Select(copy => (plan.Place(copy), true)).Concat(SplitTables.Names(plan).Select(name => (name, false))))
        {
            var file = new FileInfo(work.Path(path));
            if (file.Exists && file.LastWriteTimeUtc > finishedAt)
            {
                kept.Add(path);
            }
            else if (file.Exists)
            {
                file.Delete();
                deleted += isCopy ? 1 : 0;
            }
        }

        return (deleted, kept);
    }

    private static void RefuseLinks(ClassTree tree, string source)
    {
        var links = new DirectoryInfo(tree.Root).LinkTarget is null ? tree.Links : tree.Links.Add("train");
        if (!links.IsEmpty)
        {
            throw new MienException(
                $"'{source}' cannot be split in place, as {links.Length} of its files or folders are symbolic links, which may not lead anywhere after a move: {Shown.List(links)}. "
                + "Split into another folder with --output-path, which copies what they lead to. Nothing was changed.");
        }
    }

    private static void RefuseTargets(SplitPlan plan, string source)
    {
        var folders = plan.PartFolders.Where(part => part != SplitPart.Train.Folder()).Select(part => Path.Combine(source, part));
        var found = folders.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            .Concat(SplitTables.Names(plan).Select(name => Path.Combine(source, name)).Where(Path.Exists)).FirstOrDefault();
        if (found is not null)
        {
            var hint = SplitJournal.IsFinished(source)
                ? "It has been split in place before; --undo puts everything back."
                : "Move it away, or split into another folder with --output-path.";
            throw new ConfigException($"Expected no pictures and tables where those of the split belong but found {Shown.Name(found)}. {hint} Nothing was changed.");
        }
    }
}
