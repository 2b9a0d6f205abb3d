using System.Collections.Immutable;
using Mien.Data.Tables;
using Mien.Imaging;

namespace Mien.Data.Importing.Kinds;

/// <summary>
/// AffectNet in its later form: <c>images/ID.jpg</c>, cut to the face, and <c>annotations/ID_exp.npy</c>, <c>ID_val.npy</c>, <c>ID_aro.npy</c> and
/// <c>ID_lnd.npy</c>, in one folder or in train_set/ and val_set/.
/// </summary>
internal sealed class AffectNetArrays(ImmutableArray<(string Split, string Folder)> sets, ImportOptions options) : IImporter
{
    private const string ExpressionSuffix = "_exp.npy";
    private const string Images = "images";
    private const string Arrays = "annotations";

    public AnnotationFacts Facts { get; } = new() { Landmarks = true };

    public IEnumerable<string> Lists => sets.SelectMany(set => (string[])[Path.Combine(set.Folder, Images), Path.Combine(set.Folder, Arrays)]);

    /// <summary>The importer, or null where there are no such folders.</summary>
    public static IImporter? Open(string source, ImportOptions options) => FindSets(source) is { IsEmpty: false } sets ? new AffectNetArrays(sets, options) : null;

    /// <summary>The folders that hold images/ and annotations/, with their splits.</summary>
    public static ImmutableArray<(string Split, string Folder)> FindSets(string source) => !Directory.Exists(source)
        ? []
        : [.. CollectionFiles.ClassFolders(source).Prepend(source).Where(IsSet)
            .Select(folder => (folder == source ? "train" : CollectionFiles.Split(Path.GetFileName(folder)) ?? "train", folder))];

    public IEnumerable<ImportRecord> Read(ImportLog log)
    {
        for (var index = 0; index < sets.Length; index++)
        {
            var (split, folder) = sets[index];
            var pictures = PicturesById(Path.Combine(folder, Images));
            var ids = pictures.Keys.Union(AnnotatedIds(Path.Combine(folder, Arrays))).Order(StringComparer.Ordinal).ToArray();
            for (var number = 0; number < ids.Length; number++)
            {
                log.Fraction = (index + ((double)number / ids.Length)) / sets.Length;
                if (Record(split, folder, ids[number], pictures.GetValueOrDefault(ids[number]), log) is { } record)
                {
                    yield return record;
                }
            }
        }
    }

    private ImportRecord? Record(string split, string folder, string id, string? picture, ImportLog log)
    {
        var origin = $"{Arrays}/{id}";
        if (picture is null)
        {
            log.Problems.Add(origin, $"there is no picture {Images}/{id}.jpg");
            return null;
        }

        try
        {
            return Annotated(folder, id, log) is not { } known ? null : new()
            {
                Origin = origin,
                Split = split,
                Path = Path.Combine(folder, Images, picture),
                Known = known with { FileName = picture, Source = $"{Images}/{picture}" },
            };
        }
        catch (TableException e)
        {
            log.Problems.Add(origin, e.Message);
            return null;
        }
    }

    private Annotation? Annotated(string folder, string id, ImportLog log)
    {
        var number = Single(Array(folder, id, "exp", isRequired: true), id, "exp");
        var label = AffectNet.ClassOf(number) ?? throw new TableException(id, $"expected an expression from 0 to 10 but got {number}.");
        return AffectNet.IsLeftOut(label, options, log) ? null : new()
        {
            FileName = id,
            Label = label,
            Valence = Affect(folder, id, "val"),
            Arousal = Affect(folder, id, "aro"),
            Landmarks = Landmarks(Array(folder, id, "lnd", isRequired: false), id),
        };
    }

    private static double? Affect(string folder, string id, string what)
    {
        var values = Array(folder, id, what, isRequired: false);
        return values.IsEmpty ? null : Single(values, id, what) switch
        {
            -2 => null, // nobody gave one
            >= -1 and <= 1 and var value => value,
            var value => throw new TableException($"{id}_{what}.npy", $"expected a number from -1 to 1 (or -2 for none) but got {value}."),
        };
    }

    private static ImmutableArray<double> Landmarks(ImmutableArray<double> values, string id) =>
        values.Length % 2 == 0 && values.All(double.IsFinite) ? values : throw new TableException($"{id}_lnd.npy", "expected pairs of x and y.");

    private static double Single(ImmutableArray<double> values, string id, string what) =>
        values is [var value] ? value : throw new TableException($"{id}_{what}.npy", $"expected one number but got {values.Length}.");

    private static ImmutableArray<double> Array(string folder, string id, string what, bool isRequired)
    {
        var path = Path.Combine(folder, Arrays, $"{id}_{what}.npy");
        return isRequired || File.Exists(path) ? NumpyFile.Read(path) : [];
    }

    private static bool IsSet(string folder) => Directory.Exists(Path.Combine(folder, Images)) && Directory.Exists(Path.Combine(folder, Arrays));

    private static Dictionary<string, string> PicturesById(string folder) => Directory.EnumerateFiles(folder)
        .Select(path => Path.GetFileName(path)).Where(ImageCodec.HasImageExtension).Order(StringComparer.Ordinal)
        .DistinctBy(name => Path.GetFileNameWithoutExtension(name)).ToDictionary(name => Path.GetFileNameWithoutExtension(name));

    private static IEnumerable<string> AnnotatedIds(string folder) => Directory.EnumerateFiles(folder, "*" + ExpressionSuffix)
        .Select(path => Path.GetFileName(path)[..^ExpressionSuffix.Length]);
}
