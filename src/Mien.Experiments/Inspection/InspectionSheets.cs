using System.Globalization;
using Mien.Core;
using Mien.Data;
using Mien.Data.Files;
using Mien.Reports;

namespace Mien.Experiments;

/// <summary>Contact sheets of what an inspection found: examples of every class, pictures that are alike, and odd ones.</summary>
internal sealed class InspectionSheets(DatasetInspection inspection, OutputFolder output)
{
    private const int ExamplesPerClass = 20;
    private const int ExampleColumns = 10;
    private const int OddPictures = 32;
    private const int PairColumns = 8;
    private const int ShownGroups = 32;
    private const int PicturePx = 104;

    /// <summary>Draws the sheets and gives the sections that show them; those without pictures are left out.</summary>
    public IEnumerable<PageSection> Sections() => ((PageSection?[])[Alike(), .. Odd(), Examples()]).OfType<PageSection>();

    // The same for equal datasets: a random sample by a fixed seed, as the first pictures of a class often show one person.
    private PageSection? Examples()
    {
        List<PagePicture> sheets = [];
        foreach (var (label, name) in inspection.Labels.Names.Index())
        {
            var pictures = inspection.Pictures.Where(picture => picture.Label == label && picture.Split == inspection.TrainSplit && picture.Problem is null).ToArray();
            new RandomStream(1, "examples", index: label).Shuffle<PictureFacts>(pictures);
            var entries = pictures.Take(ExamplesPerClass).OrderBy(picture => picture.Path, StringComparer.Ordinal).Select(picture => Entry(picture, Path.GetFileNameWithoutExtension(picture.Path)));
            Add(sheets, $"examples-{name}.png", string.Create(CultureInfo.InvariantCulture, $"{name}: {Math.Min(ExamplesPerClass, pictures.Length)} of {pictures.Length}"), [.. entries], ExampleColumns);
        }

        return Section("Examples of each class", "Chosen at random from the training split.", sheets);
    }

    // Two of each group, of different splits or labels where it has such; the gravest groups first.
    private PageSection? Alike()
    {
        var groups = inspection.Groups.Index().OrderByDescending(pair => (pair.Item.HasSeveralSplits ? 2 : 0) + (pair.Item.HasSeveralLabels ? 1 : 0)).ThenBy(pair => pair.Index).Take(ShownGroups);
        List<PictureSheetEntry> entries = [];
        foreach (var (number, group) in groups)
        {
            var members = group.Members.Select(index => inspection.Pictures[index]).ToArray();
            var other = members[1..].OrderByDescending(picture => (picture.Split != members[0].Split ? 2 : 0) + (picture.Label != members[0].Label ? 1 : 0)).First();
            var mark = group.HasSeveralSplits || group.HasSeveralLabels ? CellMark.Wrong : CellMark.None;
            entries.AddRange(new[] { members[0], other }.Select(picture => Entry(picture, string.Create(
                CultureInfo.InvariantCulture, $"{number + 1}: {(picture.Split.Length == 0 ? "" : picture.Split + " ")}{inspection.Labels[picture.Label]}\n{Path.GetFileNameWithoutExtension(picture.Path)}"), mark)));
        }

        List<PagePicture> sheets = [];
        Add(sheets, "alike.png", "Pictures that are alike, in pairs", entries, PairColumns);
        return Section("Pictures that are alike",
            string.Create(CultureInfo.InvariantCulture, $"Two of each group, numbered as in duplicates.csv; red where they lie in different splits or classes. Shown: {Math.Min(ShownGroups, inspection.Groups.Length)} of {inspection.Groups.Length} groups."), sheets);
    }

    private IEnumerable<PageSection?> Odd()
    {
        yield return OddPart("no-face.png", "No face found", picture => picture.FaceCount == 0, picture => Path.GetFileNameWithoutExtension(picture.Path));
        yield return OddPart("several-faces.png", "Several faces found", picture => picture.FaceCount > 1, picture => Path.GetFileNameWithoutExtension(picture.Path));
        yield return OddPart("dark.png", "Very dark", PictureQuality.IsDark, picture => string.Create(CultureInfo.InvariantCulture, $"level {picture.Brightness:0}"));
        yield return OddPart("bright.png", "Very bright", PictureQuality.IsBright, picture => string.Create(CultureInfo.InvariantCulture, $"level {picture.Brightness:0}"));
        yield return OddPart("blurry.png", "Blurry", PictureQuality.IsBlurry, picture => string.Create(CultureInfo.InvariantCulture, $"sharpness {picture.Sharpness:0.000}"));
        var unreadable = inspection.Pictures.Where(picture => picture.Problem is not null).Take(OddPictures).Select(picture => $"{picture.Path}: {picture.Problem}").ToArray();
        yield return unreadable.Length == 0 ? null : new() { Heading = "Cannot be read", Paragraphs = unreadable };
    }

    private PageSection? OddPart(string file, string heading, Func<PictureFacts, bool> isOdd, Func<PictureFacts, string> caption)
    {
        var pictures = inspection.Pictures.Where(isOdd).ToArray();
        List<PagePicture> sheets = [];
        Add(sheets, file, heading, [.. pictures.Take(OddPictures).Select(picture => Entry(picture, $"{inspection.Labels[picture.Label]}\n{caption(picture)}"))], PairColumns);
        return Section(heading, string.Create(CultureInfo.InvariantCulture, $"Shown: {Math.Min(OddPictures, pictures.Length)} of {pictures.Length}; pictures.csv has all."), sheets);
    }

    private void Add(List<PagePicture> sheets, string file, string title, List<PictureSheetEntry> entries, int columns)
    {
        if (entries.Count > 0 && PictureSheet.Write(entries, output.Full(file), new() { Columns = columns, PicturePx = PicturePx, Title = title }))
        {
            sheets.Add(new(file, title));
        }
    }

    private PictureSheetEntry Entry(PictureFacts picture, string caption, CellMark mark = CellMark.None) => new(Path.Combine(inspection.Root, picture.Path), caption, mark);

    private static PageSection? Section(string heading, string text, List<PagePicture> sheets) =>
        sheets.Count == 0 ? null : new() { Heading = heading, Paragraphs = [text], Pictures = sheets };
}
