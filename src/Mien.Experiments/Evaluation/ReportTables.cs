using Mien.Data.Tables;
using Mien.Metrics;

namespace Mien.Experiments;

/// <summary>The tables of a report as CSV.</summary>
internal sealed class ReportTables(string folder, ScoredSet set, Scores scores)
{
    /// <summary>Every report has it, and before anything else.</summary>
    public const string First = "evaluation_metrics.csv";

    /// <summary>Every report has it.</summary>
    public const string Predictions = "predictions.csv";

    /// <summary>Reports on classes have these.</summary>
    public static readonly string[] OfClasses = ["classification_report.csv", "confusion_matrix.csv"];

    /// <summary>Writes them.</summary>
    /// <param name="model">What is measured.</param>
    /// <returns>Those that not every report has.</returns>
    public string[] Write(string model)
    {
        WriteMetrics(model);
        WritePredictions();
        if (scores is not { Classes: { } classes, Labels: { } labels })
        {
            return [];
        }

        var matrix = classes.Predictions.Confusion;
        Core.AtomicFile.WriteText(InFolder(OfClasses[0]), ClassificationReport.Of(matrix, labels).ToCsv());
        CsvTableWriter.Write(InFolder(OfClasses[1]), ["truth", .. labels.Names], table =>
        {
            foreach (var (label, name) in labels.Names.Index())
            {
                table.Add(name);
                for (var prediction = 0; prediction < labels.Count; prediction++)
                {
                    table.Add(matrix[label, prediction]);
                }

                table.EndRow();
            }
        });
        return OfClasses;
    }

    private void WriteMetrics(string model)
    {
        List<(string Name, double Value)> all = [];
        if (scores.Classes is { } classes)
        {
            var matrix = classes.Predictions.Confusion;
            all.AddRange([
                ("krippendorff_alpha", Agreement.KrippendorffNominal(matrix)), ("cohen_kappa", Agreement.CohenKappa(matrix)),
                ("accuracy", ClassificationMetrics.Accuracy(matrix)), ("balanced_accuracy", ClassificationMetrics.BalancedAccuracy(matrix)),
                ("macro_f1", ClassificationMetrics.MacroF1(matrix)), ("log_loss", classes.Predictions.LogLoss())]);
        }

        (string Name, Func<AffectScores, double> Select)[] columns = [("rmse", s => s.Rmse), ("corr", s => s.Correlation), ("sagr", s => s.Sagr), ("ccc", s => s.Ccc)];
        all.AddRange(from column in columns
                     from dimension in new[] { (Name: "arousal", Scores: scores.Arousal), (Name: "valence", Scores: scores.Valence) }
                     where dimension.Scores is not null
                     select ($"{column.Name}_{dimension.Name}", column.Select(dimension.Scores)));
        CsvTableWriter.Write(InFolder(First), ["model", .. all.Select(item => item.Name)], table =>
        {
            table.Add(model);
            all.ForEach(item => table.Add(double.IsFinite(item.Value) ? item.Value : (double?)null));
            table.EndRow();
        });
    }

    private void WritePredictions()
    {
        var names = set.Labels?.Names ?? [];
        var hasAffect = scores.Valence is not null || scores.Arousal is not null;
        string[] columns =
        [
            "file", "person", .. names.Length > 0 ? ["truth", "prediction", .. names.Select(name => PredictionsFile.ProbabilityPrefix + name), "loss"] : Array.Empty<string>(),
            .. hasAffect ? ["valence_true", "valence", "arousal_true", "arousal"] : Array.Empty<string>(),
        ];
        CsvTableWriter.Write(InFolder(Predictions), columns, table =>
        {
            var labelled = 0; // scores hold labelled pictures alone, in the same order
            foreach (var sample in set.Samples)
            {
                table.Add(sample.File).Add(sample.Person);
                if (set.Labels is not null)
                {
                    WriteClasses(table, sample, sample.Label is null ? null : scores.Classes!.Predictions.LogLossOf(labelled++));
                }

                if (hasAffect)
                {
                    table.Add(sample.Valence?.Truth).Add(sample.Valence?.Prediction).Add(sample.Arousal?.Truth).Add(sample.Arousal?.Prediction);
                }

                table.EndRow();
            }
        });
    }

    private void WriteClasses(CsvTableWriter table, ScoredSample sample, double? loss)
    {
        table.Add(sample.Label is { } label ? set.Labels![label] : null).Add(set.Labels![sample.Predicted]);
        foreach (var probability in sample.Probabilities)
        {
            table.Add(probability);
        }

        table.Add(loss);
    }

    private string InFolder(string name) => Path.Combine(folder, name);
}
