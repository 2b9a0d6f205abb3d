namespace Mien.Torch.Serialization;

/// <summary>The element types that the format and we share.</summary>
internal static class SafetensorsDType
{
    private static readonly (DType DType, string Name)[] Known =
    [
        (DType.Float64, "F64"), (DType.Float32, "F32"), (DType.Float16, "F16"), (DType.BFloat16, "BF16"), (DType.Int64, "I64"),
        (DType.Int32, "I32"), (DType.Int16, "I16"), (DType.Int8, "I8"), (DType.UInt8, "U8"), (DType.Bool, "BOOL"),
    ];

    /// <summary>All names, for messages.</summary>
    public static string Names => string.Join(", ", Known.Select(known => known.Name));

    public static string Name(DType dtype)
    {
        var index = Array.FindIndex(Known, known => known.DType == dtype);
        return index >= 0 ? Known[index].Name : throw new ArgumentException($"Expected one of {Names} but got {dtype}.", nameof(dtype));
    }

    public static DType? Parse(string name)
    {
        var index = Array.FindIndex(Known, known => known.Name == name);
        return index < 0 ? null : Known[index].DType;
    }
}
