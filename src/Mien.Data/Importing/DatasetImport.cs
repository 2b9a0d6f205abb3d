using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Mien.Core;
using Mien.Data.Files;
using Mien.Data.Tables;

namespace Mien.Data.Importing;

/// <summary>
/// Brings a collection of faces into the standard layout: <c>OUT/{train,val,test}/CLASS/picture</c> and <c>OUT/annotations.csv</c>. The source
/// is only read. An import that was interrupted is finished by the same call, and until then its folder is not taken for a dataset.
/// </summary>
public static class DatasetImport
{
    /// <summary>Imports a collection.</summary>
    /// <param name="kind">One of <see cref="ImportKinds.Names"/>.</param>
    /// <param name="source">The file or folder of the collection.</param>
    /// <param name="folder">The folder to write; absent, empty, or left unfinished by the same call, and not within the source.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told from time to time how far it is.</param>
    /// <param name="cancellation">Stops it in good order; the same call goes on.</param>
    /// <exception cref="ConfigException">
    /// The source is not of this kind, the folder holds something else, or with <see cref="ImportOptions.Strict"/> something is wrong with the
    /// source (<see cref="ConfigProblemsException"/>). Nothing was written.
    /// </exception>
    /// <exception cref="MienException">There is nothing to import, or the source cannot be read.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static ImportResult Run(
        string kind, string source, string folder, ImportOptions options, IProgress<ImportProgress>? progress = null, CancellationToken cancellation = default)
    {
        var importer = Open(kind, source, options);
        FolderPair.Check(source, folder);
        if (OutputJob.Unfinished(folder) is null)
        {
            OutputFolder.RefuseContent(folder);
        }

        RequireUsable(importer, source, options, progress, cancellation);
        var job = Job(importer, kind, source, options);
        using var output = OutputFolder.Open(folder, job);
        var writer = new PictureWriter(output, options.Link);
        var run = new ImportRun(importer, options, progress, cancellation);
        AnnotationTable.Write(
            output.Full(AnnotationTable.FileName), importer.Facts with { Source = true }, run.Annotations(writer.Write, output.CreateFolder));
        job.Sign(output);
        output.Finish();
        return run.Result(kind, Path.GetFullPath(source));
    }

    /// <summary>Whether <paramref name="folder"/> is the result of this very import, and the lists of the collection are as they were then.</summary>
    /// <exception cref="ConfigException">The source is not of this kind.</exception>
    /// <exception cref="MienException">The source cannot be read, or the folder is unfinished and cannot be read.</exception>
    public static bool IsDone(string kind, string source, string folder, ImportOptions options) =>
        Job(Open(kind, source, options), kind, source, options).HasMade(folder);

    /// <summary>Reads a collection through and says what <see cref="Run"/> would do; nothing is written.</summary>
    /// <exception cref="ConfigException">The source is not of this kind, or with <see cref="ImportOptions.Strict"/> something is wrong with it.</exception>
    /// <exception cref="MienException">The source cannot be read.</exception>
    public static ImportResult Check(string kind, string source, ImportOptions options, IProgress<ImportProgress>? progress = null, CancellationToken cancellation = default)
    {
        var run = DryRun(Open(kind, source, options), options, progress, cancellation, out var annotations);
        _ = annotations.Count();
        return RefuseProblems(run, source, options).Result(kind, Path.GetFullPath(source));
    }

    private static IImporter Open(string kind, string source, ImportOptions options)
    {
        ArgumentNullException.ThrowIfNull(kind);
        ArgumentException.ThrowIfNullOrEmpty(source);
        ArgumentNullException.ThrowIfNull(options);
        return ImportKinds.Open(kind, Path.GetFullPath(source), options);
    }

    // Nothing is begun that could not come to an end: a source without a single picture leaves no trace.
    private static void RequireUsable(IImporter importer, string source, ImportOptions options, IProgress<ImportProgress>? progress, CancellationToken cancellation)
    {
        var run = DryRun(importer, options, options.Strict ? progress : null, cancellation, out var annotations);
        var found = 0L;
        foreach (var _ in annotations)
        {
            found++;
            if (!options.Strict)
            {
                break;
            }
        }

        RefuseProblems(run, source, options);
        if (found == 0)
        {
            var reasons = run.Log.Problems.Lines.Concat(run.Log.LeftOut.Select(reason => $"{reason.Key}: {reason.Value.ToString(CultureInfo.InvariantCulture)} left out"));
            throw new MienException($"There is no picture to import in '{source}':{string.Concat(reasons.DefaultIfEmpty("it has no rows").Select(line => "\n  " + line))}");
        }
    }

    private static ImportRun DryRun(
        IImporter importer, ImportOptions options, IProgress<ImportProgress>? progress, CancellationToken cancellation, out IEnumerable<Annotation> annotations)
    {
        var run = new ImportRun(importer, options, progress, cancellation);
        annotations = run.Annotations(
            record => PictureWriter.Check(record) is { } problem ? (null, problem) : (record.Known, null), makeFolder: _ => { });
        return run;
    }

    private static ImportRun RefuseProblems(ImportRun run, string source, ImportOptions options)
    {
        if (options.Strict)
        {
            run.Log.Problems.ThrowIfAny(source);
        }

        return run;
    }

    private static OutputJob Job(IImporter importer, string kind, string source, ImportOptions options) =>
        new("mien data import", options.Describe(kind, Path.GetFullPath(source)), Fingerprint(importer.Lists));

    // Path, size and time: reading half a gigabyte twice to notice a change would cost more than it is worth.
    private static string Fingerprint(IEnumerable<string> lists)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var path in lists)
        {
            var size = new FileInfo(path) is { Exists: true } file ? file.Length : 0;
            var line = string.Create(CultureInfo.InvariantCulture, $"{path}\0{size}\0{File.GetLastWriteTimeUtc(path).Ticks}\n");
            hash.AppendData(Encoding.UTF8.GetBytes(line));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
