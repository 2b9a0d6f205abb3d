using Mien.Core;
using Mien.Data.Files;

namespace Mien.Data.Splitting;

/// <summary>The plan of a split in place, on the disk before the first picture is moved and kept afterwards so that it can be undone.</summary>
internal static class SplitJournal
{
    public const string Unfinished = "split.json";

    private const string Finished = "split-done.json";
    private const string FinishedMark = "split-done-at"; // its date counts, and only once the journal has its last name
    private const string UndoMark = "split-undo"; // the same file while a finished split is being undone

    /// <summary>The plan of a split that was begun and not finished, or null.</summary>
    public static SplitPlan? ReadUnfinished(string folder) => Read(folder);

    /// <summary>Whether a finished split can be undone.</summary>
    public static bool IsFinished(string folder) => File.Exists(WorkFolder.FileIn(folder, Finished)) || EarlierSplits.Exist(folder);

    /// <summary>Whether undoing a finished split was begun and is unfinished.</summary>
    public static bool IsBeingUndone(string folder) => UndoneFinishedAt(folder) is not null;

    public static void Begin(WorkFolder work, SplitPlan plan)
    {
        if (File.Exists(work.FileIn(Finished)))
        {
            EarlierSplits.Keep(work, Finished);
        }

        work.Clear();
        if (plan.HasAnnotations)
        {
            new InPlaceAnnotations(work).Remember();
        }

        SignedFile.Write(work.FileIn(Unfinished), json => JournalJson.Write(json, plan));
    }

    public static void Finish(WorkFolder work)
    {
        AtomicFile.WriteText(work.FileIn(FinishedMark), "");
        SafeFile.Move(work.FileIn(Unfinished), work.FileIn(Finished));
        SafeFile.SyncFolder(Path.GetDirectoryName(work.FileIn(Finished))!);
    }

    /// <summary>Takes the plan of a finished or unfinished split up again, to undo it. Copies no longer count as made, as they are deleted next.</summary>
    /// <returns>The plan, and when the split was finished, in UTC, if it was.</returns>
    public static (SplitPlan Plan, DateTime? FinishedAt)? Reopen(WorkFolder work)
    {
        if (ReadUnfinished(work.Root) is null && IsFinished(work.Root))
        {
            EarlierSplits.Forget(work, Finished);
            EarlierSplits.Restore(work, Finished);
            if (File.Exists(work.FileIn(FinishedMark)))
            {
                SafeFile.Move(work.FileIn(FinishedMark), work.FileIn(UndoMark));
            }

            SafeFile.Move(work.FileIn(Finished), work.FileIn(Unfinished));
        }

        SplitTables.DeleteRows(work);
        work.SyncNames([WorkFolder.Name]);
        return ReadUnfinished(work.Root) is { } plan ? (plan, UndoneFinishedAt(work.Root)) : null;
    }

    /// <summary>Forgets a split that was undone; one that was finished before it can be undone then.</summary>
    public static void Remove(WorkFolder work)
    {
        if (EarlierSplits.Exist(work.Root))
        {
            File.Delete(work.FileIn(Unfinished));
            EarlierSplits.Restore(work, Finished);
        }
        else
        {
            work.Remove(Unfinished);
        }
    }

    private static DateTime? UndoneFinishedAt(string folder) =>
        WorkFolder.FileIn(folder, UndoMark) is var path && File.Exists(path) ? File.GetLastWriteTimeUtc(path) : null;

    private static SplitPlan? Read(string folder)
    {
        var path = WorkFolder.FileIn(folder, Unfinished);
        try
        {
            return File.Exists(path) ? PassedOverSources.Apply(SignedFile.Read(path, JournalJson.ReadPlan), folder) : null;
        }
        catch (MienException e)
        {
            throw new MienException($"A split of '{folder}' was begun or made, but its journal cannot be used: {e.Message} No picture is lost: they lie in train/, val/ and test/ under their old names. Delete '{Path.GetDirectoryName(path)}' to leave them there.", e);
        }
    }
}
