using System.Text.Encodings.Web;
using System.Text.Json;
using Mien.Data;

namespace Mien.Experiments;

/// <summary>What an inspection found, as one JSON object whose keys stay.</summary>
public static class InspectionJson
{
    private static JsonSerializerOptions Options { get; } = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
    };

    /// <summary>
    /// <c>path</c>; <c>classes</c>; <c>train_split</c>; <c>counts</c> by split and class (the split of a folder without any is called
    /// <c>pictures</c>); <c>class_weights</c> by class, null for one without pictures; <c>kinds</c> with <c>readable</c>, <c>formats</c>,
    /// <c>sizes</c>, <c>grey</c>, <c>grey_in_colour</c>, <c>colour</c>, <c>alpha</c>, <c>sixteen_bit</c> and <c>wrong_extension</c>; <c>faces</c>
    /// with <c>searched</c>, <c>none</c> and <c>several</c>; <c>duplicates</c>, a list with <c>likeness</c> (same_file, same_pixels, look_alike),
    /// <c>mirrored</c>, <c>several_labels</c>, <c>several_splits</c> and <c>files</c>; <c>unreadable</c> with <c>file</c> and <c>problem</c>;
    /// <c>ignored_files</c>; <c>risks</c>, worst first, with <c>severity</c> (severe, warning, note), <c>code</c>, <c>finding</c>, <c>advice</c> and <c>count</c>.
    /// </summary>
    public static string Text(DatasetInspection inspection)
    {
        ArgumentNullException.ThrowIfNull(inspection);
        var kinds = PictureKinds.Of(inspection);
        var names = inspection.Labels.Names;
        return JsonSerializer.Serialize(new
        {
            Path = inspection.Root,
            Classes = names,
            TrainSplit = InspectionTables.NameOf(inspection.TrainSplit),
            Counts = inspection.Splits.ToDictionary(InspectionTables.NameOf, split => ByClass(inspection, inspection.CountsOf(split))),
            ClassWeights = ByClass(inspection, inspection.BalancedWeights),
            Kinds = Describe(kinds),
            Faces = new { kinds.Searched, None = kinds.WithoutFace, Several = kinds.WithSeveralFaces },
            Duplicates = inspection.Groups.Select(group => new
            {
                Likeness = Snake(group.Likeness.ToString()),
                Mirrored = group.HasMirrored,
                SeveralLabels = group.HasSeveralLabels,
                SeveralSplits = group.HasSeveralSplits,
                Files = group.Members.Select(index => inspection.Pictures[index].Path),
            }),
            Unreadable = inspection.Pictures.Where(picture => picture.Problem is not null).Select(picture => new { File = picture.Path, picture.Problem }),
            IgnoredFiles = inspection.IgnoredFileCount,
            Risks = inspection.Risks.Select(risk => new { Severity = Snake(risk.Severity.ToString()), risk.Code, risk.Finding, risk.Advice, risk.Count }),
        }, Options) + "\n";
    }

    private static object Describe(PictureKinds kinds) => new
    {
        kinds.Readable,
        Formats = kinds.Formats.ToDictionary(pair => pair.Key.ToString(), pair => pair.Value),
        Sizes = kinds.Sizes.Select(pair => new { pair.Size.Width, pair.Size.Height, pair.Count }),
        kinds.Grey,
        kinds.GreyInColour,
        kinds.Colour,
        kinds.Alpha,
        kinds.SixteenBit,
        kinds.WrongExtension,
    };

    private static Dictionary<string, T> ByClass<T>(DatasetInspection inspection, IEnumerable<T> values) =>
        inspection.Labels.Names.Zip(values).ToDictionary(pair => pair.First, pair => pair.Second);

    private static string Snake(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}
