using System.Text.Json;
using Mien.Core;
using Mien.Data.Relabelling;

namespace Mien.Cli.Commands;

/// <summary>What a relabelling did, for people and for programs.</summary>
internal static class RelabelReport
{
    public static void WriteRemarks(RelabelPlan plan, TextWriter error)
    {
        if (plan.Problems.Count > 0)
        {
            error.WriteLine($"Rows with something wrong, which do not count: {plan.Problems.Count} (--strict makes this an error)");
        }

        foreach (var line in plan.Problems.Lines)
        {
            error.WriteLine($"  {PlainText.Of(line)}");
        }

        NamedFiles.Write(error, plan.WithoutRow, "Pictures without a row in the table, which keep their class");
        NamedFiles.Write(error, plan.OtherFiles, "Files that are no pictures and are not copied");
        NamedFiles.WriteAlike(error, plan.AlikeNames);
    }

    public static void WriteSummary(RelabelPlan plan, TextWriter output)
    {
        var classes = plan.NewClasses.IsEmpty ? "" : $"; new classes: {string.Join(", ", plan.NewClasses.Select(name => PlainText.Of(name)))}";
        output.WriteLine($"Copied {Counted.Of(plan.Pictures.Length, "picture")} to {plan.Options.Output}, {Moved(plan)} of them to another class{classes}.");
        var renamed = Renamed(plan) > 0 ? $"Pictures with another name, because their new class has one of theirs: {Renamed(plan)}. " : "";
        output.WriteLine($"{renamed}{Relabelling.TableName} says what went where.");
        output.WriteLine($"Next, part them: mien data split {plan.Options.Output} --balance-train --seed 27");
    }

    public static string Json(RelabelPlan plan) => JsonSerializer.Serialize(
        new
        {
            Source = Path.GetFullPath(plan.Options.Source),
            Folder = Path.GetFullPath(plan.Options.Output),
            Count = plan.Pictures.Length,
            Moved = Moved(plan),
            Renamed = Renamed(plan),
            Classes = new SortedDictionary<string, int>(plan.Pictures.CountBy(picture => picture.NewLabel).ToDictionary(), StringComparer.Ordinal),
            plan.NewClasses,
            Annotations = plan.HasAnnotations,
            WithoutRow = plan.WithoutRow.Length,
            plan.OtherFiles,
            plan.AlikeNames,
            ProblemCount = plan.Problems.Count,
            Problems = plan.Problems.Kept.Select(problem => problem.ToString()),
        },
        JsonStyle.Options);

    private static int Moved(RelabelPlan plan) => plan.Pictures.Count(picture => picture.OldLabel != picture.NewLabel);

    private static int Renamed(RelabelPlan plan) => plan.Pictures.Count(picture => picture.IsRenamed);
}
