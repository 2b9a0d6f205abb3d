using Mien.Core;
using Mien.Data.Synthetic;
using Mien.Imaging;

namespace Mien.Experiments.Tests;

/// <summary>A made-up video: two people who change their expression every two seconds and pass each other, one above the other.</summary>
internal sealed class MovingFaces : IDisposable
{
    public const int Width = 480;
    public const int Height = 360;
    public const double FramesPerSecond = 25;
    private const int Side = 160;
    private const int PeriodFrames = 200;
    private readonly Image[][] _people =
        [.. Enumerable.Range(0, 2).Select(person => Enum.GetValues<Expression>().Select(expression => SyntheticFaces.Draw(FaceSpec.Portrait(1, person, expression), Side)).ToArray())];

    public string Folder { get; } = Directory.CreateTempSubdirectory("mien-test-").FullName;

    public string Write(string name, int frames)
    {
        var path = Path.Combine(Folder, name);
        using var writer = VideoWriter.Create(path, Width, Height, FramesPerSecond);
        for (var index = 0; index < frames; index++)
        {
            writer.Write(Frame(index));
        }

        writer.Finish();
        return path;
    }

    /// <summary>The middle of a person in a frame.</summary>
    public static (double X, double Y) MiddleOf(int person, int frame)
    {
        var swing = 0.5 - (0.5 * Math.Cos(2 * Math.PI * frame / PeriodFrames));
        return ((Side / 2.0) + ((person == 0 ? swing : 1 - swing) * (Width - Side)), (Side / 2.0) + (person * 190));
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private Image Frame(int index)
    {
        var frame = new Image(Width, Height, 3);
        Draw.FillRectangle(frame, 0, 0, Width, Height, new Rgb(150, 160, 170));
        foreach (var (person, expressions) in _people.Index())
        {
            var (x, y) = MiddleOf(person, index);
            Draw.Paste(frame, expressions[((index / 50) + person) % expressions.Length], (int)x - (Side / 2), (int)y - (Side / 2));
        }

        return frame;
    }
}
