using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Mien.Core;
using Mien.Training;

namespace Mien.Experiments;

/// <summary>Finds and reads runs.</summary>
public static class RunCatalog
{
    /// <summary>The folder that <c>mien train</c> puts runs into.</summary>
    public const string DefaultFolder = "runs";

    private const int Depth = 3; // of series within series of runs
    private const int TailBytes = 1 << 16;

    /// <summary>Every run below a folder, by name. What cannot be read is told by <paramref name="onProblem"/> and left out.</summary>
    /// <exception cref="MienException">There is no such folder.</exception>
    public static ImmutableArray<RunSummary> Find(string folder, Action<string> onProblem)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(onProblem);
        if (!Directory.Exists(folder))
        {
            throw new MienException($"Expected a folder of runs but there is no '{folder}'; mien train makes one, and --dir names another.");
        }

        return [.. FoldersIn(folder).Select(path => TryRead(path, Path.GetRelativePath(folder, path), onProblem)).OfType<RunSummary>()];
    }

    /// <summary>The folders of all runs below a folder, in ordinal order; none where it does not exist.</summary>
    internal static IEnumerable<string> FoldersIn(string folder)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = Depth, IgnoreInaccessible = true };
        return Directory.Exists(folder)
            ? Directory.EnumerateDirectories(folder, "*", options).Where(path => new RunFolder(path).HasRun).Order(StringComparer.Ordinal)
            : [];
    }

    /// <summary>Reads one run.</summary>
    /// <exception cref="ConfigException">There is no run in the folder.</exception>
    /// <exception cref="MienException">Its files cannot be read.</exception>
    public static RunSummary Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var folder = new RunFolder(path);
        return folder.HasRun
            ? Read(folder, Path.GetFileName(Path.TrimEndingDirectorySeparator(folder.Path)))
            : throw new ConfigException($"Expected a run in {path} but there is no recipe.yml in it; mien runs lists runs.");
    }

    private static RunSummary? TryRead(string path, string name, Action<string> onProblem)
    {
        try
        {
            return Read(new RunFolder(path), name);
        }
        catch (Exception e) when (e is MienException or IOException or UnauthorizedAccessException)
        {
            onProblem($"{path}: {e.Message}");
            return null;
        }
    }

    private static RunSummary Read(RunFolder folder, string name)
    {
        var (first, last) = FirstAndLastEvent(folder.Events);
        var outcome = last is { } end && Text(end, "event") == "end" ? Text(end, "outcome") : null;
        return new()
        {
            Name = name,
            Folder = folder,
            Recipe = RecipeReader.Read(folder.Recipe),
            History = RunHistory.Read(folder.History),
            Status = folder.IsLocked ? RunStatus.Running : Enum.TryParse<RunStatus>(outcome, ignoreCase: true, out var status) ? status : RunStatus.Interrupted,
            Started = first?.TryGetProperty("time", out var time) is true && time.TryGetDateTimeOffset(out var started) ? started : null,
            Remark = last is { } event_ ? Text(event_, "reason") ?? Text(event_, "error") : null,
        };
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    // The file of a long run is large, and may end in half a line.
    private static (JsonElement? First, JsonElement? Last) FirstAndLastEvent(string path)
    {
        if (!File.Exists(path))
        {
            return (null, null);
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file, Encoding.UTF8);
        var first = Parse(reader.ReadLine());
        file.Seek(Math.Max(0, file.Length - TailBytes), SeekOrigin.Begin);
        reader.DiscardBufferedData();
        return (first, reader.ReadToEnd().Split('\n').Reverse().Select(Parse).FirstOrDefault(found => found is not null));
    }

    private static JsonElement? Parse(string? line)
    {
        try
        {
            return string.IsNullOrEmpty(line) ? null : JsonDocument.Parse(line).RootElement.Clone() is { ValueKind: JsonValueKind.Object } found ? found : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
