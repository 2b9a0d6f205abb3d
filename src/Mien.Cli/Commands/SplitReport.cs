using System.Globalization;
using System.Text.Json;
using Mien.Core;
using Mien.Data.Splitting;
using Mien.Reports;

namespace Mien.Cli.Commands;

/// <summary>What a split does, in words and numbers.</summary>
internal static class SplitReport
{
    public static string Table(SplitPlan plan)
    {
        var hasValidation = plan.Counts.Any(item => item.Validation > 0);
        List<string> headers = ["class", "pictures", "train", "copies", "train in all", "test", "copies", "test in all"];
        if (hasValidation)
        {
            headers.Insert(5, "val");
        }

        var table = new TextTable(headers);
        var total = new ClassCounts("all", plan.Counts.Sum(item => item.Train), plan.Counts.Sum(item => item.Validation), plan.Counts.Sum(item => item.Test), plan.Counts.Sum(item => item.TrainFinal), plan.Counts.Sum(item => item.TestFinal));
        foreach (var item in plan.Counts.Append(total))
        {
            List<string> cells =
                [item.Name, Text(item.Size), Text(item.Train), Text(item.TrainFinal - item.Train), Text(item.TrainFinal), Text(item.Test), Text(item.TestFinal - item.Test), Text(item.TestFinal)];
            if (hasValidation)
            {
                cells.Insert(5, Text(item.Validation));
            }

            table.Add(cells);
        }

        return table.ToText();
    }

    public static void WriteRemarks(SplitPlan plan, TextWriter error)
    {
        for (var index = 0; index < plan.Counts.Length; index++)
        {
            var (rule, actual) = (plan.RuleCounts[index], plan.Counts[index]);
            if (rule.Train == actual.Train && rule.Validation == actual.Validation && rule.Test == actual.Test)
            {
                continue;
            }

            var validation = rule.Validation > 0 ? $", {actual.Validation - rule.Validation:+#;-#;0} in val/" : "";
            error.WriteLine($"{PlainText.Of(rule.Name)}: {actual.Train - rule.Train:+#;-#;0} pictures in train/{validation}, {actual.Test - rule.Test:+#;-#;0} in test/ beside the rule, to keep people on one side.");
        }

        foreach (var item in plan.Counts.Where(item => item.Size == 0))
        {
            error.WriteLine($"{PlainText.Of(item.Name)}: no pictures.");
        }

        NamedFiles.Write(error, plan.OtherFiles, "Files that are no pictures and stay where they are");
        NamedFiles.WriteAlike(error, plan.AlikeNames);
    }

    public static void WriteSummary(SplitPlan plan, SplitOptions options, TextWriter output)
    {
        var target = options.Output ?? options.Source;
        var tables = plan.Copies.IsEmpty ? "" : $" and made {Counted.Of(plan.Copies.Length, "augmented copy", "augmented copies")} (augmented.csv)";
        output.WriteLine(options.Output is null
            ? $"Moved {plan.Pictures.Count(picture => picture.Part != SplitPart.Train)} of {Counted.Of(plan.Pictures.Length, "picture")} within {target}{tables}."
            : $"{(options.Link ? "Linked" : "Copied")} {Counted.Of(plan.Pictures.Length, "picture")} to {target}{tables}.");
        NamedFiles.Write(output, [.. plan.PassedOver.Select(picture => $"{picture.Path} ({picture.Problem})")], "Pictures that cannot be decoded; they keep their place, and copies were made of others");
        if (options.Output is null)
        {
            output.WriteLine($"To put everything back: mien data split {target} --undo");
        }

        output.WriteLine($"Next, look at the parts: mien data stats {target}");
    }

    public static void WriteKept(UndoneSplit undone, TextWriter output)
    {
        NamedFiles.Write(output, undone.KeptFiles, "Files that the split had made or changed, which were written to since and are kept");
        NamedFiles.Write(output, undone.KeptFolders, "Folders that are not empty and are kept");
    }

    public static string Json(SplitPlan plan, SplitOptions options, bool isDryRun) => JsonSerializer.Serialize(
        new
        {
            Source = Path.GetFullPath(options.Source),
            Folder = Path.GetFullPath(options.Output ?? options.Source),
            InPlace = options.Output is null,
            DryRun = isDryRun,
            plan.Seed,
            Count = plan.Pictures.Length,
            Copies = plan.Copies.Length,
            Classes = plan.Counts.Select(item => new { item.Name, item.Size, item.Train, item.Validation, item.Test, item.TrainFinal, item.TestFinal }),
            Annotations = plan.HasAnnotations,
            plan.OtherFiles,
            plan.AlikeNames,
            plan.PassedOver,
        },
        JsonStyle.Options);

    private static string Text(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
