using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Mien.Core;
using Mien.Inference.Files;
using Mien.Inference.Interop;

namespace Mien.Inference;

/// <summary>
/// Models that were optimised before, with their weights in the order in which this kind of processor takes them. Opening one maps the
/// file and copies nothing: two thirds of the time and of the memory of an .onnx file.
/// </summary>
/// <remarks>
/// ONNX Runtime believes what such a file says, so only those are opened that this user's Mien wrote on this computer and nobody changed:
/// they end in a seal (<see cref="FileSeal"/>).
/// </remarks>
public static class PreparedModel
{
    /// <summary>Environment variable with the highest level of Mien's own operators that may be used: 4 (AVX-512), 3 (AVX2) or 0 for none.</summary>
    public const string OperatorsLevelVariable = OwnOperators.LevelVariable;

    // Nothing takes that long to write: a living process of the writer's number is another one.
    private static readonly TimeSpan OldestTemporary = TimeSpan.FromDays(1);

    /// <summary>
    /// What a prepared file is good for: the version of ONNX Runtime, the kind of processor, and <see cref="HasOperators"/> with their version and level.
    /// Elsewhere it cannot be opened, or its results are wrong.
    /// </summary>
    /// <exception cref="InferenceException">ONNX Runtime is missing.</exception>
    public static string Target =>
        $"{OnnxRuntime.Info.Version} {RuntimeInformation.ProcessArchitecture} {(Avx512F.IsSupported ? "avx512" : Avx2.IsSupported ? "avx2" : "basic")}{(HasOperators ? $" operators-{OwnOperators.Version}-{OperatorsLevel}{(HasBfloat16Operators ? "-bfloat16" : "")}" : "")}".ToLowerInvariant();

    /// <summary>Whether models may be made of Mien's own operators (libmien_operators.so beside the program, and a processor with AVX2 or AVX-512).</summary>
    public static bool HasOperators => OperatorsLevel > 0;

    /// <summary>Of which level of x86-64 these operators are: 4 with AVX-512, 3 with AVX2; 0 where there are none.</summary>
    public static int OperatorsLevel => OwnOperators.Level;

    /// <summary>Whether these operators also multiply in bfloat16, on a processor with <c>avx512_bf16</c>.</summary>
    public static bool HasBfloat16Operators => HasOperators && OwnOperators.HasBfloat16;

    /// <summary>Prepares a model; the file appears when it is whole.</summary>
    /// <param name="model">The bytes of an .onnx file without data beside it, which may have Mien's own operators where there are any.</param>
    /// <param name="path">The new file; an old one is replaced.</param>
    /// <exception cref="InferenceException">It is no model that can be computed, it is too large, or ONNX Runtime is missing or cannot write.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static void Write(ReadOnlySpan<byte> model, string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        // Of two first predictions at once each writes its own.
        DeleteLeftovers(path);
        var temporary = $"{path}.{Environment.ProcessId}-{Environment.CurrentManagedThreadId}{AtomicFile.TemporarySuffix}";
        try
        {
            using (var options = OrtApi.CreateOwnOptions(Environment.ProcessorCount))
            {
                OrtApi.WriteOptimised(options, temporary);
                OrtApi.CreateSession(model, options).Dispose();
            }

            byte[] seal;
            using (var content = new MappedFile(temporary))
            {
                seal = FileSeal.Of(content.Bytes);
            }

            using (var written = new FileStream(temporary, FileMode.Open, FileAccess.Write))
            {
                written.Seek(0, SeekOrigin.End);
                written.Write(seal);
                written.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
            SafeFile.SyncFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Loads what <see cref="Write"/> takes without keeping it.</summary>
    /// <param name="model">The bytes of a model that the caller made; those of files from elsewhere are for <see cref="InferenceSession"/>.</param>
    /// <param name="threads">Threads of one run; 0, the default, is one per core.</param>
    /// <exception cref="InferenceException">It is no model that can be computed, or ONNX Runtime is missing.</exception>
    public static InferenceSession Load(ReadOnlySpan<byte> model, int threads = 0) => InferenceSession.LoadOwn(model, threads);

    /// <summary>Opens a prepared file.</summary>
    /// <param name="path">The file; it may be replaced, but not written to, while the session lives.</param>
    /// <param name="threads">Threads of one run; 0, the default, is one per core.</param>
    /// <exception cref="InferenceException">It is none, it was made elsewhere or changed since, or ONNX Runtime is missing.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static InferenceSession Open(string path, int threads = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var file = new MappedFile(path);
        var sealedTask = Task.Run(() => FileSeal.Holds(file.Bytes)); // while the library is loaded
        _ = OrtLibrary.Instance;
        return sealedTask.GetAwaiter().GetResult()
            ? InferenceSession.Open(file.Handle, file.Length - FileSeal.Length, $"'{path}'", threads)
            : throw new InferenceException($"Expected a model that was prepared here but '{path}' was made elsewhere, or changed.");
    }

    // What processes left that were killed while they wrote this file.
    private static void DeleteLeftovers(string path)
    {
        var (folder, start) = (Path.GetDirectoryName(Path.GetFullPath(path))!, Path.GetFileName(path) + ".");
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles().Where(file => file.Name.StartsWith(start, StringComparison.Ordinal)))
        {
            var writer = file.Name[start.Length..].Split('-')[0];
            if (file.Name.EndsWith(AtomicFile.TemporarySuffix, StringComparison.Ordinal) && int.TryParse(writer, NumberStyles.None, CultureInfo.InvariantCulture, out _)
                && (!Path.Exists($"/proc/{writer}") || TimeProvider.System.GetUtcNow() - file.LastWriteTimeUtc > OldestTemporary))
            {
                file.Delete();
            }
        }
    }
}
