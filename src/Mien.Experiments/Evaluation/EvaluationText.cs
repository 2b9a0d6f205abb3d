using System.Globalization;
using Mien.Core;

namespace Mien.Experiments;

/// <summary>The result of an evaluation for a terminal.</summary>
public static class EvaluationText
{
    /// <summary>The tables of all scores and a line that sums up.</summary>
    public static string Tables(EvaluationResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        IEnumerable<string> lines = [Summary(result), AnswerNotes.Arithmetic(result.Engine, result.Precision), .. AnswerNotes.Of(result.Members, result.Augmentation)];
        return $"{ScoresText.Tables(result.Scores)}\n{string.Concat(lines.Select(line => line + "\n"))}";
    }

    /// <summary>Scores and what they were measured on, in one line.</summary>
    public static string Summary(EvaluationResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var unreadable = result.Unreadable.IsEmpty ? "" : $"; {result.Unreadable.Length} could not be read";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"accuracy {result.Accuracy:0.000}, balanced accuracy {result.BalancedAccuracy:0.000}, macro F1 {result.MacroF1:0.000}{Affect("valence", result.Scores.Valence)}{Affect("arousal", result.Scores.Arousal)} on {Counted.Of(result.Count, "picture")}{unreadable} ({result.Model}, {result.Precision})");
    }

    private static string Affect(string name, AffectScores? scores) =>
        scores is null ? "" : $", {name} CCC {ScoresText.Number(scores.Ccc)} RMSE {ScoresText.Number(scores.Rmse)}";
}
