namespace Mien.Imaging.Tests.Video;

/// <summary>Small videos made by the writer: a bright square that moves over a dark ground.</summary>
internal sealed class Clips : IDisposable
{
    public const int Width = 64;
    public const int Height = 48;
    private const int Square = 16;

    public string Folder { get; } = Directory.CreateTempSubdirectory("mien-video-").FullName;

    public string PathOf(string name) => Path.Combine(Folder, name);

    public string Write(string name, int frames, double framesPerSecond = 25)
    {
        var path = PathOf(name);
        using var writer = VideoWriter.Create(path, Width, Height, framesPerSecond);
        for (var index = 0; index < frames; index++)
        {
            writer.Write(Frame(index));
        }

        writer.Finish();
        return path;
    }

    /// <summary>The square's left edge is at twice the index, going round.</summary>
    public static Image Frame(int index)
    {
        var image = new Image(Width, Height, 3);
        Draw.FillRectangle(image, 0, 0, Width, Height, new Rgb(20, 40, 80));
        Draw.FillRectangle(image, LeftOf(index), 8, Square, Square, new Rgb(250, 200, 60));
        return image;
    }

    public static int LeftOf(int index) => index * 2 % (Width - Square);

    /// <summary>All frames of a file with their times, and what was wrong with it.</summary>
    public static (List<Image> Frames, List<TimeSpan> Times, string? Problem) ReadAll(string path)
    {
        using var reader = VideoReader.Open(path);
        var (frames, times) = (new List<Image>(), new List<TimeSpan>());
        for (var frame = new Image(reader.Width, reader.Height, 3); reader.Read(frame); frame = new Image(reader.Width, reader.Height, 3))
        {
            frames.Add(frame);
            times.Add(reader.Time);
        }

        return (frames, times, reader.Problem);
    }

    public static double MeanDifference(Image a, Image b) => a.Pixels.Zip(b.Pixels, (x, y) => Math.Abs(x - y)).Average();

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
