using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DisableRuntimeMarshalling]

namespace Mien.Torch.Interop;

/// <summary>The exports of libmien_torch, under their own names; native/torch says who owns what.</summary>
internal static unsafe partial class NativeMethods
{
    internal const string Library = "mien_torch";

    // Whatever is called first, the library is loaded by NativeLoader and therefore in the right order.
    static NativeMethods() => NativeLibrary.SetDllImportResolver(typeof(NativeMethods).Assembly, NativeLoader.Resolve);

    [LibraryImport(Library)]
    internal static partial nint mien_torch_last_error();

    [LibraryImport(Library)]
    internal static partial nint mien_torch_version();

    [LibraryImport(Library)]
    internal static partial nint mien_torch_build_description();

    [LibraryImport(Library)]
    internal static partial NativeStatus mien_torch_threads_set(int count);

    [LibraryImport(Library)]
    internal static partial NativeStatus mien_torch_threads_get(out int count);

    [LibraryImport(Library)]
    internal static partial NativeStatus mien_torch_cuda_device_count(out int count);

    [LibraryImport(Library)]
    internal static partial NativeStatus mien_torch_manual_seed(ulong seed);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial NativeStatus mien_torch_operator_find(string name, string overload, out nint found);

    [LibraryImport(Library)]
    internal static partial nint mien_torch_operator_schema(nint found);

    [LibraryImport(Library)]
    internal static partial NativeStatus mien_torch_operator_call(
        nint found, NativeValue* arguments, int argumentCount, NativeValue* results, int resultCount);

    [LibraryImport(Library)]
    internal static partial void mien_torch_handles_free(nint handles);

    [LibraryImport(Library)]
    internal static partial void mien_torch_tensor_free(nint tensor);

    [LibraryImport(Library)]
    internal static partial NativeStatus mien_torch_tensor_share(TensorHandle tensor, out TensorHandle result);

    [LibraryImport(Library)]
    internal static partial NativeStatus mien_torch_tensor_facts(TensorHandle tensor, out TensorFacts facts);

    [LibraryImport(Library)]
    internal static partial NativeStatus mien_torch_tensor_shape(
        TensorHandle tensor, Span<long> sizes, Span<long> strides, int capacity, out int rank);

    [LibraryImport(Library)]
    internal static partial NativeStatus mien_torch_tensor_from_memory(
        ReadOnlySpan<byte> source, long byteCount, ReadOnlySpan<long> sizes, int rank, int dtype, out TensorHandle result);

    [LibraryImport(Library)]
    internal static partial NativeStatus mien_torch_tensor_to_memory(TensorHandle tensor, Span<byte> destination, long byteCount);

    [LibraryImport(Library)]
    internal static partial NativeStatus mien_torch_tensor_overwrite(TensorHandle tensor, ReadOnlySpan<byte> source, long byteCount);

    [LibraryImport(Library)]
    internal static partial NativeStatus mien_torch_tensor_set_data(TensorHandle tensor, TensorHandle data);

    [LibraryImport(Library)]
    internal static partial NativeStatus mien_torch_tensor_same_storage(TensorHandle left, TensorHandle right, out int result);

    [LibraryImport(Library)]
    internal static partial NativeStatus mien_torch_tensor_is_contiguous(TensorHandle tensor, int format, out int result);

    [LibraryImport(Library)]
    internal static partial NativeStatus mien_torch_autograd_backward(TensorHandle root, TensorHandle gradient);

    [LibraryImport(Library)]
    internal static partial NativeStatus mien_torch_autograd_get_grad(TensorHandle tensor, out TensorHandle result);

    [LibraryImport(Library)]
    internal static partial NativeStatus mien_torch_autograd_has_grad(TensorHandle tensor, out int result);

    [LibraryImport(Library)]
    internal static partial NativeStatus mien_torch_autograd_set_grad(TensorHandle tensor, TensorHandle gradient);

    [LibraryImport(Library)]
    internal static partial NativeStatus mien_torch_autograd_set_requires_grad(TensorHandle tensor, int value);

    [LibraryImport(Library)]
    internal static partial NativeStatus mien_torch_grad_mode_exchange(int enabled, out int previous);

    [LibraryImport(Library)]
    internal static partial NativeStatus mien_torch_inference_mode_push();

    [LibraryImport(Library)]
    internal static partial NativeStatus mien_torch_inference_mode_pop();

    [LibraryImport(Library)]
    internal static partial NativeStatus mien_torch_autocast_exchange(
        int deviceType, int enabled, int dtype, out int previousEnabled, out int previousDtype);
}

/// <summary>struct TensorFacts of native/torch/tensor.cpp.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct TensorFacts
{
    internal readonly long Count;
    internal readonly int Rank;
    internal readonly int DType;
    internal readonly int Device;
    internal readonly int RequiresGrad;
}
