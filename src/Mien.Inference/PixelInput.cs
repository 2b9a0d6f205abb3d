namespace Mien.Inference;

/// <summary>The input of networks that take pictures as bytes (N, H, W, C) and normalise them inside.</summary>
internal static class PixelInput
{
    /// <summary>Channels of an input, the last of its sizes.</summary>
    public static int Channels(TensorInfo input) => (int)input.Shape[^1];

    /// <summary>Pixel values, whole numbers from 0 to 255, as bytes.</summary>
    /// <param name="values">The values.</param>
    /// <param name="repeats">How often each stands in the result: 3 makes equal colours of grey.</param>
    public static byte[] ToBytes(ReadOnlySpan<float> values, int repeats)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(values.Length * repeats);
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)values[i / repeats];
        }

        return bytes;
    }
}
