using Mien.Core;
using Mien.Imaging;

namespace Mien.Data.Tests;

/// <summary>A temporary folder to put pictures into; gone when disposed.</summary>
internal sealed class PictureTree : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("mien-data-").FullName;

    /// <summary>Writes a picture of noise that differs by <paramref name="seed"/>, and the folders on its way.</summary>
    public string AddPicture(string path, ulong seed = 1, int width = 8, int height = 6, int channels = 3)
    {
        var full = MakeFolders(path);
        ImageCodec.Write(Noise(seed, width, height, channels), full);
        return full;
    }

    public string AddFile(string path, string content = "")
    {
        var full = MakeFolders(path);
        File.WriteAllText(full, content);
        return full;
    }

    public string AddFolder(string path) => Directory.CreateDirectory(Path.Combine(Root, path)).FullName;

    /// <summary>Two classes with five and four pictures, all different.</summary>
    public static PictureTree WithTwoClasses(int channels = 3)
    {
        var tree = new PictureTree();
        for (var number = 0; number < 9; number++)
        {
            tree.AddPicture($"{(number < 5 ? "happy" : "sad")}/{number}.png", (ulong)number, channels: channels);
        }

        return tree;
    }

    public static Image Noise(ulong seed, int width, int height, int channels)
    {
        var random = new RandomStream(seed, "test picture");
        var image = new Image(width, height, channels);
        for (var index = 0; index < image.Pixels.Length; index++)
        {
            image.Pixels[index] = (byte)random.NextInt32(256);
        }

        return image;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private string MakeFolders(string path)
    {
        var full = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        return full;
    }
}
