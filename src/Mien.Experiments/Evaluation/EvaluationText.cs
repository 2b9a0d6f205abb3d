using System.Globalization;

namespace Mien.Experiments;

/// <summary>The result of an evaluation for a terminal.</summary>
public static class EvaluationText
{
    /// <summary>The tables of all scores and a line that sums up.</summary>
    public static string Tables(EvaluationResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return $"{ScoresText.Tables(result.Scores)}\n{Summary(result)}\n{string.Concat(Notes(result).Select(note => note + "\n"))}";
    }

    /// <summary>Scores and what they were measured on, in one line.</summary>
    public static string Summary(EvaluationResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var unreadable = result.Unreadable.IsEmpty ? "" : $"; {result.Unreadable.Length} could not be read";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"accuracy {result.Accuracy:0.000}, balanced accuracy {result.BalancedAccuracy:0.000}, macro F1 {result.MacroF1:0.000}{Affect("valence", result.Scores.Valence)}{Affect("arousal", result.Scores.Arousal)} on {result.Count} pictures{unreadable} ({result.Model}, {result.Precision})");
    }

    /// <summary>Sentences on how the answers of the network were changed or averaged; none where they are its own.</summary>
    public static IEnumerable<string> Notes(EvaluationResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (result.Members is { Length: > 1 } members)
        {
            yield return $"Mean of {members.Length} models: {string.Join(", ", members.Select(member => $"{member.Weights} ({member.Architecture}{Temperature(member, ", temperature ")})"))}.";
        }
        else if (result.Members is [{ Temperature: not null } calibrated])
        {
            yield return $"Calibrated: logits are divided by a temperature of {Temperature(calibrated, "")} (mien calibrate).";
        }

        if (result.Augmentation is MirroringModel.Name)
        {
            yield return "Mean of each picture and its mirror image.";
        }

        static string Temperature(ModelMember member, string before) =>
            member.Temperature is { } temperature ? string.Create(CultureInfo.InvariantCulture, $"{before}{temperature:0.000}") : "";
    }

    private static string Affect(string name, AffectScores? scores) =>
        scores is null ? "" : string.Create(CultureInfo.InvariantCulture, $", {name} CCC {scores.Ccc:0.000} RMSE {scores.Rmse:0.000}");
}
