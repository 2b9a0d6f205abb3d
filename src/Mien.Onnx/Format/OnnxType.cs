namespace Mien.Onnx.Format;

/// <summary>The types of elements in use, as enum TensorProto.DataType numbers them.</summary>
internal static class OnnxType
{
    public const int Float = 1;
    public const int UInt8 = 2;
    public const int Int8 = 3;
    public const int Int32 = 6;
    public const int Int64 = 7;
    public const int Float16 = 10;
    public const int BFloat16 = 16;

    /// <summary>The number of a type of .NET.</summary>
    public static int Of<T>() => default(T) switch
    {
        float => Float,
        byte => UInt8,
        sbyte => Int8,
        int => Int32,
        long => Int64,
        Half => Float16,
        Format.BFloat16 => BFloat16,
        _ => throw new NotSupportedException($"{typeof(T)} is in no export."),
    };
}
