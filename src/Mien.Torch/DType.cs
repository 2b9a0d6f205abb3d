namespace Mien.Torch;

/// <summary>Element types of tensors; the values are those of libtorch's c10::ScalarType.</summary>
public enum DType
{
    /// <summary>8 bit, 0 to 255; <see cref="byte"/>.</summary>
    UInt8 = 0,

    /// <summary>8 bit, signed; <see cref="sbyte"/>.</summary>
    Int8 = 1,

    /// <summary>16 bit, signed; <see cref="short"/>.</summary>
    Int16 = 2,

    /// <summary>32 bit, signed; <see cref="int"/>.</summary>
    Int32 = 3,

    /// <summary>64 bit, signed; <see cref="long"/>. Class labels and indices have this type.</summary>
    Int64 = 4,

    /// <summary>IEEE half precision; <see cref="Half"/>.</summary>
    Float16 = 5,

    /// <summary>Single precision; <see cref="float"/>. The default.</summary>
    Float32 = 6,

    /// <summary>Double precision; <see cref="double"/>.</summary>
    Float64 = 7,

    /// <summary>Truth value in a byte; <see cref="bool"/>.</summary>
    Bool = 11,

    /// <summary>The upper half of a single: 8 exponent and 7 fraction bits. C# has no type for it; convert to read it.</summary>
    BFloat16 = 15,
}

/// <summary>What C# and a file need to know about element types.</summary>
public static class DTypeExtensions
{
    /// <summary>True for the four floating-point types.</summary>
    public static bool IsFloatingPoint(this DType dtype) =>
        dtype is DType.Float16 or DType.Float32 or DType.Float64 or DType.BFloat16;

    /// <summary>Bytes of one element: 1, 2, 4 or 8.</summary>
    public static int ElementBytes(this DType dtype) => dtype switch
    {
        DType.UInt8 or DType.Int8 or DType.Bool => 1,
        DType.Int16 or DType.Float16 or DType.BFloat16 => 2,
        DType.Int32 or DType.Float32 => 4,
        _ => 8,
    };

    /// <summary>The element type whose memory is that of a C# type.</summary>
    /// <exception cref="ArgumentException"><typeparamref name="T"/> is not the type of any tensor.</exception>
    internal static DType Of<T>()
        where T : unmanaged
    {
        var type = typeof(T);
        return type == typeof(float) ? DType.Float32
            : type == typeof(long) ? DType.Int64
            : type == typeof(double) ? DType.Float64
            : type == typeof(byte) ? DType.UInt8
            : type == typeof(int) ? DType.Int32
            : type == typeof(bool) ? DType.Bool
            : type == typeof(Half) ? DType.Float16
            : type == typeof(short) ? DType.Int16
            : type == typeof(sbyte) ? DType.Int8
            : throw new ArgumentException(
                $"Expected float, double, long, int, short, sbyte, byte, bool or Half as the element type but got {type.Name}.");
    }
}
