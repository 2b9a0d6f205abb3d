namespace Mien.Onnx.Format;

/// <summary>The types of elements in use, as enum TensorProto.DataType numbers them.</summary>
internal static class OnnxType
{
    public const int Float = 1;
    public const int Int64 = 7;
}
