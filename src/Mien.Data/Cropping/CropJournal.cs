using System.Text.Json;
using Mien.Core;
using Mien.Data.Files;

namespace Mien.Data.Cropping;

/// <summary>Remembers in the unfinished folder which pictures are done, a line of JSON for each, so that an interrupted call goes on where it was.</summary>
internal sealed class CropJournal : IDisposable
{
    private const string Name = "crop.ndjson";

    private readonly StreamWriter _writer;
    private readonly Lock _lock = new();

    public CropJournal(OutputFolder output)
    {
        var path = output.Work.FileIn(Name);
        Done = File.Exists(path) ? Read(path, output) : [];
        // Written anew, as the last line may be cut.
        AtomicFile.WriteText(path, string.Concat(Done.Values.Select(Line)));
        _writer = new(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read)) { AutoFlush = true };
    }

    /// <summary>What an interrupted call has done, by source.</summary>
    public Dictionary<string, CropResult> Done { get; }

    /// <summary>Adds a picture whose files are all in their places.</summary>
    public void Add(CropResult result)
    {
        lock (_lock)
        {
            _writer.Write(Line(result));
        }
    }

    public void Dispose() => _writer.Dispose();

    private static string Line(CropResult result) => JsonSerializer.Serialize(result) + "\n";

    // After a power cut a file may be shorter than it was; such a picture is done again.
    private static Dictionary<string, CropResult> Read(string path, OutputFolder output) =>
        File.ReadLines(path).Select(Parse).OfType<CropResult>()
            .Where(result => result.Faces.All(face => new FileInfo(output.Full(face.Path)) is { Exists: true } file && file.Length == face.Bytes))
            .DistinctBy(result => result.Source).ToDictionary(result => result.Source, StringComparer.Ordinal);

    private static CropResult? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<CropResult>(line) is { Source: not null, Faces.IsDefault: false } result && result.Faces.All(face => face?.Path is not null) ? result : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
