using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Mien.Torch.Interop;

/// <summary>
/// Where a thread lays out the arguments of a call: pinned memory that is reused, so that a call allocates nothing but its results.
/// Keeps every tensor of the call alive until the call is over.
/// </summary>
internal sealed unsafe class CallFrame
{
    private const int MostArguments = 64;

    [ThreadStatic]
    private static CallFrame? _ofThread;

    private readonly NativeValue[] _values = GC.AllocateArray<NativeValue>(MostArguments, pinned: true);
    private long[] _words = GC.AllocateArray<long>(256, pinned: true);
    private TensorHandle?[] _held = new TensorHandle?[256];
    private int _wordCount;
    private int _heldCount;

    private CallFrame()
    {
        // OpenMP keeps the number of threads per calling thread, so each thread sets it before its first operator.
        TorchRuntime.ApplyThreads();
    }

    internal static CallFrame OfThread => _ofThread ??= new CallFrame();

    internal NativeValue* Fill(ReadOnlySpan<Argument> arguments)
    {
        Reserve(arguments);
        for (var i = 0; i < arguments.Length; i++)
        {
            ref readonly var argument = ref arguments[i];
            ref var value = ref _values[i];
            value.Tag = argument.Tag;
            value.Bits = argument.Bits;
            value.Length = 0;
            if (argument.Reference is Tensor tensor)
            {
                value.Bits = Hold(tensor);
            }
            else if (argument.Reference is not null)
            {
                FillList(argument.Reference, ref value);
            }
        }

        return (NativeValue*)Unsafe.AsPointer(ref _values[0]);
    }

    /// <summary>Lets go of the tensors of the call.</summary>
    internal void Release()
    {
        for (var i = 0; i < _heldCount; i++)
        {
            _held[i]!.DangerousRelease();
            _held[i] = null;
        }

        _heldCount = 0;
        _wordCount = 0;
    }

    private void FillList(object list, ref NativeValue value)
    {
        value.Bits = (long)Unsafe.AsPointer(ref _words[_wordCount]);
        switch (list)
        {
            case string text:
                value.Length = Encoding.UTF8.GetBytes(text, MemoryMarshal.AsBytes(_words.AsSpan(_wordCount)));
                _wordCount += WordsOf(text);
                return;
            case long[] integers:
                integers.CopyTo(_words, _wordCount);
                value.Length = integers.Length;
                break;
            case double[] reals:
                Buffer.BlockCopy(reals, 0, _words, _wordCount * sizeof(long), reals.Length * sizeof(double));
                value.Length = reals.Length;
                break;
            case IReadOnlyList<Tensor> tensors:
                value.Length = tensors.Count;
                for (var i = 0; i < tensors.Count; i++)
                {
                    _words[_wordCount + i] = Hold(tensors[i]);
                }

                break;
        }

        _wordCount += value.Length;
    }

    private static int WordsOf(string text) => (Encoding.UTF8.GetByteCount(text) + sizeof(long) - 1) / sizeof(long);

    private nint Hold(Tensor tensor)
    {
        var handle = tensor.Handle;
        var added = false;
        handle.DangerousAddRef(ref added);
        _held[_heldCount++] = handle;
        return handle.DangerousGetHandle();
    }

    /// <summary>Makes room first, because addresses into the arrays are given out while they are filled.</summary>
    private void Reserve(ReadOnlySpan<Argument> arguments)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(arguments.Length, MostArguments);
        var words = 1;
        foreach (ref readonly var argument in arguments)
        {
            words += argument.Reference switch
            {
                null or Tensor => 1,
                string text => WordsOf(text),
                long[] integers => integers.Length,
                double[] reals => reals.Length,
                IReadOnlyList<Tensor> tensors => tensors.Count,
                _ => throw new ArgumentException($"No operator takes a {argument.Reference.GetType()}."),
            };
        }

        if (words > _words.Length)
        {
            _words = GC.AllocateArray<long>(words * 2, pinned: true);
            _held = new TensorHandle?[words * 2];
        }
    }
}
