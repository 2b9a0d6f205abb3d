using System.Runtime.InteropServices;

namespace Mien.Torch.Interop;

/// <summary>The kinds of values that cross the seam; enum Tag of native/torch/operators.cpp.</summary>
internal enum ValueTag
{
    None,
    Tensor,
    Integer,
    Real,
    Boolean,
    Integers,
    Reals,
    Tensors,
    Text,
    Unspecified,
    Device,
}

/// <summary>An argument or a result of a call; struct Value of native/torch/operators.cpp.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeValue
{
    internal ValueTag Tag;
    internal int Length;
    internal long Bits;
}

/// <summary>An argument of an operator as C# gives it; operators take these through implicit conversions.</summary>
internal readonly struct Argument
{
    private Argument(ValueTag tag, long bits = 0, object? reference = null)
    {
        Tag = tag;
        Bits = bits;
        Reference = reference;
    }

    /// <summary>Takes the default that the operator's schema gives.</summary>
    internal static Argument Unspecified => new(ValueTag.Unspecified);

    /// <summary>None, for arguments of optional types.</summary>
    internal static Argument None => default;

    internal ValueTag Tag { get; }

    internal long Bits { get; }

    /// <summary>A Tensor, long[], double[], IReadOnlyList of Tensor, or string; null for plain numbers.</summary>
    internal object? Reference { get; }

    /// <summary>The argument as an object: what <see cref="Reference"/> says, or a long, double or bool; null for None and Unspecified.</summary>
    internal object? Value => Tag switch
    {
        ValueTag.Integer or ValueTag.Device => Bits,
        ValueTag.Real => BitConverter.Int64BitsToDouble(Bits),
        ValueTag.Boolean => Bits != 0,
        _ => Reference,
    };

    internal static Argument List(IReadOnlyList<Tensor> tensors) => new(ValueTag.Tensors, 0, tensors);

    public static implicit operator Argument(Tensor? value) => value is null ? None : new(ValueTag.Tensor, 0, value);

    public static implicit operator Argument(long value) => new(ValueTag.Integer, value);

    public static implicit operator Argument(long? value) => value is { } number ? number : None;

    public static implicit operator Argument(double value) => new(ValueTag.Real, BitConverter.DoubleToInt64Bits(value));

    public static implicit operator Argument(double? value) => value is { } number ? number : None;

    public static implicit operator Argument(bool value) => new(ValueTag.Boolean, value ? 1 : 0);

    public static implicit operator Argument(long[]? values) => values is null ? None : new(ValueTag.Integers, 0, values);

    public static implicit operator Argument(double[]? values) => values is null ? None : new(ValueTag.Reals, 0, values);

    public static implicit operator Argument(string? text) => text is null ? None : new(ValueTag.Text, 0, text);

    public static implicit operator Argument(DType value) => new(ValueTag.Integer, (long)value);

    public static implicit operator Argument(MemoryFormat value) => new(ValueTag.Integer, (long)value);

    public static implicit operator Argument(Device value) => new(ValueTag.Device, value.NativeCode);
}
