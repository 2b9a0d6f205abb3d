namespace Mien.Onnx.Format;

/// <summary>The upper half of a float32.</summary>
/// <param name="Bits">Sign, 8 bits of exponent, 7 of fraction.</param>
internal readonly record struct BFloat16(ushort Bits)
{
    /// <summary>The nearest; of two that are equally near, the even one.</summary>
    public static BFloat16 Round(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return new((ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16));
    }
}
