using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Mien.Inference.Interop;

/// <summary>The calls of ONNX Runtime that sessions need, with managed arguments. Every failure is an <see cref="InferenceException"/>.</summary>
internal static unsafe class OrtApi
{
    private const int TensorType = 1;
    private const int FloatType = 1, ByteType = 2;
    private const int AllOptimizations = 99;
    private const int FatalLevel = 4; // the runtime writes lesser messages to standard error; failures come back as statuses

    private static OrtLibrary Ort => OrtLibrary.Instance;

    public static void Release(nint pointer, OrtFunction function) => ((delegate* unmanaged<nint, void>)Ort[function])(pointer);

    /// <param name="threads">Threads of one run, at least 1.</param>
    public static OrtHandle CreateOptions(int threads)
    {
        var options = New(OrtFunction.CreateSessionOptions, OrtFunction.ReleaseSessionOptions);
        Set(OrtFunction.SetIntraOpNumThreads, threads);
        Set(OrtFunction.SetInterOpNumThreads, 1);
        Set(OrtFunction.SetSessionGraphOptimizationLevel, AllOptimizations);
        Set(OrtFunction.SetSessionLogSeverityLevel, FatalLevel);

        // Between frames, threads that spin take two and a half times the processor for a twentieth less latency.
        SetEntry(options, "session.force_spinning_stop\0"u8, "1\0"u8);
        return options;

        void Set(OrtFunction function, int value) => Ort.Check(((delegate* unmanaged<nint, int, nint>)Ort[function])(options.DangerousGetHandle(), value));
    }

    /// <summary>Options for models that this process or the user's Mien made: their sessions know Mien's own operators, where there are any.</summary>
    /// <param name="threads">Threads of one run, at least 1.</param>
    public static OrtHandle CreateOwnOptions(int threads)
    {
        var options = CreateOptions(threads);
        OwnOperators.AddTo(options);
        return options;
    }

    /// <summary>Has a session with these options write its graph, optimised for this processor, into a file of ONNX Runtime's own format.</summary>
    public static void WriteOptimised(OrtHandle options, string path)
    {
        fixed (byte* text = Encoding.UTF8.GetBytes(path + "\0"))
        {
            Ort.Check(((delegate* unmanaged<nint, byte*, nint>)Ort[OrtFunction.SetOptimizedModelFilePath])(options.DangerousGetHandle(), text));
        }

        SetEntry(options, "session.save_model_format\0"u8, "ORT\0"u8);
    }

    /// <summary>Opens what <see cref="WriteOptimised"/> wrote. The session uses the weights where they lie and keeps the view open.</summary>
    public static OrtHandle CreateSession(SafeMemoryMappedViewHandle model, long length, OrtHandle options)
    {
        SetEntry(options, "session.load_model_format\0"u8, "ORT\0"u8);
        SetEntry(options, "session.use_ort_model_bytes_directly\0"u8, "1\0"u8);
        SetEntry(options, "session.use_ort_model_bytes_for_initializers\0"u8, "1\0"u8);
        nint session;
        Ort.Check(((delegate* unmanaged<nint, byte*, nint, nint, nint*, nint>)Ort[OrtFunction.CreateSessionFromArray])(
            Ort.Environment, (byte*)model.DangerousGetHandle(), (nint)length, options.DangerousGetHandle(), &session));
        return new(session, OrtFunction.ReleaseSession, model);
    }

    public static OrtHandle CreateSession(string path, OrtHandle options)
    {
        nint session;
        fixed (byte* text = Encoding.UTF8.GetBytes(path + "\0"))
        {
            Ort.Check(((delegate* unmanaged<nint, byte*, nint, nint*, nint>)Ort[OrtFunction.CreateSession])(
                Ort.Environment, text, options.DangerousGetHandle(), &session));
        }

        return new(session, OrtFunction.ReleaseSession);
    }

    public static OrtHandle CreateSession(ReadOnlySpan<byte> model, OrtHandle options)
    {
        nint session;
        fixed (byte* bytes = model)
        {
            Ort.Check(((delegate* unmanaged<nint, byte*, nint, nint, nint*, nint>)Ort[OrtFunction.CreateSessionFromArray])(
                Ort.Environment, bytes, model.Length, options.DangerousGetHandle(), &session));
        }

        return new(session, OrtFunction.ReleaseSession);
    }

    // Keys are constants, because the runtime accepts a mistyped one in silence.
    private static void SetEntry(OrtHandle options, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        fixed (byte* keyText = key, valueText = value)
        {
            Ort.Check(((delegate* unmanaged<nint, byte*, byte*, nint>)Ort[OrtFunction.AddSessionConfigEntry])(options.DangerousGetHandle(), keyText, valueText));
        }
    }

    /// <summary>The names, types and sizes of a session's inputs or outputs.</summary>
    public static TensorInfo[] Describe(OrtHandle session, bool inputs)
    {
        nint count;
        Ort.Check(((delegate* unmanaged<nint, nint*, nint>)Ort[inputs ? OrtFunction.SessionGetInputCount : OrtFunction.SessionGetOutputCount])(
            session.DangerousGetHandle(), &count));
        var infos = new TensorInfo[count];
        for (var i = 0; i < infos.Length; i++)
        {
            infos[i] = Describe(session, inputs, i);
        }

        return infos;
    }

    /// <summary>The texts that travel with a model.</summary>
    public static Dictionary<string, string> Metadata(OrtHandle session)
    {
        nint pointer, keys;
        long count;
        Ort.Check(((delegate* unmanaged<nint, nint*, nint>)Ort[OrtFunction.SessionGetModelMetadata])(session.DangerousGetHandle(), &pointer));
        using var metadata = new OrtHandle(pointer, OrtFunction.ReleaseModelMetadata);
        Ort.Check(((delegate* unmanaged<nint, nint, nint*, long*, nint>)Ort[OrtFunction.ModelMetadataGetCustomMetadataMapKeys])(
            pointer, Ort.Allocator, &keys, &count));
        var texts = new Dictionary<string, string>();
        for (var i = 0; i < count; i++)
        {
            var key = TakeText(((nint*)keys)[i]);
            nint value;
            fixed (byte* text = Encoding.UTF8.GetBytes(key + "\0"))
            {
                Ort.Check(((delegate* unmanaged<nint, nint, byte*, nint*, nint>)Ort[OrtFunction.ModelMetadataLookupCustomMetadataMap])(
                    pointer, Ort.Allocator, text, &value));
            }

            texts[key] = TakeText(value);
        }

        Free(keys);
        return texts;
    }

    public static OrtHandle CreateRunOptions() => New(OrtFunction.CreateRunOptions, OrtFunction.ReleaseRunOptions);

    /// <summary>Makes the run with these options end with an error soon.</summary>
    public static void Terminate(OrtHandle runOptions) =>
        Ort.Check(((delegate* unmanaged<nint, nint>)Ort[OrtFunction.RunOptionsSetTerminate])(runOptions.DangerousGetHandle()));

    /// <summary>A tensor over memory that the caller keeps pinned for as long as it is used.</summary>
    public static OrtHandle Wrap(MemoryHandle memory, int count, ElementType type, ReadOnlySpan<long> shape)
    {
        var (size, number) = type == ElementType.UInt8 ? (sizeof(byte), ByteType) : (sizeof(float), FloatType);
        nint value;
        fixed (long* sizes = shape)
        {
            Ort.Check(((delegate* unmanaged<nint, void*, nint, long*, nint, int, nint*, nint>)Ort[OrtFunction.CreateTensorWithDataAsOrtValue])(
                Ort.CpuMemory, memory.Pointer, (nint)count * size, sizes, shape.Length, number, &value));
        }

        return new(value, OrtFunction.ReleaseValue);
    }

    /// <summary>
    /// Computes into outputs that are tensors over memory of the right sizes. Names end in a zero and are pinned. The session stays open
    /// during the call even if it is disposed of elsewhere.
    /// </summary>
    public static void Run(OrtHandle session, OrtHandle? runOptions, byte[] inputName, OrtHandle input, byte[][] outputNames, OrtHandle[] outputs)
    {
        var names = stackalloc byte*[outputs.Length];
        var values = stackalloc nint[outputs.Length];
        for (var i = 0; i < outputs.Length; i++)
        {
            names[i] = (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(outputNames[i], 0);
            values[i] = outputs[i].DangerousGetHandle();
        }

        var added = false;
        session.DangerousAddRef(ref added);
        try
        {
            var name = (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(inputName, 0);
            var value = input.DangerousGetHandle();
            Ort.Check(((delegate* unmanaged<nint, nint, byte**, nint*, nint, byte**, nint, nint*, nint>)Ort[OrtFunction.Run])(
                session.DangerousGetHandle(), runOptions?.DangerousGetHandle() ?? 0, &name, &value, 1, names, outputs.Length, values));
        }
        finally
        {
            session.DangerousRelease();
        }
    }

    private static OrtHandle New(OrtFunction create, OrtFunction release)
    {
        nint pointer;
        Ort.Check(((delegate* unmanaged<nint*, nint>)Ort[create])(&pointer));
        return new(pointer, release);
    }

    private static TensorInfo Describe(OrtHandle session, bool inputs, int index)
    {
        nint name, pointer, tensor, rank;
        int kind, elementType;
        Ort.Check(((delegate* unmanaged<nint, nint, nint, nint*, nint>)Ort[inputs ? OrtFunction.SessionGetInputName : OrtFunction.SessionGetOutputName])(
            session.DangerousGetHandle(), index, Ort.Allocator, &name));
        var text = TakeText(name);
        Ort.Check(((delegate* unmanaged<nint, nint, nint*, nint>)Ort[inputs ? OrtFunction.SessionGetInputTypeInfo : OrtFunction.SessionGetOutputTypeInfo])(
            session.DangerousGetHandle(), index, &pointer));
        using var info = new OrtHandle(pointer, OrtFunction.ReleaseTypeInfo);
        Ort.Check(((delegate* unmanaged<nint, int*, nint>)Ort[OrtFunction.GetOnnxTypeFromTypeInfo])(pointer, &kind));
        if (kind != TensorType)
        {
            return new(text, ElementType.Other, []);
        }

        Ort.Check(((delegate* unmanaged<nint, nint*, nint>)Ort[OrtFunction.CastTypeInfoToTensorInfo])(pointer, &tensor)); // borrowed
        Ort.Check(((delegate* unmanaged<nint, int*, nint>)Ort[OrtFunction.GetTensorElementType])(tensor, &elementType));
        Ort.Check(((delegate* unmanaged<nint, nint*, nint>)Ort[OrtFunction.GetDimensionsCount])(tensor, &rank));
        var sizes = new long[rank];
        fixed (long* first = sizes)
        {
            Ort.Check(((delegate* unmanaged<nint, long*, nint, nint>)Ort[OrtFunction.GetDimensions])(tensor, first, rank));
        }

        return new(text, elementType switch { FloatType => ElementType.Float32, ByteType => ElementType.UInt8, _ => ElementType.Other }, [.. sizes]);
    }

    private static string TakeText(nint pointer)
    {
        var text = Marshal.PtrToStringUTF8(pointer) ?? "";
        Free(pointer);
        return text;
    }

    private static void Free(nint pointer) => Ort.Check(((delegate* unmanaged<nint, nint, nint>)Ort[OrtFunction.AllocatorFree])(Ort.Allocator, pointer));
}
