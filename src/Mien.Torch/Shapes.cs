using System.Globalization;
using System.Text;

namespace Mien.Torch;

/// <summary>Shapes as numbers and as text.</summary>
internal static class Shapes
{
    /// <summary>Number of elements.</summary>
    internal static long Count(ReadOnlySpan<long> shape)
    {
        var count = 1L;
        foreach (var size in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(size, nameof(shape));
            count = checked(count * size);
        }

        return count;
    }

    /// <summary>As this project writes shapes: "(64, 3, 7, 7)"; "()" for a scalar.</summary>
    internal static string Text(ReadOnlySpan<long> shape)
    {
        var text = new StringBuilder("(");
        foreach (var size in shape)
        {
            text.Append(text.Length > 1 ? ", " : "").Append(size.ToString(CultureInfo.InvariantCulture));
        }

        return text.Append(')').ToString();
    }
}
