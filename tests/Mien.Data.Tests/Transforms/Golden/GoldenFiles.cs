using System.Text.Json;
using Mien.Imaging;

namespace Mien.Data.Tests.Transforms.Golden;

/// <summary>Results of Albumentations 1.3.0; see tests/golden/albumentations/README.md.</summary>
internal static class GoldenFiles
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "golden", "albumentations");

    public static JsonElement Manifest { get; } = Read("manifest.json");

    public static string PathOf(string name) => Path.Combine(Folder, name);

    public static JsonElement Read(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(PathOf(name)));
        return document.RootElement.Clone();
    }

    /// <summary>The picture with the channels in the order in which Albumentations was given them: blue first.</summary>
    public static Image Picture(string name)
    {
        var picture = ImageCodec.Read(PathOf(name), IsGrey(name) ? 1 : 3);
        return picture.Channels == 1 ? picture : SwapRedAndBlue(picture);
    }

    public static Image SwapRedAndBlue(Image picture)
    {
        var swapped = picture.Clone();
        for (var index = 0; index < swapped.Pixels.Length; index += 3)
        {
            (swapped.Pixels[index], swapped.Pixels[index + 2]) = (picture.Pixels[index + 2], picture.Pixels[index]);
        }

        return swapped;
    }

    private static bool IsGrey(string name) => name.Contains("gray48", StringComparison.Ordinal);
}
