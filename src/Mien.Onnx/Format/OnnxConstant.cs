using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Mien.Torch;

namespace Mien.Onnx.Format;

/// <summary>A constant of the graph: a weight, or numbers that an operator takes as an input.</summary>
internal sealed class OnnxConstant
{
    private readonly Func<byte[]> _bytes;
    private readonly bool _isWeight;

    private OnnxConstant(string name, int dataType, ImmutableArray<long> shape, long byteCount, Func<byte[]> bytes, bool isWeight = false)
    {
        (Name, DataType, Shape, ByteCount) = (name, dataType, shape, byteCount);
        (_bytes, _isWeight) = (bytes, isWeight);
    }

    public string Name { get; }

    /// <summary>As ONNX numbers types.</summary>
    public int DataType { get; }

    public ImmutableArray<long> Shape { get; }

    public long ByteCount { get; }

    /// <summary>Whether it may lie in a file beside the model: ONNX Runtime wants shapes, indices and single numbers in the model itself.</summary>
    public bool MayLieBeside => DataType != OnnxType.Int64 && !Shape.IsEmpty;

    /// <summary>A tensor of a module, which must live until the file is written; float32 in the file.</summary>
    public static OnnxConstant Weight(string name, Tensor tensor) => new(
        name, OnnxType.Float, tensor.Shape, tensor.Count * sizeof(float), () => BytesOf(tensor), isWeight: true);

    /// <summary>A matrix of a module, transposed.</summary>
    public static OnnxConstant Transposed(string name, Tensor matrix) => new(
        name, OnnxType.Float, [.. matrix.Shape.Reverse()], matrix.Count * sizeof(float), () => BytesOf(matrix.Transpose(0, 1)), isWeight: true);

    public static OnnxConstant Of<T>(string name, T[] values, params ReadOnlySpan<long> shape)
        where T : unmanaged => new(name, OnnxType.Of<T>(), [.. shape], (long)values.Length * Unsafe.SizeOf<T>(), () => MemoryMarshal.AsBytes<T>(values).ToArray());

    /// <summary>Numbers that are made when they are needed, so that those of a large network are not in memory twice.</summary>
    public static OnnxConstant Made<T>(string name, ReadOnlySpan<long> shape, Func<T[]> values)
        where T : unmanaged
    {
        var count = 1L;
        foreach (var size in shape)
        {
            count = checked(count * size);
        }

        return new(name, OnnxType.Of<T>(), [.. shape], count * Unsafe.SizeOf<T>(), () => MemoryMarshal.AsBytes<T>(values()).ToArray());
    }

    /// <summary>The values of a constant of float32.</summary>
    public float[] ToFloats() => DataType == OnnxType.Float
        ? MemoryMarshal.Cast<byte, float>(_bytes()).ToArray()
        : throw new InvalidOperationException($"{Name} is no float32.");

    public void WriteTo(Stream stream) => stream.Write(_bytes());

    /// <summary>Name, shape and content in one line; weights are the same in every trace and need no content.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Name} ({string.Join(", ", Shape)}) {(_isWeight ? "weight" : Convert.ToHexString(SHA256.HashData(_bytes())))}");

    private static byte[] BytesOf(Tensor tensor)
    {
        using var scope = TensorScope.Begin();
        using var noGrad = NoGrad.Begin();
        return MemoryMarshal.AsBytes<float>(tensor.To(DType.Float32).ToArray<float>()).ToArray();
    }
}
