using System.Collections.Immutable;
using System.Text.Json;
using Mien.Core;

namespace Mien.Data.Files;

/// <summary>What a folder is being built by and from: enough to tell whether a later call is the same one.</summary>
/// <param name="Command">Such as <c>mien data relabel</c>.</param>
/// <param name="Options">Everything that decides what is written, by the name of the option.</param>
/// <param name="SourceFingerprint">Changes when the files of the source change.</param>
public sealed record OutputJob(string Command, ImmutableSortedDictionary<string, string> Options, string SourceFingerprint)
{
    private const string Name = "job.json";
    private const string Signature = ".mien-job.json"; // hidden, so that readers of datasets pass over it
    private const int MaxBytes = 1 << 20;

    private static JsonSerializerOptions Json { get; } = new() { WriteIndented = true };

    /// <summary>The job of a folder that was begun and is not finished, or null.</summary>
    /// <exception cref="MienException">There is one but it cannot be read.</exception>
    public static OutputJob? Unfinished(string folder)
    {
        var path = WorkFolder.FileIn(folder, Name);
        try
        {
            return File.Exists(path) ? Read(path) : null;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new MienException($"'{folder}' is unfinished, but what it was to become cannot be read from {path}: {e.Message}. Delete the folder and start again.", e);
        }
    }

    internal static string Marker => Name;

    internal void Write(WorkFolder work) => AtomicFile.WriteBytes(work.FileIn(Name), ToBytes());

    /// <summary>Leaves a note in the folder that it is the result of this job, for <see cref="HasMade"/>.</summary>
    internal void Sign(OutputFolder output) => output.Write(Signature, ToBytes());

    /// <summary>Whether a finished folder is the result of this very job, made from the same source.</summary>
    internal bool HasMade(string folder)
    {
        var path = Path.Combine(folder, Signature);
        try
        {
            return Unfinished(folder) is null && File.Exists(path) && Read(path) is { } made
                && made.Command == Command && made.SourceFingerprint == SourceFingerprint && JobOptions.Differences(made.Options, Options).Length == 0;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return false; // whoever asks finds a folder that is not empty, and says so
        }
    }

    /// <exception cref="ConfigException">The other job, which was begun earlier, is not this one; all differences.</exception>
    internal void RequireSame(OutputJob begun, string folder)
    {
        var advice = $"Call it again as before to finish, or delete '{folder}' and start anew.";
        if (begun.Command != Command)
        {
            throw new ConfigException($"'{folder}' was begun by '{begun.Command}' and is unfinished; '{Command}' cannot go on with it. {advice}");
        }

        var different = JobOptions.Differences(begun.Options, Options);
        if (different.Length > 0)
        {
            throw new ConfigException($"'{folder}' was begun with other options and is unfinished: {different}. {advice}");
        }

        if (begun.SourceFingerprint != SourceFingerprint)
        {
            throw new ConfigException($"'{folder}' is unfinished, and the files it is made from have changed since it was begun. Delete '{folder}' and start anew.");
        }
    }

    private byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    private static OutputJob Read(string path)
    {
        var isSmall = new FileInfo(path).Length <= MaxBytes;
        var job = isSmall ? JsonSerializer.Deserialize<OutputJob>(File.ReadAllBytes(path)) : null;
        return job is { Command: not null, Options: not null, SourceFingerprint: not null } ? job : throw new JsonException("it is no job");
    }
}
