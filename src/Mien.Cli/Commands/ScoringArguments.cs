using System.CommandLine;
using Mien.Core;
using Mien.Experiments;

namespace Mien.Cli.Commands;

/// <summary>The options of <c>mien evaluate</c> that say what is scored and what else is asked of the scores.</summary>
internal sealed class ScoringArguments(ReportArguments report)
{
    private readonly Option<string?> _file = new("--predictions")
    {
        Description = "Score a table instead of a run: columns truth and prob_CLASS, or valence_true, valence, arousal_true, arousal; optional file and person",
        HelpName = "file.csv",
    };

    private readonly Option<string?> _against = new("--against")
    {
        Description = "Compare with another run on the same pictures, or, with --predictions, with another table of them: this one minus that one",
        HelpName = "run",
    };

    private readonly Option<string[]> _by = new("--by") { Description = "Scores for each value of a column of annotations.csv, or of the table; may be repeated", HelpName = "column" };

    private readonly Option<int> _draws = new("--bootstrap")
    {
        Description = "Draws behind the 95 % intervals, of persons where they are known; 0 for none",
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
            if (result.GetValue(_draws) is < 0 or > 1_000_000)
            {
                result.AddError($"Expected --bootstrap from 0 to 1000000 but got {result.GetValue(_draws)}.");
            }
        });
    }

    public string? File(ParseResult result) => result.GetValue(_file);

    public string? Against(ParseResult result) => result.GetValue(_against);

    public string[] By(ParseResult result) => result.GetValue(_by) ?? [];

    public int Draws(ParseResult result) => result.GetValue(_draws);

    public int Run(ParseResult result, string file, bool json, ReadOnlySpan<string?> others)
    {
        if (others.IndexOfAnyExcept((string?)null) is >= 0 and var index)
        {
            throw new ConfigException($"Expected either RUN and DIR or --predictions but got both '{others[index]}' and --predictions {file}.");
        }

        var folder = report.Folder(result, usual: null, [file, .. Against(result) is { } table ? [table] : Array.Empty<string>()]);
        var set = PredictionsFile.Read(file);
        var scores = Scores.Of(set, Draws(result));
        var details = ScoreDetails.Of(set, By(result), Against(result) is { } other ? (PredictionsFile.Read(other), other) : null, Draws(result));
        var (output, error) = (result.InvocationConfiguration.Output, result.InvocationConfiguration.Error);
        output.Write(json ? ScoresJson.Text(Write) + "\n" : ScoresText.Tables(scores) + details.Text());
        if (folder is not null)
        {
            var subject = report.Subject(result, Path.GetFileNameWithoutExtension(file), $"{Counted.Of(set.Samples.Length, "prediction")} of {file}") with { Details = details };
            ReportArguments.Tell(error, EvaluationReport.Write(folder, set, scores, subject, Write));
        }

        return 0;

        void Write(System.Text.Json.Utf8JsonWriter writer)
        {
            ScoresJson.Write(writer, scores);
            details.Write(writer);
        }
    }
}
