using System.Collections.Immutable;
using System.Globalization;
using Mien.Core;
using Mien.Data.Files;

namespace Mien.Data.Inspection;

/// <summary>Turns what was found into what it means, worst first.</summary>
internal static class RiskAssessment
{
    private const int NamedCount = 3;

    public static ImmutableArray<Risk> Assess(DatasetInspection inspection) =>
    [
        .. Unreadable(inspection).Concat(AlikeNames(inspection)).Concat(CopyRisks.Assess(inspection)).Concat(BalanceRisks.Assess(inspection)).Concat(PictureRisks.Assess(inspection))
            .OrderBy(risk => risk.Severity),
    ];

    /// <summary>Such as <c>3.1 %</c>.</summary>
    public static string Percent(double count, double total) => string.Create(CultureInfo.InvariantCulture, $"{100 * count / total:0.0} %");

    /// <summary>A number with its noun: 1 picture, 2 pictures.</summary>
    public static string Pictures(int count) => Counted.Of(count, "picture");

    private static IEnumerable<Risk> Unreadable(DatasetInspection inspection)
    {
        var broken = inspection.Pictures.Where(picture => picture.Problem is not null).ToArray();
        if (broken.Length > 0)
        {
            var named = string.Join("; ", broken.Take(NamedCount).Select(picture => $"{picture.Path} {picture.Problem}"));
            yield return new(Severity.Severe, "unreadable", $"Cannot be read: {Pictures(broken.Length)}: {named}{(broken.Length > NamedCount ? "; ..." : "")}",
                "Mend or remove them; nothing is trained or measured on a part of the data in silence.", broken.Length);
        }

        if (inspection.IgnoredFileCount > 0)
        {
            yield return new(Severity.Note, "ignored-files", $"Passed over, by their extension no pictures or outside of all class folders: {Counted.Of(inspection.IgnoredFileCount, "file")}.",
                "Nothing, unless pictures are among them.", inspection.IgnoredFileCount);
        }
    }

    // Labels are looked at by themselves: two class folders would become one although no two pictures in them have the same name.
    private static IEnumerable<Risk> AlikeNames(DatasetInspection inspection)
    {
        var alike = PathKey.Alike(inspection.Labels.Names).AddRange(PathKey.Alike(inspection.Pictures.Select(picture => picture.Path)));
        if (!alike.IsEmpty)
        {
            yield return new(Severity.Warning, "alike-names",
                $"Names that differ only in case or in how accents are written: {string.Join("; ", alike.Take(NamedCount))}{(alike.Length > NamedCount ? $"; and {alike.Length - NamedCount} more" : "")}.",
                "Rename them: on the disks of macOS or Windows they would be one, and a copy of the dataset would lose pictures.", alike.Length);
        }
    }
}
