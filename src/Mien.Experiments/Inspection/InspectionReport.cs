using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Mien.Core;
using Mien.Data;
using Mien.Data.Files;
using Mien.Data.Tables;
using Mien.Reports;

namespace Mien.Experiments;

/// <summary>Writes what an inspection found into a folder: a page for people, tables, charts, contact sheets and JSON.</summary>
public static class InspectionReport
{
    /// <summary>The page for people.</summary>
    public const string Page = "index.html";

    /// <summary>The first free one of <c>PARENT/NAME</c>, <c>PARENT/NAME-2</c> and so on.</summary>
    /// <param name="parent">Folder of all reports; need not exist.</param>
    /// <param name="inspected">The folder that was inspected, whose name the report gets.</param>
    public static string FreeFolder(string parent, string inspected)
    {
        var name = new DirectoryInfo(Path.GetFullPath(inspected)).Name is { Length: > 0 } last && last != "/" ? last : "root";
        var numbers = Enumerable.Range(1, int.MaxValue);
        return numbers.Select(number => Path.Combine(parent, number == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}-{number}"))).First(path => !Path.Exists(path));
    }

    /// <summary>Writes the report.</summary>
    /// <param name="inspection">What was found.</param>
    /// <param name="folder">Absent or empty.</param>
    /// <returns>What could not be drawn, and why; empty where all is there.</returns>
    /// <exception cref="ConfigException">There is something in the folder.</exception>
    /// <exception cref="MienException">The folder cannot be written to.</exception>
    public static ImmutableArray<string> Write(DatasetInspection inspection, string folder)
    {
        ArgumentNullException.ThrowIfNull(inspection);
        var json = InspectionJson.Text(inspection);
        var job = new OutputJob("mien data stats", ImmutableSortedDictionary<string, string>.Empty, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json))));
        using var output = OutputFolder.Open(folder, job);
        AtomicFile.WriteText(output.Full("stats.json"), json);
        WritePictures(inspection, output.Full("pictures.csv"));
        WriteDuplicates(inspection, output.Full("duplicates.csv"));
        var charts = new InspectionCharts(inspection, output);
        var sheets = new InspectionSheets(inspection, output);
        HtmlPage.Write(output.Full(Page), $"Dataset {new DirectoryInfo(inspection.Root).Name}", inspection.Root, Sections(inspection, charts, sheets));
        output.Finish();
        return charts.Problems;
    }

    private static IEnumerable<PageSection> Sections(DatasetInspection inspection, InspectionCharts charts, InspectionSheets sheets)
    {
        var risks = inspection.Risks;
        yield return new()
        {
            Heading = "What to know before training",
            Paragraphs = risks.IsEmpty ? ["Nothing was found that puts results at risk."] : [],
            Remarks = [.. risks.Select(risk => new PageRemark((RemarkLevel)risk.Severity, risk.Finding, risk.Advice))],
        };
        yield return new()
        {
            Heading = "Classes",
            Tables = [InspectionTables.Classes(inspection)],
            Pictures = charts.ClassCounts,
            Paragraphs = ["The balanced weight is n / (k n_c) of the training split, for n pictures, k classes and n_c pictures of the class: loss.class_weights=balanced uses it."],
        };
        yield return new() { Heading = "Pictures", Tables = [InspectionTables.Kinds(inspection)] };
        if (charts.Affect.Count > 0)
        {
            yield return new() { Heading = "Valence and arousal", Pictures = charts.Affect };
        }

        foreach (var section in sheets.Sections())
        {
            yield return section;
        }

        yield return new()
        {
            Heading = "Files",
            Paragraphs = ["pictures.csv: all that was found out about each picture. duplicates.csv: groups of pictures that are alike. stats.json: all figures. Each chart has its CSV beside it."],
        };
    }

    private static void WritePictures(DatasetInspection inspection, string path) => CsvTableWriter.Write(
        path, ["filename", "split", "label", "bytes", "format", "width", "height", "grey", "brightness", "contrast", "sharpness", "faces", "problem"], table =>
    {
        foreach (var picture in inspection.Pictures)
        {
            table.Add(picture.Path).Add(picture.Split).Add(inspection.Labels[picture.Label]).Add(picture.SizeBytes);
            if (picture.Problem is null)
            {
                table.Add(picture.Header.Format.ToString()).Add(picture.Header.Width).Add(picture.Header.Height).Add(picture.IsGrey ? "yes" : "no")
                    .Add(Math.Round(picture.Brightness, 2)).Add(Math.Round(picture.Contrast, 2)).Add(Math.Round(picture.Sharpness, 4)).Add((long?)picture.FaceCount).Add("").EndRow();
            }
            else
            {
                table.Add("").Add("").Add("").Add("").Add("").Add("").Add("").Add("").Add(picture.Problem).EndRow();
            }
        }
    });

    private static void WriteDuplicates(DatasetInspection inspection, string path) => CsvTableWriter.Write(
        path, ["group", "likeness", "mirrored", "several_labels", "several_splits", "filename", "split", "label"], table =>
    {
        foreach (var (number, group) in inspection.Groups.Index())
        {
            foreach (var picture in group.Members.Select(index => inspection.Pictures[index]))
            {
                table.Add(number + 1).Add(group.Likeness.ToString()).Add(YesNo(group.HasMirrored)).Add(YesNo(group.HasSeveralLabels)).Add(YesNo(group.HasSeveralSplits))
                    .Add(picture.Path).Add(picture.Split).Add(inspection.Labels[picture.Label]).EndRow();
            }
        }
    });

    private static string YesNo(bool value) => value ? "yes" : "no";
}
