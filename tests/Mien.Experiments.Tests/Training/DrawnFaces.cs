using Mien.Imaging;

namespace Mien.Experiments.Tests;

/// <summary>A folder of pictures drawn for a test: three classes that differ in colour.</summary>
internal sealed class DrawnFaces : IDisposable
{
    public const int SizePx = 16;

    private static readonly string[] Classes = ["anger", "happy", "sad"];

    public DrawnFaces(int picturesPerClass = 5)
    {
        foreach (var (label, name) in Classes.Index())
        {
            Directory.CreateDirectory(Path.Combine(Faces, name));
            for (var number = 0; number < picturesPerClass; number++)
            {
                ImageCodec.Write(Draw(label, number), Path.Combine(Faces, name, $"{number}.png"));
            }
        }
    }

    /// <summary>The test's own folder.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("mien-test-").FullName;

    /// <summary>The class folders are in here.</summary>
    public string Faces => Path.Combine(Folder, "faces");

    /// <summary>A recipe that takes a second.</summary>
    public string Recipe(string more = "") => $$"""
        data: {path: "{{Faces}}", validation: 0.4}
        model: {name: resnet18, input: {{SizePx}}}
        epochs: 2
        batch: 4
        precision: float32
        threads: 2
        optimizer: {lr: 0.01}
        {{more}}
        """;

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static Image Draw(int label, int number)
    {
        var random = new Core.RandomStream(1, "picture", label, number);
        var image = new Image(SizePx, SizePx, channels: 3);
        for (var index = 0; index < image.Pixels.Length; index++)
        {
            image.Pixels[index] = (byte)((index % 3 == label ? 150 : 20) + random.NextInt32(100));
        }

        return image;
    }
}
