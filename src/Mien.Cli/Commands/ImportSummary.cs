using System.Globalization;
using System.Text;
using System.Text.Json;
using Mien.Core;
using Mien.Data.Importing;
using Mien.Reports;

namespace Mien.Cli.Commands;

/// <summary>What an import did, for people and for programs.</summary>
internal static class ImportSummary
{
    public static string Json(ImportResult result, string folder, bool isDryRun) => JsonSerializer.Serialize(
        new { result.Kind, result.Source, Folder = Path.GetFullPath(folder), DryRun = isDryRun, result.Count, result.Pictures, result.LeftOut, result.Remarks, result.ProblemCount, result.Problems },
        JsonStyle.Options);

    public static string NothingToDo(string source, string folder) =>
        JsonSerializer.Serialize(new { Source = Path.GetFullPath(source), Folder = Path.GetFullPath(folder), NothingToDo = true }, JsonStyle.Options);

    public static string Text(ImportResult result, string folder, bool isDryRun)
    {
        var text = new StringBuilder();
        var splits = result.Pictures.Keys.Order(StringComparer.Ordinal).OrderBy(split => split is "train" ? 0 : split is "val" ? 1 : 2).ToArray();
        var table = new TextTable(["class", .. splits]);
        foreach (var label in result.Pictures.Values.SelectMany(classes => classes.Keys).Distinct().Order(StringComparer.Ordinal))
        {
            table.Add([label, .. splits.Select(split => Number(result.Pictures[split].GetValueOrDefault(label)))]);
        }

        table.Add(["all", .. splits.Select(split => Number(result.Pictures[split].Values.Sum()))]);
        text.Append(table.ToText()).Append('\n');
        foreach (var (reason, count) in result.LeftOut)
        {
            text.Append(CultureInfo.InvariantCulture, $"Left out, {PlainText.Of(reason)}: {Number(count)}\n");
        }

        foreach (var (fact, count) in result.Remarks)
        {
            text.Append(CultureInfo.InvariantCulture, $"Pictures {fact}: {Number(count)}\n");
        }

        AppendProblems(text, result);
        text.Append(isDryRun
            ? $"{Pictures(result.Count)} would be imported; nothing was written. Call it again without --dry-run.\n"
            : $"Imported {Pictures(result.Count)} into {folder}; annotations.csv says what is known of each.\n"
                + (splits is ["train"] ? $"Next, keep some of them for testing: mien data split {folder}   or look at them: mien data stats {folder}\n"
                    : $"Next, look at them: mien data stats {folder}   or train on them: mien train recipes/faces-resnet18.yml --set data.path={folder}\n"));
        return text.ToString();
    }

    private static void AppendProblems(StringBuilder text, ImportResult result)
    {
        if (result.ProblemCount == 0)
        {
            return;
        }

        text.Append(CultureInfo.InvariantCulture, $"Left out, with something wrong: {Number(result.ProblemCount)} (--strict makes this an error)\n");
        foreach (var problem in result.Problems)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {PlainText.Of(problem)}\n");
        }

        if (result.ProblemCount > result.Problems.Length)
        {
            text.Append(CultureInfo.InvariantCulture, $"  and {Number(result.ProblemCount - result.Problems.Length)} more\n");
        }
    }

    private static string Pictures(long count) => Counted.Of(count, "picture", format: "#,0");

    private static string Number(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);
}
