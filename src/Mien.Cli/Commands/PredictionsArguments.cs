using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Mien.Core;
using Mien.Experiments;

namespace Mien.Cli.Commands;

/// <summary>The options of <c>mien evaluate --predictions</c> and what they do.</summary>
internal sealed class PredictionsArguments(ReportArguments report)
{
    private readonly Option<string?> _file = new("--predictions")
    {
        Description = "Score a table instead of a run: columns truth and prob_CLASS, or valence_true, valence, arousal_true, arousal; optional file and person",
        HelpName = "file.csv",
    };

    private readonly Option<string?> _against = new("--against") { Description = "Compare with a second table of the same pictures: --predictions minus this one", HelpName = "file.csv" };

    private readonly Option<string[]> _by = new("--by") { Description = "Scores for each value of a further column of the table; may be repeated", HelpName = "column" };

    private readonly Option<int> _draws = new("--bootstrap")
    {
        Description = "Draws behind the 95 % intervals, of persons where the table names them; 0 for none",
        HelpName = "n",
        DefaultValueFactory = _ => 1000,
    };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _file, _against, _by, _draws })
        {
            command.Options.Add(option);
        }

        command.Check(result =>
        {
            if (result.GetResult(_file) is null && new Option[] { _against, _by }.FirstOrDefault(option => result.GetResult(option) is not null) is { } lone)
            {
                result.AddError($"{lone.Name} belongs to --predictions FILE.csv.");
            }

            if (result.GetValue(_draws) is < 0 or > 1_000_000)
            {
                result.AddError($"Expected --bootstrap from 0 to 1000000 but got {result.GetValue(_draws)}.");
            }
        });
    }

    public string? File(ParseResult result) => result.GetValue(_file);

    public int Run(ParseResult result, string file, bool json, ReadOnlySpan<string?> others)
    {
        if (others.IndexOfAnyExcept((string?)null) is >= 0 and var index)
        {
            throw new ConfigException($"Expected either RUN and DIR or --predictions but got both '{others[index]}' and --predictions {file}.");
        }

        var folder = report.Folder(result, usual: null);
        if (folder is not null)
        {
            EvaluationReport.Check(folder, file);
        }

        var set = PredictionsFile.Read(file);
        var draws = result.GetValue(_draws);
        var scores = Scores.Of(set, draws);
        var groups = (result.GetValue(_by) ?? []).Select(column => (column, Subgroups.Of(set, column, draws))).ToImmutableArray();
        var comparison = result.GetValue(_against) is { } other ? Comparison.Of(PredictionsFile.Read(other), set, draws) : null;
        var (output, error) = (result.InvocationConfiguration.Output, result.InvocationConfiguration.Error);
        output.Write(json ? ScoresJson.Text(Write) + "\n" : Text(scores, groups, comparison));
        if (folder is not null)
        {
            ReportArguments.Tell(error, EvaluationReport.Write(folder, set, scores, report.Subject(result, Path.GetFileNameWithoutExtension(file), $"{set.Samples.Length} predictions of {file}"), Write));
        }

        return 0;

        void Write(Utf8JsonWriter writer) => Json(writer, scores, groups, comparison);
    }

    private static string Text(Scores scores, ImmutableArray<(string Column, ImmutableArray<Subgroup> Groups)> groups, Comparison? comparison) =>
        ScoresText.Tables(scores)
        + string.Concat(groups.Select(item => "\n" + ScoresText.Table(item.Column, item.Groups)))
        + (comparison is null ? "" : "\n" + ScoresText.Table(comparison));

    private static void Json(Utf8JsonWriter writer, Scores scores, ImmutableArray<(string Column, ImmutableArray<Subgroup> Groups)> groups, Comparison? comparison)
    {
        ScoresJson.Write(writer, scores);
        ScoresJson.Write(writer, groups);
        ScoresJson.Write(writer, comparison);
    }
}
