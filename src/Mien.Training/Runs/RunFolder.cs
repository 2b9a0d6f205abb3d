using System.Globalization;
using Mien.Core;
using Mien.Torch;

namespace Mien.Training;

/// <summary>The files of a run.</summary>
/// <param name="path">The folder; need not exist.</param>
public sealed class RunFolder(string path)
{
    /// <summary>The folder.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>The recipe as resolved. A folder without it holds no run: it is written when everything else is in place to start.</summary>
    public string Recipe => File("recipe.yml");

    /// <summary>The classes in the order of the outputs.</summary>
    public string Labels => File("labels.json");

    /// <summary>One line of JSON per event, with times.</summary>
    public string Events => File("events.jsonl");

    /// <summary>One line per finished epoch, without times: equal runs write equal files.</summary>
    public string History => File("history.csv");

    /// <summary>The newest checkpoint.</summary>
    public string LastCheckpoint => File("last.ckpt");

    /// <summary>The checkpoint of the best epoch.</summary>
    public string BestCheckpoint => File("best.ckpt");

    /// <summary>The weights of the best epoch with labels and preprocessing: what evaluation and prediction read.</summary>
    public string Model => File("model.safetensors");

    /// <summary>What TensorBoard reads; the name must hold <c>tfevents</c>.</summary>
    public string TensorBoard => File("events.out.tfevents.mien");

    /// <summary>The weights of one epoch, like <see cref="Model"/>, where the recipe asks to keep them.</summary>
    /// <param name="epoch">From 1.</param>
    public string ModelOf(int epoch) => File(System.IO.Path.Combine("epochs", string.Create(CultureInfo.InvariantCulture, $"{epoch:0000}.safetensors")));

    /// <summary>Whether a run was started here.</summary>
    public bool HasRun => System.IO.File.Exists(Recipe);

    /// <summary>Whether a process trains the run just now.</summary>
    public bool IsLocked
    {
        get
        {
            try
            {
                using var file = new FileStream(File("run.lock"), FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
                return false;
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
            {
                return false;
            }
            catch (IOException)
            {
                return true;
            }
        }
    }

    /// <summary>Holds the folder for this process until it is disposed or the process ends, however that happens.</summary>
    /// <exception cref="MienException">Another process, or another part of this one, trains here.</exception>
    public IDisposable Lock()
    {
        try
        {
            // An open file without sharing is a lock of the system (flock on Unix), which a killed process cannot leave behind.
            return new FileStream(File("run.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        }
        catch (IOException e) when (System.IO.File.Exists(File("run.lock")))
        {
            throw new MienException($"The run in {Path} is being trained by another process. Wait for it, or stop it with Ctrl-C; a run can be resumed by one process at a time.", e);
        }
    }

    /// <summary>The next free folder for runs of a name: <c>runs/faces-3</c> when there is <c>runs/faces-2</c>.</summary>
    /// <param name="parent">The folder of all runs; need not exist.</param>
    /// <param name="name">Usually the file name of the recipe, without its ending.</param>
    public static RunFolder Next(string parent, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(parent);
        ArgumentException.ThrowIfNullOrEmpty(name);
        var numbers = Directory.Exists(parent)
            ? Directory.EnumerateFileSystemEntries(parent, name + "-*").Select(entry => System.IO.Path.GetFileName(entry)[(name.Length + 1)..])
            : [];
        var highest = numbers.Max(text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : (int?)0) ?? 0;
        return new(System.IO.Path.Combine(parent, string.Create(CultureInfo.InvariantCulture, $"{name}-{highest + 1}")));
    }

    /// <summary>Runs a write and explains a failure.</summary>
    /// <param name="file">The target.</param>
    /// <param name="write">Writes it.</param>
    /// <exception cref="MienException">The disk is full or the like.</exception>
    public void Save(string file, Action<string> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        try
        {
            write(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CheckpointException)
        {
            var cause = e as CheckpointException is { InnerException: { } inner } ? inner : e;
            throw new MienException(
                $"Cannot save {file}: {cause.Message.TrimEnd('.')}. What was saved before is untouched. Once this is mended, continue with: mien train --resume {Path}", e);
        }
    }

    private string File(string name) => System.IO.Path.Combine(Path, name);
}
