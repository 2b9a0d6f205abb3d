using System.Collections.Immutable;
using Mien.Core;
using Mien.Data.Files;
using Mien.Data.Tables;

namespace Mien.Data.Relabelling;

/// <summary>Carries a <see cref="RelabelPlan"/> out.</summary>
public static class Relabelling
{
    /// <summary>Name of the table that says where every picture went.</summary>
    public const string TableName = "relabel.csv";

    /// <summary>Copies every picture to the folder of its label, and writes <see cref="TableName"/>. A call that was interrupted is gone on with.</summary>
    /// <param name="plan">What goes where.</param>
    /// <param name="progress">Takes the number of pictures that are there.</param>
    /// <param name="cancellation">Ends the work between two pictures; the output stays, marked as unfinished.</param>
    /// <exception cref="MienException">Something cannot be read or written. The source is as it was.</exception>
    public static void Run(RelabelPlan plan, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var isBegun = OutputJob.Unfinished(plan.Options.Output) is not null;
        if (!isBegun)
        {
            CopyTask.RequireRoom(plan.Options.Output, plan.Tree.Pictures.Sum(picture => picture.File.SizeBytes));
        }

        using var output = OutputFolder.Open(plan.Options.Output, Job(plan));
        try
        {
            CreateFolders(plan, output);
            CopyTask.Run(output, [.. plan.Pictures.Select(picture => (Path.Combine(plan.Tree.Root, picture.OldPath), $"train/{picture.NewPath}"))], link: false, workers: 0, progress, cancellation);
            output.WriteTable(TableName, ["old_path", "new_path", "old_label", "new_label"], table => WriteRows(plan, table));
            WriteAnnotations(plan, output);
            output.Finish();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CopyTask.Unfinished(output.Root, e);
        }
    }

    private static OutputJob Job(RelabelPlan plan)
    {
        // The plan itself is what decides: a table that was edited in between gives another one.
        var moves = string.Join('\0', plan.Pictures.Select(picture => picture.NewPath));
        var options = ImmutableSortedDictionary<string, string>.Empty
            .Add("PATH", Path.GetFullPath(plan.Options.Source))
            .Add("--label-csv", Path.GetFullPath(plan.Options.LabelCsv ?? Path.Combine(plan.Options.Source, "labels.csv")));
        return new("mien data relabel", options, $"{plan.Tree.Fingerprint()} {ContentHash.Of(moves)}{AnnotationCarrier.Fingerprint(plan.Options.Source)}");
    }

    private static void WriteAnnotations(RelabelPlan plan, OutputFolder output)
    {
        if (plan.HasAnnotations)
        {
            var carried = plan.Pictures.ToDictionary(
                picture => $"train/{picture.OldPath}",
                picture => new CarriedPicture($"train/{picture.NewPath}", picture.OldLabel == picture.NewLabel ? null : picture.NewLabel),
                StringComparer.Ordinal);
            AnnotationCarrier.Write(
                AnnotationCarrier.PathIn(plan.Options.Source), carried, keepOthers: false, (columns, rows) => output.WriteTable(AnnotationTable.FileName, columns, rows));
        }
    }

    private static void CreateFolders(RelabelPlan plan, OutputFolder output)
    {
        var folders = plan.Pictures.Select(picture => $"train/{picture.NewPath[..picture.NewPath.LastIndexOf('/')]}")
            .Concat(plan.Tree.Classes.Select(name => $"train/{name}"));
        foreach (var folder in folders.Distinct(StringComparer.Ordinal))
        {
            output.CreateFolder(folder);
        }
    }

    private static void WriteRows(RelabelPlan plan, CsvTableWriter table)
    {
        foreach (var picture in plan.Pictures)
        {
            table.Add(picture.OldPath).Add(picture.NewPath).Add(picture.OldLabel).Add(picture.NewLabel).EndRow();
        }
    }
}
