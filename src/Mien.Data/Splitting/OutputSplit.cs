using Mien.Core;
using Mien.Data.Files;
using Mien.Data.Tables;

namespace Mien.Data.Splitting;

/// <summary>A split into another folder; the source is not changed.</summary>
internal static class OutputSplit
{
    private const string Allowed = "train"; // may be there, empty, as for the Python script

    public static SplitPlan Plan(SplitOptions options)
    {
        FolderPair.Check(options.Source, options.Output!);
        if (OutputJob.Unfinished(options.Output!) is null)
        {
            OutputFolder.RefuseContent(options.Output!, Allowed);
            return new SplitPlanner(options, ClassTree.ReadTrain(options.Source)).Make();
        }

        return PassedOverSources.Apply(new SplitPlanner(options, ClassTree.ReadTrain(options.Source)).Make(), options.Output!);
    }

    public static SplitPlan Run(SplitPlan plan, SplitOptions options, OutputJob job, IProgress<int>? progress, CancellationToken cancellation)
    {
        if (OutputJob.Unfinished(options.Output!) is null)
        {
            // A copy takes about as much as its source.
            var copies = plan.Copies.Sum(copy => plan.Pictures[copy.Source].SizeBytes);
            CopyTask.RequireRoom(options.Output!, copies + (options.Link ? 0 : plan.Pictures.Sum(picture => picture.SizeBytes)));
        }

        using var output = OutputFolder.Open(options.Output!, job with { SourceFingerprint = Fingerprint(plan) + AnnotationCarrier.Fingerprint(options.Source) }, Allowed);
        try
        {
            foreach (var folder in plan.Folders)
            {
                output.CreateFolder(folder);
            }

            var source = Path.GetFullPath(options.Source);
            CopyTask.Run(output, [.. plan.Pictures.Select(picture => (Path.Combine(source, picture.Before), picture.After))], options.Link, options.Workers, progress, cancellation);
            plan = AugmentedCopies.Make(output.Work, plan, options, output.IsContinued, progress.After(plan.Pictures.Length), cancellation);
            SplitTables.Write(output.Work, plan, output.IsContinued);
            if (plan.HasAnnotations)
            {
                AnnotationCarrier.Write(
                    AnnotationCarrier.PathIn(options.Source), plan.CarriedPictures(), keepOthers: false, (columns, rows) => output.WriteTable(AnnotationTable.FileName, columns, rows));
            }

            output.Finish();
            return plan;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException || (e is MienException and not ConfigException))
        {
            throw CopyTask.Unfinished(output.Root, e);
        }
    }

    private static string Fingerprint(SplitPlan plan) =>
        ContentHash.Of(string.Join('\0', plan.Pictures.Select(picture => FormattableString.Invariant($"{picture.Path}\0{picture.SizeBytes}\0{picture.ModifiedTicks}"))));
}
