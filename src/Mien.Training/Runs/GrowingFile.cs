namespace Mien.Training;

/// <summary>
/// A file of a run that is only ever appended to. Its length is part of every checkpoint: what was written after it, whole or torn, is
/// cut off when the run is resumed, because it comes again.
/// </summary>
/// <param name="folder">Explains failures.</param>
/// <param name="path">The file.</param>
internal sealed class GrowingFile(RunFolder folder, string path) : IDisposable
{
    private FileStream? _file;
    private long? _restored;

    /// <summary>Opens the file at the length of the checkpoint. One that no checkpoint knows of is begun anew by a new run and continued otherwise.</summary>
    public void Open(bool isNewRun) => folder.Save(path, file =>
    {
        _file = new FileStream(file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
        _file.SetLength(Math.Min(_file.Length, _restored ?? (isNewRun ? 0 : _file.Length)));
        _file.Seek(0, SeekOrigin.End);
    });

    /// <summary>Whether nothing was written to it yet.</summary>
    public bool IsEmpty => _file is null or { Length: 0 };

    /// <summary>Appends; does nothing when the file is not open because the start failed, which is being reported.</summary>
    public void Append(byte[] bytes) => folder.Save(path, _ =>
    {
        _file?.Write(bytes);
        _file?.Flush();
    });

    /// <summary>Waits until everything is on the disk.</summary>
    /// <returns>The length for the checkpoint.</returns>
    public long Sync()
    {
        _file?.Flush(flushToDisk: true);
        return _file?.Length ?? _restored ?? 0;
    }

    /// <summary>Takes the length from a checkpoint, before <see cref="Open"/>.</summary>
    public void Restore(long length) => _restored = length;

    public void Dispose()
    {
        _restored = _file?.Length ?? _restored;
        _file?.Dispose();
        _file = null;
    }
}
