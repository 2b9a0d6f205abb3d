namespace Mien.Imaging;

/// <summary>What lies beyond the edge of a picture; the names are OpenCV's, shown for the row "abcd".</summary>
public enum BorderMode
{
    /// <summary>One colour: <c>iii|abcd|iii</c>.</summary>
    Constant,
    /// <summary>The edge again and again: <c>aaa|abcd|ddd</c>.</summary>
    Replicate,
    /// <summary>Mirrored, the edge twice: <c>cba|abcd|dcb</c>.</summary>
    Reflect,
    /// <summary>Repeated: <c>bcd|abcd|abc</c>.</summary>
    Wrap,
    /// <summary>Mirrored, the edge once: <c>dcb|abcd|cba</c>.</summary>
    Reflect101,
}
