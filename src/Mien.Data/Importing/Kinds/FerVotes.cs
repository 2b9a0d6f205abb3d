using System.Collections.Immutable;
using Mien.Data.Tables;

namespace Mien.Data.Importing.Kinds;

/// <summary>The ten votes of a row of FER+, and what they mean (see <see cref="FerPlus"/>).</summary>
internal sealed class FerVotes(ImportOptions options)
{
    private const string Unknown = "unknown";
    private const string NoFace = "no-face";
    private const int MostVotes = 1000;

    /// <summary>The columns of the votes, in the order of the published tables.</summary>
    public static readonly ImmutableArray<string> Columns = ["neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt", "unknown", "NF"];

    private static readonly ImmutableArray<string> Choices = [.. Columns.Take(8).Select(CollectionFiles.ClassName), Unknown, NoFace];

    /// <summary>Our names of the eight expressions among them.</summary>
    public static ImmutableArray<string> Expressions => [.. Choices.Take(8)];

    /// <summary>The votes that count; null and a problem where there are none.</summary>
    public static int[]? Read(CsvTable table, ImmutableArray<int> columns)
    {
        var votes = columns.Select(column => table.WholeNumber(column) ?? -1).ToArray();
        if (votes.Any(vote => vote is < 0 or > MostVotes) || votes.Sum() == 0)
        {
            table.Problems.Add(table.Origin, "expected numbers of votes, at least one of them above 0");
            return null;
        }

        // The authors' treatment of outliers. It leaves nothing of a row in which nobody agreed.
        return Array.ConvertAll(votes, vote => vote == 1 ? 0 : vote);
    }

    /// <summary>The label; null for a row that is left out, which is counted.</summary>
    public string? Label(int[] votes, ImportLog log)
    {
        var most = votes.Max();
        var isClear = options.Plurality ? votes.Count(vote => vote == most) == 1 && most > 0 : 2 * most > votes.Sum();
        var choice = isClear ? Choices[Array.IndexOf(votes, most)] : Unknown;
        if (choice is not (Unknown or NoFace) || options.Keep.Contains(choice))
        {
            return choice;
        }

        log.LeaveOut(choice == NoFace ? "no face, by vote" : isClear ? "unknown, by vote" : options.Plurality ? "unknown: tied votes" : "unknown: no majority");
        return null;
    }

    /// <summary>The votes for the eight expressions as fractions; empty where there are none.</summary>
    public static ImmutableArray<double> Fractions(int[] votes)
    {
        var ofExpressions = votes[..8];
        double sum = ofExpressions.Sum();
        return sum == 0 ? [] : [.. ofExpressions.Select(vote => vote / sum)];
    }
}
