using System.Collections.Immutable;
using System.Globalization;
using Mien.Core;

namespace Mien.Data.Inspection;

/// <summary>How many pictures there are of each class, and where.</summary>
internal static class BalanceRisks
{
    // Ratios of the largest to the smallest class. Buda et al. 2018 ("A systematic study of the class imbalance problem in convolutional neural
    // networks") see scores fall from ratios of a few on, and steeply beyond ten.
    private const double NotedRatio = 1.5, HarmfulRatio = 3, SevereRatio = 10;

    private const int FewPictures = 100; // a class of fewer is learnt by heart

    public static IEnumerable<Risk> Assess(DatasetInspection inspection)
    {
        var counts = inspection.CountsOf(inspection.TrainSplit);
        return [.. Missing(inspection), .. Imbalance(inspection, counts), .. Few(inspection, counts), .. NoTest(inspection)];
    }

    private static IEnumerable<Risk> Missing(DatasetInspection inspection)
    {
        foreach (var split in inspection.Splits)
        {
            var counts = inspection.CountsOf(split);
            var missing = inspection.Labels.Names.Where((_, label) => counts[label] == 0).ToArray();
            if (missing.Length > 0)
            {
                yield return new(Severity.Severe, "class-missing", $"{(split.Length == 0 ? "There are" : split + " has")} no pictures of {string.Join(", ", missing)}.",
                    "Add some or remove the class everywhere: what is never shown is not learnt, and what is never tested is not known.", missing.Length);
            }
        }
    }

    private static IEnumerable<Risk> Imbalance(DatasetInspection inspection, ImmutableArray<int> counts)
    {
        var (largest, smallest) = (counts.IndexOf(counts.Max()), counts.IndexOf(counts.Where(count => count > 0).Min()));
        var ratio = (double)counts[largest] / counts[smallest];
        if (ratio >= NotedRatio)
        {
            var severity = ratio >= SevereRatio ? Severity.Severe : ratio >= HarmfulRatio ? Severity.Warning : Severity.Note;
            yield return new(severity, "class-imbalance", string.Create(CultureInfo.InvariantCulture,
                $"{inspection.Labels[largest]} has {Counted.Of(counts[largest], "picture")}, {inspection.Labels[smallest]} {counts[smallest]}: {ratio:0.0} times as many; always guessing {inspection.Labels[largest]} is right in {RiskAssessment.Percent(counts[largest], counts.Sum())}."),
                "Judge by macro F1 or balanced accuracy, and balance: mien data split --balance-train, or mien train --set loss.class_weights=balanced.", counts[largest] - counts[smallest]);
        }
    }

    private static IEnumerable<Risk> Few(DatasetInspection inspection, ImmutableArray<int> counts)
    {
        var few = inspection.Labels.Names.Where((_, label) => counts[label] is > 0 and < FewPictures).ToArray();
        if (few.Length > 0)
        {
            yield return new(Severity.Warning, "class-small", $"Fewer than {FewPictures} pictures to train on for {string.Join(", ", few)}.",
                "Add pictures, or leave the class out; augmentation and weights cannot replace faces that were never seen.", few.Length);
        }
    }

    private static IEnumerable<Risk> NoTest(DatasetInspection inspection)
    {
        if (!inspection.Splits.Contains("test"))
        {
            yield return new(Severity.Note, "no-test", "There is no test split.", "Set pictures aside before the first training: mien data split, which expects the class folders in a folder train.", 0);
        }
    }
}
