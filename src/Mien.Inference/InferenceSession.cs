using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Mien.Inference.Files;
using Mien.Inference.Interop;

namespace Mien.Inference;

/// <summary>
/// A model in ONNX Runtime, ready to compute. Any number of threads may run it at once; results do not depend on how many do.
/// </summary>
public sealed class InferenceSession : IDisposable
{
    private readonly OrtHandle _session;
    private readonly byte[] _inputName;
    private readonly byte[][] _outputNames;
    private readonly Func<InferenceSession>? _openSerial;

    private InferenceSession(OrtHandle session, string source, int threads, Func<InferenceSession>? openSerial)
    {
        (_session, Threads, _openSerial) = (session, threads, openSerial);
        var inputs = OrtApi.Describe(session, inputs: true);
        Outputs = [.. OrtApi.Describe(session, inputs: false)];
        if (inputs is not [{ Type: not ElementType.Other } input] || !Outputs.Any(output => output.IsFloat32))
        {
            throw new InferenceException(
                $"Expected a model with one input of float32 or bytes and at least one float32 output but {source} has {inputs.Length} inputs ({Names(inputs)}) and {Outputs.Length} outputs ({Names(Outputs)}).");
        }

        (Input, Metadata) = (input, OrtApi.Metadata(session));
        (_inputName, _outputNames) = (Pinned(input.Name), [.. Outputs.Select(output => Pinned(output.Name))]);
    }

    /// <summary>What the model takes.</summary>
    public TensorInfo Input { get; }

    /// <summary>What it gives.</summary>
    public ImmutableArray<TensorInfo> Outputs { get; }

    /// <summary>Threads of one run.</summary>
    internal int Threads { get; }

    /// <summary>The texts that travel with the model (metadata_props).</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Loads a model from a file.</summary>
    /// <param name="path">An .onnx file. Data beside it are read only from its own folder.</param>
    /// <param name="threads">Threads of one run; 0, the default, is one per core. Several callers at once do best with 1.</param>
    /// <exception cref="InferenceException">
    /// The file is no model that can be computed, or one that must not be trusted: tensors that have not the bytes of their shapes, or data outside of its
    /// folder. Or ONNX Runtime is missing.
    /// </exception>
    public static InferenceSession Load(string path, int threads = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ModelFileCheck.Require(path);
        using var options = OrtApi.CreateOptions(ThreadCount(threads));
        return Open(OrtApi.CreateSession(path, options), $"'{path}'", threads);
    }

    /// <summary>Loads a model from memory.</summary>
    /// <param name="model">The bytes of an .onnx file without data beside it; they may go when this returns.</param>
    /// <param name="threads">As for <see cref="Load(string, int)"/>.</param>
    /// <exception cref="InferenceException">It is no model that can be computed, or ONNX Runtime is missing.</exception>
    public static InferenceSession Load(ReadOnlySpan<byte> model, int threads = 0)
    {
        ModelFileCheck.Require(model);
        using var options = OrtApi.CreateOptions(ThreadCount(threads));
        return Open(OrtApi.CreateSession(model, options), "the model", threads);
    }

    /// <summary>Opens a prepared model in mapped memory, which stays mapped as long as the session lives.</summary>
    internal static InferenceSession Open(SafeMemoryMappedViewHandle model, long length, string source, int threads)
    {
        using var options = OrtApi.CreateOwnOptions(ThreadCount(threads));
        return Open(OrtApi.CreateSession(model, length, options), source, threads, () => Open(model, length, source, threads: 1));
    }

    /// <summary>Loads a model that this process made itself, which is not looked over and may have Mien's own operators.</summary>
    internal static InferenceSession LoadOwn(ReadOnlySpan<byte> model, int threads)
    {
        using var options = OrtApi.CreateOwnOptions(ThreadCount(threads));
        return Open(OrtApi.CreateSession(model, options), "the model", threads);
    }

    /// <summary>
    /// The same model for runs on the calling thread alone, which several callers do best with. It shares the weights with this session, which must
    /// live; null where it would need memory for others.
    /// </summary>
    internal InferenceSession? OpenSerial() => _openSerial?.Invoke();

    /// <summary>Computes. Nothing is copied: input and outputs are used where they lie.</summary>
    /// <param name="input">Values of the shape, row-major.</param>
    /// <param name="shape">Sizes, such as (N, C, H, W).</param>
    /// <param name="outputs">
    /// Memory for each of <see cref="Outputs"/>, empty for those that are not wanted. An open size at the front of an output is the first of
    /// <paramref name="shape"/>; another open one follows from the length of the memory.
    /// </param>
    /// <param name="cancellation">Ends the run between two operators.</param>
    /// <exception cref="ArgumentException">A length does not fit its shape.</exception>
    /// <exception cref="InferenceException">The model cannot compute this; the message is the runtime's.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public void Run(ReadOnlyMemory<float> input, ReadOnlySpan<long> shape, ReadOnlySpan<Memory<float>> outputs, CancellationToken cancellation = default) =>
        Run(input, ElementType.Float32, shape, outputs, cancellation);

    /// <summary>Computes from bytes, for a model that takes them, such as pictures (N, H, W, 3). See the other overload.</summary>
    public void Run(ReadOnlyMemory<byte> input, ReadOnlySpan<long> shape, ReadOnlySpan<Memory<float>> outputs, CancellationToken cancellation = default) =>
        Run(input, ElementType.UInt8, shape, outputs, cancellation);

    /// <summary>Place of an output among <see cref="Outputs"/>; -1 where there is none of that name.</summary>
    public int IndexOfOutput(string name) => Outputs.ToList().FindIndex(output => output.Name == name);

    /// <summary>Releases the model once the runs that are under way have ended.</summary>
    public void Dispose() => _session.Dispose();

    private static InferenceSession Open(OrtHandle session, string source, int threads, Func<InferenceSession>? openSerial = null)
    {
        try
        {
            return new(session, source, ThreadCount(threads), openSerial);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private void Run<T>(ReadOnlyMemory<T> input, ElementType type, ReadOnlySpan<long> shape, ReadOnlySpan<Memory<float>> outputs, CancellationToken cancellation)
    {
        if (type != Input.Type)
        {
            throw new ArgumentException($"Expected values of {Input.Type} for '{Input.Name}' but got {type}.", nameof(input));
        }

        if (outputs.Length != Outputs.Length)
        {
            throw new ArgumentException($"Expected memory for {Outputs.Length} outputs but got it for {outputs.Length}.", nameof(outputs));
        }

        cancellation.ThrowIfCancellationRequested();
        var wanted = Wanted(outputs);
        var pins = new MemoryHandle[wanted.Length + 1];
        var values = new OrtHandle?[wanted.Length + 1];
        try
        {
            pins[^1] = input.Pin();
            values[^1] = Wrap(Input, pins[^1], input.Length, shape);
            for (var i = 0; i < wanted.Length; i++)
            {
                var (info, memory) = (Outputs[wanted[i]], outputs[wanted[i]]);
                pins[i] = memory.Pin();
                values[i] = Wrap(info, pins[i], memory.Length, ShapeOf(info, shape[0], memory.Length));
            }

            Compute(values[^1]!, [.. wanted.Select(index => _outputNames[index])], values.AsSpan()[..^1].ToArray()!, cancellation);
        }
        finally
        {
            Array.ForEach(values, value => value?.Dispose());
            Array.ForEach(pins, pin => pin.Dispose());
        }
    }

    private static int[] Wanted(ReadOnlySpan<Memory<float>> outputs)
    {
        List<int> wanted = [];
        for (var i = 0; i < outputs.Length; i++)
        {
            if (!outputs[i].IsEmpty)
            {
                wanted.Add(i);
            }
        }

        return wanted.Count > 0 ? [.. wanted] : throw new ArgumentException("Expected memory for at least one output.", nameof(outputs));
    }

    private void Compute(OrtHandle input, byte[][] names, OrtHandle[] outputs, CancellationToken cancellation)
    {
        if (!cancellation.CanBeCanceled)
        {
            OrtApi.Run(_session, null, _inputName, input, names, outputs);
            return;
        }

        using var options = OrtApi.CreateRunOptions();
        using var registration = cancellation.Register(() => OrtApi.Terminate(options));
        try
        {
            OrtApi.Run(_session, options, _inputName, input, names, outputs);
        }
        catch (InferenceException) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
    }

    private static OrtHandle Wrap(TensorInfo info, MemoryHandle pin, int length, ReadOnlySpan<long> shape)
    {
        var count = 1L;
        foreach (var size in shape)
        {
            count = checked(count * size);
        }

        return count == length
            ? OrtApi.Wrap(pin, length, info.Type, shape)
            : throw new ArgumentException($"Expected {count} values for '{info.Name}' of shape ({string.Join(", ", shape.ToArray())}) but got {length}.");
    }

    private static long[] ShapeOf(TensorInfo info, long count, int length)
    {
        long[] shape = [.. info.Shape];
        if (shape is [< 0, ..])
        {
            shape[0] = count;
        }

        if (Array.FindIndex(shape, size => size < 0) is >= 0 and var open)
        {
            shape[open] = length / Math.Max(1, shape.Where(size => size > 0).Aggregate(1L, (product, size) => product * size));
        }

        return shape;
    }

    private static int ThreadCount(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        return threads > 0 ? threads : Environment.ProcessorCount;
    }

    private static byte[] Pinned(string name)
    {
        var bytes = GC.AllocateArray<byte>(Encoding.UTF8.GetByteCount(name) + 1, pinned: true);
        Encoding.UTF8.GetBytes(name, bytes);
        return bytes;
    }

    private static string Names(IEnumerable<TensorInfo> infos) => string.Join(", ", infos.Select(info => $"'{info.Name}'"));
}
