using System.Globalization;
using Mien.Core;

namespace Mien.Torch;

/// <summary>Where a tensor lies and is computed: the CPU, a CUDA device by its number, or nowhere (<see cref="Meta"/>).</summary>
public readonly record struct Device
{
    private const int CudaType = 1;
    private const int MetaType = 14;

    private Device(int nativeType, int index)
    {
        NativeType = nativeType;
        Index = index;
    }

    /// <summary>The CPU; also the default value of this type.</summary>
    public static Device Cpu => default;

    /// <summary>No memory at all: tensors have a shape and a type. libtorch 1.13 runs few operators on them, and no convolution.</summary>
    public static Device Meta => new(MetaType, 0);

    /// <summary>Number of the CUDA device, from 0; 0 for the others.</summary>
    public int Index { get; }

    /// <summary>True for a CUDA device.</summary>
    public bool IsCuda => NativeType == CudaType;

    /// <summary>True for <see cref="Meta"/>.</summary>
    public bool IsMeta => NativeType == MetaType;

    /// <summary>c10::DeviceType.</summary>
    internal int NativeType { get; }

    /// <summary>Type and index in one number, as the native side reads it.</summary>
    internal long NativeCode => (NativeType << 8) | Index;

    /// <summary>A CUDA device by its number, from 0. Whether it exists shows at first use; <see cref="Parse"/> asks.</summary>
    public static Device Cuda(int index = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return new(CudaType, index);
    }

    /// <summary>Reads "cpu", "cuda" or "cuda:1" and makes sure that the device is there.</summary>
    /// <exception cref="ConfigException">Another text, or a CUDA device that this machine or this libtorch does not have.</exception>
    public static Device Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var name = text.Trim().ToLowerInvariant();
        if (name == "cpu")
        {
            return Cpu;
        }

        var index = 0;
        if (name != "cuda"
            && !(name.StartsWith("cuda:", StringComparison.Ordinal)
                && int.TryParse(name.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out index)))
        {
            throw new ConfigException($"Expected a device such as 'cpu', 'cuda' or 'cuda:1' but got '{text}'.");
        }

        var info = TorchRuntime.Info;
        return index < info.CudaDeviceCount
            ? Cuda(index)
            : throw new ConfigException(
                $"Device '{text}' was asked for, but libtorch {info.Version} finds {info.CudaDeviceCount} CUDA devices here. Use 'cpu', or "
                + "build against a CUDA libtorch: MIEN_CMAKE_ARGS=-DTORCH_DIR=<folder of libtorch>.");
    }

    /// <summary>"cpu" or "cuda:0", which <see cref="Parse"/> reads, or "meta".</summary>
    public override string ToString() => IsCuda ? $"cuda:{Index}" : IsMeta ? "meta" : "cpu";

    internal static Device FromNative(int code) => new(code >> 8, code & 0xff);
}
