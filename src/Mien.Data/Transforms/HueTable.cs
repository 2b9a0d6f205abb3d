namespace Mien.Data.Transforms;

/// <summary>OpenCV's hue of 8 bits: steps of 2 degrees, 0 to 179.</summary>
internal static class HueTable
{
    private const int Steps = 180;

    /// <summary>The hue turned on by a number of steps, rounded down, as Python's modulo does it.</summary>
    public static byte Shifted(int hue, double steps)
    {
        var turned = (hue + steps) % Steps;
        return (byte)(turned < 0 ? turned + Steps : turned);
    }
}
