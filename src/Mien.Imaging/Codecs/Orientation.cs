namespace Mien.Imaging.Codecs;

/// <summary>Turns a stored picture upright (EXIF 2.32, tag 0x0112: which edge of the scene row 0 and column 0 are).</summary>
internal static class Orientation
{
    public static Image Apply(Image stored, int orientation) => orientation switch
    {
        2 => Geometry.FlipHorizontal(stored),
        3 => Geometry.Rotate90(stored, 2),
        4 => Geometry.FlipVertical(stored),
        5 => Geometry.Transpose(stored),
        6 => Geometry.Rotate90(stored, 1),
        7 => Geometry.Rotate90(Geometry.Transpose(stored), 2),
        8 => Geometry.Rotate90(stored, 3),
        _ => stored,
    };
}
