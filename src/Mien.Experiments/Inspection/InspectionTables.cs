using System.Globalization;
using Mien.Core;
using Mien.Data;
using Mien.Imaging;
using Mien.Reports;

namespace Mien.Experiments;

/// <summary>What an inspection found, as tables and sentences.</summary>
public static class InspectionTables
{
    private const int NamedSizes = 3;

    /// <summary>Pictures of each class in each split, their share of the training split, and the weight that balances it.</summary>
    public static TextTable Classes(DatasetInspection inspection)
    {
        ArgumentNullException.ThrowIfNull(inspection);
        var counts = inspection.Splits.Select(inspection.CountsOf).ToArray();
        var train = inspection.CountsOf(inspection.TrainSplit);
        var weights = inspection.BalancedWeights;
        var table = new TextTable(["class", .. inspection.Splits.Select(NameOf), "share", "balanced weight"]);
        foreach (var (label, name) in inspection.Labels.Names.Index())
        {
            table.Add([name, .. counts.Select(split => Number(split[label])), Percent(train[label], train.Sum()), weights[label]?.ToString("0.000", CultureInfo.InvariantCulture) ?? "-"]);
        }

        table.Add(["all", .. counts.Select(split => Number(split.Sum())), "100.0 %", ""]);
        return table;
    }

    /// <summary>Formats, sizes, colours and faces: what is counted, and how many.</summary>
    public static TextTable Kinds(DatasetInspection inspection)
    {
        ArgumentNullException.ThrowIfNull(inspection);
        var kinds = PictureKinds.Of(inspection);
        var table = new TextTable("pictures", "") { TextColumns = new HashSet<int> { 0, 1 } };
        table.Add("formats", string.Join(", ", kinds.Formats.Select(pair => $"{Number(pair.Value)} {pair.Key.Name}")));
        table.Add("sizes", Sizes(kinds));
        (int Count, string What)[] colours =
        [
            (kinds.Colour, "colour"), (kinds.Grey, "grey"), (kinds.GreyInColour, "grey stored as colour"), (kinds.Alpha, "with alpha"), (kinds.SixteenBit, "of 16 bits"),
        ];
        table.Add("colours", string.Join(", ", colours.Where(colour => colour.Count > 0).Select(colour => $"{Number(colour.Count)} {colour.What}")));
        table.Add("faces", kinds.Searched == 0
            ? "not looked for"
            : $"looked for in {Number(kinds.Searched)}: {Number(kinds.Searched - kinds.WithoutFace - kinds.WithSeveralFaces)} with one, {Number(kinds.WithoutFace)} with none, {Number(kinds.WithSeveralFaces)} with several");
        table.Add("alike", Alike(inspection));
        return table;
    }

    /// <summary>The name of a split; a folder without splits has one, called pictures.</summary>
    internal static string NameOf(string split) => split.Length == 0 ? "pictures" : split;

    private static string Sizes(PictureKinds kinds)
    {
        var named = kinds.Sizes.Take(NamedSizes).Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Count} of {pair.Size.Width}x{pair.Size.Height}"));
        var rest = kinds.Sizes.Length - NamedSizes;
        return string.Join(", ", named) + (rest > 0 ? string.Create(CultureInfo.InvariantCulture, $" and {rest} other sizes, from {Extreme(kinds, smallest: true)} to {Extreme(kinds, smallest: false)}") : "");
    }

    private static string Extreme(PictureKinds kinds, bool smallest)
    {
        var bySize = kinds.Sizes.Select(pair => pair.Size).OrderBy(size => (long)size.Width * size.Height).ToArray();
        var (width, height) = smallest ? bySize[0] : bySize[^1];
        return string.Create(CultureInfo.InvariantCulture, $"{width}x{height}");
    }

    private static string Alike(DatasetInspection inspection)
    {
        var groups = inspection.Groups;
        return groups.IsEmpty
            ? "no two"
            : string.Join(", ", groups.GroupBy(group => group.Likeness).OrderBy(kind => kind.Key).Select(kind => $"{Counted.Of(kind.Count(), "group")} {Description(kind.Key)}"));
    }

    private static string Description(Likeness likeness) => likeness switch
    {
        Likeness.SameFile => "of equal files",
        Likeness.SamePixels => "of equal pixels",
        _ => "of look-alikes",
    };

    private static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);

    private static string Percent(int count, int total) => total == 0 ? "-" : string.Create(CultureInfo.InvariantCulture, $"{100.0 * count / total:0.0} %");
}
