using Mien.Core;
using Mien.Data.Files;

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
        }

        return new SplitPlanner(options, ClassTree.ReadTrain(options.Source)).Make();
    }

    public static void Run(SplitPlan plan, SplitOptions options, OutputJob job, IProgress<int>? progress, CancellationToken cancellation)
    {
        if (!options.Link && OutputJob.Unfinished(options.Output!) is null)
        {
            CopyTask.RequireRoom(options.Output!, plan.Pictures.Sum(picture => picture.SizeBytes));
        }

        using var output = OutputFolder.Open(options.Output!, job with { SourceFingerprint = Fingerprint(plan) }, Allowed);
        try
        {
            foreach (var folder in plan.Folders)
            {
                output.CreateFolder(folder);
            }

            var source = Path.GetFullPath(options.Source);
            CopyTask.Run(output, [.. plan.Pictures.Select(picture => (Path.Combine(source, picture.Before), picture.After))], options.Link, progress, cancellation);
            if (!plan.Copies.IsEmpty)
            {
                new AugmentedCopies(output.Work, plan, options.Pipeline, output.IsContinued).Make(progress.After(plan.Pictures.Length), cancellation);
            }

            SplitTables.Write(output.Work, plan, output.IsContinued);
            output.Finish();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException || (e is MienException and not ConfigException))
        {
            throw CopyTask.Unfinished(output.Root, e);
        }
    }

    private static string Fingerprint(SplitPlan plan) =>
        ContentHash.Of(string.Join('\0', plan.Pictures.Select(picture => FormattableString.Invariant($"{picture.Path}\0{picture.SizeBytes}\0{picture.ModifiedTicks}"))));
}
