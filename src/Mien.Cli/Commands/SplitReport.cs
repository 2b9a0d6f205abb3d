using System.Globalization;
using Mien.Data.Splitting;
using Mien.Reports;

namespace Mien.Cli.Commands;

/// <summary>What a split does, in words and numbers.</summary>
internal static class SplitReport
{
    private const int ShownCount = 10;

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
            List<int> cells = [item.Size, item.Train, item.TrainFinal - item.Train, item.TrainFinal, item.Test, item.TestFinal - item.Test, item.TestFinal];
            if (hasValidation)
            {
                cells.Insert(4, item.Validation);
            }

            table.Add([item.Name, .. cells.Select(cell => cell.ToString("N0", CultureInfo.InvariantCulture))]);
        }

        return table.ToText();
    }

    public static void WriteRemarks(SplitPlan plan, TextWriter error)
    {
        foreach (var (rule, actual) in plan.RuleCounts.Zip(plan.Counts).Where(pair => (pair.First.Train, pair.First.Validation, pair.First.Test) != (pair.Second.Train, pair.Second.Validation, pair.Second.Test)))
        {
            var validation = rule.Validation > 0 ? $", {actual.Validation - rule.Validation:+#;-#;0} in val/" : "";
            error.WriteLine($"{rule.Name}: {actual.Train - rule.Train:+#;-#;0} pictures in train/{validation}, {actual.Test - rule.Test:+#;-#;0} in test/ beside the rule, to keep people on one side.");
        }

        foreach (var item in plan.Counts.Where(item => item.Size == 0))
        {
            error.WriteLine($"{item.Name}: no pictures.");
        }

        if (!plan.OtherFiles.IsEmpty)
        {
            var names = string.Join(", ", plan.OtherFiles.Take(ShownCount).Select(name => name.ReplaceLineEndings("\\n")));
            error.WriteLine($"{plan.OtherFiles.Length} files are no pictures; they stay where they are: {names}{(plan.OtherFiles.Length > ShownCount ? ", ..." : "")}");
        }
    }

    public static void WriteSummary(SplitPlan plan, SplitOptions options, TextWriter output)
    {
        var target = options.Output ?? options.Source;
        var tables = plan.Copies.IsEmpty ? "" : $" and made {plan.Copies.Length} augmented copies (augmented.csv)";
        output.WriteLine(options.Output is null
            ? $"Moved {plan.Pictures.Count(picture => picture.Part != SplitPart.Train)} of {plan.Pictures.Length} pictures within {target}{tables}."
            : $"{(options.Link ? "Linked" : "Copied")} {plan.Pictures.Length} pictures to {target}{tables}.");
        if (options.Output is null)
        {
            output.WriteLine($"To put everything back: mien data split {target} --undo");
        }

        output.WriteLine($"Next, look at the parts: mien data stats {target}");
    }

    public static void WriteKept(UndoneSplit undone, TextWriter output)
    {
        if (undone.KeptFiles.Count > 0)
        {
            output.WriteLine($"{undone.KeptFiles.Count} files that the split had made were changed since and were kept: {string.Join(", ", undone.KeptFiles.Take(ShownCount))}");
        }

        if (undone.KeptFolders.Count > 0)
        {
            output.WriteLine($"{undone.KeptFolders.Count} folders are not empty and were kept: {string.Join(", ", undone.KeptFolders.Take(ShownCount))}");
        }
    }
}
