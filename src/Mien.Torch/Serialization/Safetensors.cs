using System.Buffers;
using Mien.Core;

namespace Mien.Torch.Serialization;

/// <summary>
/// Tensors by name in the safetensors format, which every framework of the field reads and which, unlike pickle, can hold
/// nothing but numbers and text.
/// </summary>
public static class Safetensors
{
    /// <summary>Writes tensors and texts to a file that is either complete or not there.</summary>
    /// <param name="path">Target; an old file is replaced at the end, in one step.</param>
    /// <param name="tensors">Names and tensors of any layout and device; the names keep this order. Equal contents give equal bytes.</param>
    /// <param name="metadata">Texts that travel with the tensors, sorted by key; default none.</param>
    /// <exception cref="ArgumentException">A name occurs twice.</exception>
    /// <exception cref="CheckpointException">The file cannot be written: the disk is full, the folder is missing or closed to us.</exception>
    public static void Write(
        string path, IEnumerable<(string Name, Tensor Tensor)> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(tensors);
        var list = tensors.ToList();
        var header = SafetensorsHeader.Layout(
            [.. list.Select(item => (item.Name, item.Tensor.DType, item.Tensor.Shape))], metadata ?? new Dictionary<string, string>());
        var byName = list.ToDictionary(item => item.Name, item => item.Tensor);
        try
        {
            AtomicFile.Write(path, stream => Write(stream, header, byName));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"Cannot write '{path}': {e.Message}", e);
        }
    }

    /// <summary>Opens a file and checks its whole header; tensors are read one by one when asked for.</summary>
    /// <exception cref="CheckpointException">
    /// The file is missing or not valid; the message names the file and what is wrong. No content, however made, has another outcome.
    /// </exception>
    public static SafetensorsFile Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return SafetensorsFile.Open(path);
    }

    // One buffer, as large as the largest tensor: a checkpoint is never in memory twice. It is lent, so that a run that saves
    // after every epoch needs no more memory from epoch to epoch.
    private static void Write(Stream stream, SafetensorsHeader header, Dictionary<string, Tensor> tensors)
    {
        stream.Write(header.ToBytes());
        var buffer = ArrayPool<byte>.Shared.Rent(header.Entries.Select(BytesOf).DefaultIfEmpty().Max());
        try
        {
            foreach (var entry in header.InDataOrder)
            {
                var bytes = BytesOf(entry);
                tensors[entry.Name].CopyBytesTo(buffer.AsSpan(0, bytes));
                stream.Write(buffer, 0, bytes);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        static int BytesOf(SafetensorsEntry entry) => checked((int)(entry.End - entry.Begin));
    }
}
