namespace Mien.Models.Blocks;

/// <summary>Numbers of channels.</summary>
internal static class Channels
{
    /// <summary>The multiple of 8 nearest to a wanted number of channels, at least 8 and not more than a tenth below it.</summary>
    /// <remarks>The rule of the MobileNet and EfficientNet authors.</remarks>
    public static int Round(double wanted)
    {
        var rounded = Math.Max(8, (int)(wanted + 4) / 8 * 8);
        return rounded < 0.9 * wanted ? rounded + 8 : rounded;
    }
}
