using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using Mien.Data.Tables;

namespace Mien.Data.Importing;

/// <summary>One pass over a collection: names the pictures, hands them to a writer on all cores, and counts. The order of the results is that of the source.</summary>
internal sealed class ImportRun(IImporter importer, ImportOptions options, IProgress<ImportProgress>? progress, CancellationToken cancellation)
{
    // Enough to keep every core busy, few enough that the pictures of a table stay below a megabyte.
    private const int ChunkSize = 256;

    private readonly ImportLog _log = new();
    private readonly NameRegistry _names = new();
    private readonly SortedDictionary<string, SortedDictionary<string, long>> _counts = new(StringComparer.Ordinal);

    public ImportLog Log => _log;

    /// <summary>The facts about every picture that could be taken.</summary>
    /// <param name="write">Writes a picture whose file name is its path in the result, or tells what is wrong with it; called by several threads.</param>
    /// <param name="makeFolder">Makes a class folder before its first picture is written.</param>
    public IEnumerable<Annotation> Annotations(Func<ImportRecord, (Annotation? Known, string? Problem)> write, Action<string> makeFolder)
    {
        var folders = new HashSet<string>(StringComparer.Ordinal);
        foreach (var chunk in importer.Read(_log).Select(Renamed).Where(HasClassName).Chunk(ChunkSize))
        {
            var placed = Array.ConvertAll(chunk, Placed);
            foreach (var folder in placed.Select(record => FolderOf(record)).Where(folders.Add))
            {
                makeFolder(folder);
            }

            foreach (var (record, result) in placed.Zip(WriteAll(placed, write)))
            {
                if (result.Known is { } known)
                {
                    Count(record);
                    yield return known;
                }
                else
                {
                    // The line of a table alone would not say which picture it is about.
                    _log.Problems.Add(record.Origin, record.Known.Source == record.Origin ? result.Problem! : $"{record.Known.Source}: {result.Problem}");
                }
            }

            progress?.Report(new(_counts.Values.SelectMany(classes => classes.Values).Sum(), _log.Fraction));
        }
    }

    public ImportResult Result(string kind, string source) => new()
    {
        Kind = kind,
        Source = source,
        Pictures = _counts.ToImmutableSortedDictionary(split => split.Key, split => split.Value.ToImmutableSortedDictionary(StringComparer.Ordinal), StringComparer.Ordinal),
        LeftOut = _log.LeftOut.ToImmutableSortedDictionary(StringComparer.Ordinal),
        Remarks = _log.Remarks.ToImmutableSortedDictionary(StringComparer.Ordinal),
        ProblemCount = _log.Problems.Count,
        Problems = [.. _log.Problems.Kept.Select(problem => problem.ToString())],
    };

    private ImportRecord Renamed(ImportRecord record) =>
        options.LabelMap.TryGetValue(record.Known.Label, out var name) ? record with { Known = record.Known with { Label = name } } : record;

    private bool HasClassName(ImportRecord record)
    {
        if (!ContainedPath.IsName(record.Known.Label))
        {
            _log.Problems.Add(record.Origin, $"expected the name of a class that can be the name of a folder but got '{record.Known.Label}'");
            return false;
        }

        return true;
    }

    private ImportRecord Placed(ImportRecord record)
    {
        var (folder, name) = ($"{record.Split}/{record.Known.Label}", record.Known.FileName);
        var path = _names.Take(folder, name, record.Tag);
        if (path.Length != folder.Length + 1 + name.Length)
        {
            _log.Remark("renamed because another picture of the class has the same name");
        }

        if (record is { Crop: true, Known.Box: null })
        {
            _log.Remark("without a face box, taken whole");
        }

        return record with { Known = record.Known with { FileName = path } };
    }

    private (Annotation? Known, string? Problem)[] WriteAll(ImportRecord[] records, Func<ImportRecord, (Annotation?, string?)> write)
    {
        var results = new (Annotation?, string?)[records.Length];
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = options.Workers == 0 ? Environment.ProcessorCount : options.Workers,
            CancellationToken = cancellation,
        };
        try
        {
            Parallel.For(0, records.Length, parallel, index => results[index] = write(records[index]));
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]); // a full disk is told by the first write that met it
        }

        return results;
    }

    private void Count(ImportRecord record)
    {
        if (!_counts.TryGetValue(record.Split, out var classes))
        {
            _counts[record.Split] = classes = new(StringComparer.Ordinal);
        }

        classes[record.Known.Label] = classes.GetValueOrDefault(record.Known.Label) + 1;
    }

    private static string FolderOf(ImportRecord record) => $"{record.Split}/{record.Known.Label}";
}
