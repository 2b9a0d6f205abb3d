namespace Mien.Imaging;

/// <summary>From one way to write colours into another, each 8 bits per channel; the numbers are OpenCV's.</summary>
public enum ColourConversion
{
    /// <summary>Brightness by ITU-R BT.601, one channel.</summary>
    RgbToGrey = 7,
    /// <summary>Three equal channels.</summary>
    GreyToRgb = 8,
    /// <summary>Luma and two colour differences, Y Cr Cb.</summary>
    RgbToYCrCb = 37,
    /// <summary>Back from Y Cr Cb.</summary>
    YCrCbToRgb = 39,
    /// <summary>Hue in steps of 2 degrees (0..179), saturation and value.</summary>
    RgbToHsv = 41,
    /// <summary>Back from hue, saturation and value.</summary>
    HsvToRgb = 55,
}
