using Mien.Core;
using Mien.Data.Files;
using Mien.Data.Tables;

namespace Mien.Data.Splitting;

/// <summary>Moves the pictures of a plan to their parts, or back, by renames. Both may be interrupted anywhere and called again, in either direction.</summary>
internal sealed class InPlaceMoves(WorkFolder work, SplitPlan plan)
{
    /// <summary>Every folder that a picture leaves or enters; relative paths.</summary>
    public IEnumerable<string> Folders { get; } =
        [.. plan.Pictures.SelectMany(picture => new[] { Parent(picture.Before), Parent(picture.After) }).Concat(plan.Folders).Distinct(StringComparer.Ordinal)];

    /// <summary>Compares the folder with a journal that an interrupted call left.</summary>
    /// <exception cref="MienException">Pictures have vanished, were changed or were added since; all of them.</exception>
    public void RefuseChanges()
    {
        List<string> vanished = [], changed = [], doubled = [];
        foreach (var picture in plan.Pictures)
        {
            var (before, after) = Places(picture);
            var list = (before.Exists, after.Exists) switch
            {
                (false, false) => vanished,
                (true, true) when picture.Part != SplitPart.Train && !AreCopies(before, after) => doubled,
                _ when !Matches(before.Exists ? before : after, picture) => changed,
                _ => null,
            };
            list?.Add(picture.Path);
        }

        if (new InPlaceAnnotations(work).WasChanged)
        {
            changed.Add(AnnotationTable.FileName);
        }

        var problems = new[] { Line("have vanished", vanished), Line("were written to", changed), Line("lie in two parts", doubled), Line("were added", Added()) }.OfType<string>().ToArray();
        if (problems.Length > 0)
        {
            throw new MienException(
                $"The split of '{work.Root}' was interrupted, and pictures were changed since, so that it cannot go on:\n{string.Join('\n', problems)}\n"
                + "Mend that and call it again, or put the pictures back with --undo and split anew.");
        }
    }

    public void Forward(IProgress<int>? progress, CancellationToken cancellation)
    {
        foreach (var folder in plan.Folders)
        {
            Directory.CreateDirectory(work.Path(folder));
        }

        for (var index = 0; index < plan.Pictures.Length; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (plan.Pictures[index].Part != SplitPart.Train)
            {
                var (before, after) = Places(plan.Pictures[index]);
                Move(before, after);
            }

            progress?.Report(index + 1);
        }
    }

    /// <returns>Pictures that could not be put back, with the reason.</returns>
    public IReadOnlyList<string> Back(IProgress<int>? progress)
    {
        List<string> problems = [];
        for (var index = 0; index < plan.Pictures.Length; index++)
        {
            var (before, after) = Places(plan.Pictures[index]);
            if (!before.Exists && !after.Exists)
            {
                problems.Add($"{Shown.Name(plan.Pictures[index].Path)} has vanished");
            }
            else if (plan.Pictures[index].Part != SplitPart.Train && after.Exists && before.Exists && !AreCopies(before, after))
            {
                problems.Add($"{Shown.Name(plan.Pictures[index].Path)} lies in train/ and {plan.Pictures[index].Part.Folder()}/, with different contents or as a link to itself");
            }
            else if (plan.Pictures[index].Part != SplitPart.Train && after.Exists)
            {
                Directory.CreateDirectory(before.DirectoryName!);
                Move(after, before);
            }

            progress?.Report(index + 1);
        }

        return problems;
    }

    /// <summary>Removes the folders that the split has made and that are empty.</summary>
    /// <returns>Those that are not.</returns>
    public IReadOnlyList<string> RemoveFolders()
    {
        List<string> kept = [];
        foreach (var folder in plan.Folders.Reverse().Where(folder => Directory.Exists(work.Path(folder))))
        {
            if (Directory.EnumerateFileSystemEntries(work.Path(folder)).Any())
            {
                kept.Add(folder);
            }
            else
            {
                Directory.Delete(work.Path(folder));
            }
        }

        return kept;
    }

    // On file systems that cannot rename without replacing, an interrupted move leaves one file under two names.
    private static void Move(FileInfo from, FileInfo to)
    {
        if (!to.Exists)
        {
            SafeFile.Move(from.FullName, to.FullName);
        }
        else if (from.Exists && AreCopies(from, to))
        {
            from.Delete();
        }
    }

    // Where one name leads to the other by a symbolic link, there is one file, and deleting it would lose the picture.
    private static bool AreCopies(FileInfo one, FileInfo two) =>
        PictureFolder.RealPath(one.FullName) != PictureFolder.RealPath(two.FullName) && FileContent.Equal(one.FullName, two.FullName);

    private (FileInfo Before, FileInfo After) Places(PlannedPicture picture) => (new(work.Path(picture.Before)), new(work.Path(picture.After)));

    private static string Parent(string path) => path[..path.LastIndexOf('/')];

    private static bool Matches(FileInfo file, PlannedPicture picture) => file.Length == picture.SizeBytes && file.LastWriteTimeUtc.Ticks == picture.ModifiedTicks;

    private List<string> Added()
    {
        var known = plan.Pictures.SelectMany(picture => new[] { picture.Before, picture.After })
            .Concat(plan.Copies.Select(plan.Place)).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. plan.PartFolders.SelectMany(part => ClassTree.Read(work.Path(part)).Pictures.Select(picture => $"{part}/{picture.Path}"))
                .Where(path => !known.Contains(path)),
        ];
    }

    private static string? Line(string what, List<string> names) => names.Count == 0 ? null : $"  {names.Count} {what}: {Shown.List(names)}";
}
