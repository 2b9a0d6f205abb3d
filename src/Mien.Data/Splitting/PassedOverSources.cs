using System.Collections.Immutable;
using Mien.Core;
using Mien.Data.Files;
using Mien.Imaging;

namespace Mien.Data.Splitting;

/// <summary>Pictures that cannot be decoded, found while copies are made. They lie beside the journal, so that whoever goes on, or undoes, knows the same copies.</summary>
internal static class PassedOverSources
{
    private const string Name = "passed-over.json";

    /// <summary>The plan as an earlier call has changed it.</summary>
    /// <exception cref="MienException">What it left cannot be read.</exception>
    public static SplitPlan Apply(SplitPlan plan, string folder)
    {
        var path = WorkFolder.FileIn(folder, Name);
        return File.Exists(path) ? plan.PassOver(SignedFile.Read(path, JournalJson.ReadPassedOver)) : plan;
    }

    /// <summary>
    /// Looks at every picture that copies could be made of and takes those out that cannot be decoded. The plan then is what it would have been
    /// had they not been candidates, whichever of them was met first.
    /// </summary>
    /// <returns>The plan with other copies; null if all pictures can be decoded.</returns>
    /// <exception cref="MienException">A picture cannot be read at all, or none of a class is left.</exception>
    public static SplitPlan? Exclude(WorkFolder work, SplitPlan plan, int workers, CancellationToken cancellation)
    {
        var filled = plan.Copies.Select(copy => (plan.Pictures[copy.Source].Class, plan.Pictures[copy.Source].Part)).ToHashSet();
        var candidates = plan.Pictures.Where(picture => filled.Contains((picture.Class, picture.Part))).ToArray();
        var problems = new string?[candidates.Length];
        InParallel.For(candidates.Length, workers, () => 0, (index, _) => problems[index] = Problem(work.Path(candidates[index].After)), cancellation: cancellation);
        ImmutableArray<PassedOverPicture> found = [.. candidates.Zip(problems).Where(pair => pair.Second is not null).Select(pair => new PassedOverPicture(pair.First.Path, pair.Second!))];
        if (found.Length == plan.PassedOver.Length)
        {
            return null;
        }

        var next = Without(plan, found);
        DeleteCopies(work, plan, next);
        SignedFile.Write(work.FileIn(Name), json => JournalJson.Write(json, found));
        return next;
    }

    private static SplitPlan Without(SplitPlan plan, ImmutableArray<PassedOverPicture> found)
    {
        try
        {
            return plan.PassOver(found);
        }
        catch (MienException e)
        {
            var lines = found.Take(ProblemList.DefaultLimit).Select(picture => $"\n  {Shown.Name(picture.Path)}: {picture.Problem}");
            throw new MienException($"{e.Message} Of all candidates {found.Length} cannot:{string.Concat(lines)}", e);
        }
    }

    private static string? Problem(string path)
    {
        var bytes = ImageCodec.ReadBytes(path);
        try
        {
            ImageCodec.Decode(bytes, path);
            return null;
        }
        catch (ImageException e)
        {
            return e.Problem;
        }
    }

    // Before the new list counts, because nothing knows these copies afterwards.
    private static void DeleteCopies(WorkFolder work, SplitPlan plan, SplitPlan next)
    {
        SplitTables.DeleteRows(work);
        foreach (var place in plan.Copies.Select(plan.Place).Except(next.Copies.Select(next.Place), StringComparer.Ordinal))
        {
            File.Delete(work.Path(place));
        }
    }
}
