using Mien.Core;
using Mien.Data.Tables;

namespace Mien.Data.Importing.Kinds;

/// <summary>
/// FER+ (Barsoum, Zhang, Canton Ferrer and Zhang 2016, "Training deep networks for facial expression recognition with crowd-sourced label
/// distribution", ICMI): ten votes for every row of fer2013.csv, in fer2013new.csv.
/// </summary>
/// <remarks>
/// As in the program the authors published: a single vote for a choice does not count; the label is the choice that has more than half of the
/// votes that do, and unknown where there is none; rows that are unknown or no face are left out. Soft labels are the votes that
/// count for the eight expressions, as fractions.
/// </remarks>
internal sealed class FerPlus(string pixelPath, string votePath, ImportOptions options) : IImporter
{
    private readonly FerVotes _votes = new(options);

    public AnnotationFacts Facts { get; } = new() { SoftClasses = FerVotes.Expressions };

    public IEnumerable<string> Lists => [pixelPath, votePath];

    /// <exception cref="ConfigException">One of the two tables is missing.</exception>
    public static IImporter Open(string source, ImportOptions options)
    {
        var folder = File.Exists(source) ? Path.GetDirectoryName(source)! : source;
        var (pixels, votes) = (FerPixels.Find(folder), CollectionFiles.Find(folder, "fer2013new.csv"));
        return pixels is not null && votes is not null ? new FerPlus(pixels, votes, options)
            : pixels is null && votes is null && FerPlusFolders.Find(folder) is { IsEmpty: false } lists ? new FerPlusFolders(lists, options)
            : throw new ConfigException(
                $"Expected fer2013.csv and fer2013new.csv side by side in '{folder}' but there is no {(pixels is null ? "fer2013.csv: the votes come without the pictures, which are those of FER-2013" : "fer2013new.csv")}.");
    }

    public IEnumerable<ImportRecord> Read(ImportLog log)
    {
        using var pixelTable = CsvTable.Open(pixelPath, problems: log.Problems);
        using var voteTable = CsvTable.Open(votePath, problems: log.Problems);
        var pixels = new FerPixels(pixelTable);
        var columns = voteTable.Require([.. FerVotes.Columns]);
        var usage = voteTable.Require("Usage")[0];
        pixelTable.Require("Usage");
        while (NextPair(pixelTable, voteTable))
        {
            log.Fraction = pixelTable.Progress;
            if (voteTable.Text(usage) != pixels.Usage)
            {
                log.Problems.Add(voteTable.Origin, $"expected the usage '{pixels.Usage}' of the same row of {Path.GetFileName(pixelPath)} but got '{voteTable.Text(usage)}': the files do not belong together");
            }
            else if (FerVotes.Read(voteTable, columns) is { } votes && _votes.Label(votes, log) is { } label && pixels.Split() is { } split && pixels.Picture() is { } picture)
            {
                yield return new()
                {
                    Origin = voteTable.Origin,
                    Split = split,
                    Picture = picture,
                    Known = new()
                    {
                        FileName = pixels.FileName,
                        Label = label,
                        Source = pixelTable.Origin,
                        SoftLabels = FerVotes.Fractions(votes),
                    },
                };
            }
        }
    }

    // Rows belong together by their line: a malformed row that is passed over in one file must not shift the other.
    private static bool NextPair(CsvTable pixels, CsvTable votes)
    {
        var (hasPixels, hasVotes) = (pixels.Next(), votes.Next());
        while (hasPixels && hasVotes && pixels.Line != votes.Line)
        {
            if (pixels.Line < votes.Line)
            {
                hasPixels = Skip(pixels, votes);
            }
            else
            {
                hasVotes = Skip(votes, pixels);
            }
        }

        while (hasPixels != hasVotes)
        {
            (hasPixels, hasVotes) = hasPixels ? (Skip(pixels, votes), false) : (false, Skip(votes, pixels));
        }

        return hasPixels;
    }

    private static bool Skip(CsvTable table, CsvTable other)
    {
        table.Problems.Add(table.Origin, $"there is no such row in {Path.GetFileName(other.Name)}");
        return table.Next();
    }
}
