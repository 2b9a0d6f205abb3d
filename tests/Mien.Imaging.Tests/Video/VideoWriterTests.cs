using Mien.Core;

namespace Mien.Imaging.Tests.Video;

public sealed class VideoWriterTests : IDisposable
{
    private readonly Clips _clips = new();

    public void Dispose() => _clips.Dispose();

    [Theory]
    [InlineData("mp4")]
    [InlineData("avi")]
    public void Equal_frames_give_equal_files(string format)
    {
        var expected = File.ReadAllBytes(_clips.Write($"first.{format}", frames: 12));
        for (var time = 0; time < 20; time++) // an encoder that guesses, guesses alike more often than not
        {
            Assert.Equal(expected, File.ReadAllBytes(_clips.Write($"{time}.{format}", frames: 12)));
        }
    }

    [Theory]
    [InlineData("grey.mp4")]
    [InlineData("grey.avi")]
    public void Colours_survive_within_a_few_levels(string name)
    {
        Rgb[] colours = [new(255, 0, 0), new(0, 255, 0), new(0, 0, 255), Rgb.White, Rgb.Black, new(180, 140, 120)];
        var path = _clips.PathOf(name);
        using (var writer = VideoWriter.Create(path, 32, 32, 10))
        {
            foreach (var colour in colours)
            {
                var frame = new Image(32, 32, 3);
                Draw.FillRectangle(frame, 0, 0, 32, 32, colour);
                writer.Write(frame);
            }

            writer.Finish();
        }

        var frames = Clips.ReadAll(path).Frames;
        foreach (var (frame, colour) in frames.Zip(colours, (frame, colour) => (frame, colour)))
        {
            // 8-bit luma and chroma of limited range cannot say a colour closer than 3 levels; quantisation adds as much.
            Assert.All(new[] { colour.R, colour.G, colour.B }, (level, channel) => Assert.InRange(frame.Row(16)[(16 * 3) + channel] - level, -6, 6));
        }
    }

    [Fact]
    public void Of_odd_sizes_the_last_row_and_column_are_left_out()
    {
        var path = _clips.PathOf("odd.mp4");
        using (var writer = VideoWriter.Create(path, 65, 49, 10))
        {
            var frame = new Image(65, 49, 3);
            Draw.Paste(frame, Clips.Frame(3), 0, 0);
            writer.Write(frame);
            writer.Finish();
        }

        var read = Assert.Single(Clips.ReadAll(path).Frames);
        Assert.Equal("64x48 RGB", read.ToString());
        Assert.InRange(Clips.MeanDifference(Clips.Frame(3), read), 0, 3);
    }

    [Fact]
    public void Without_finishing_nothing_is_left()
    {
        using (var writer = VideoWriter.Create(_clips.PathOf("half.mp4"), Clips.Width, Clips.Height, 25))
        {
            writer.Write(Clips.Frame(0));
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(_clips.Folder));
    }

    [Theory]
    [InlineData("full.mp4")]
    [InlineData("full.avi")]
    public void On_a_full_disk_nothing_is_left(string name)
    {
        File.CreateSymbolicLink(_clips.PathOf(name + AtomicFile.TemporarySuffix), "/dev/full");

        var error = Assert.Throws<ImageException>(() =>
        {
            using var writer = VideoWriter.Create(_clips.PathOf(name), Clips.Width, Clips.Height, 25);
            writer.Finish();
        });

        Assert.Contains("No space left", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_clips.Folder));
    }

    [Fact]
    public void A_file_that_is_there_is_never_replaced()
    {
        var path = _clips.PathOf("mine.mp4");
        File.WriteAllText(path, "mine");
        Assert.Contains("is there already", Assert.Throws<ImageException>(() => VideoWriter.Create(path, 32, 32, 10)).Message, StringComparison.Ordinal);

        File.Delete(path);
        using (var writer = VideoWriter.Create(path, Clips.Width, Clips.Height, 10))
        {
            writer.Write(Clips.Frame(0));
            File.WriteAllText(path, "mine");
            Assert.Contains("there is a file of that name", Assert.Throws<ImageException>(writer.Finish).Message, StringComparison.Ordinal);
        }

        Assert.Equal("mine", File.ReadAllText(path));
    }

    [Fact]
    public void Times_that_do_not_rise_are_refused()
    {
        using var writer = VideoWriter.Create(_clips.PathOf("back.mp4"), Clips.Width, Clips.Height, 25);
        writer.Write(Clips.Frame(0), TimeSpan.FromSeconds(1));

        Assert.Contains("not later", Assert.Throws<ImageException>(() => writer.Write(Clips.Frame(1), TimeSpan.FromSeconds(1))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_formats_that_can_be_written_are_begun()
    {
        Assert.Contains(".mp4 or .avi", Assert.Throws<ImageException>(() => VideoWriter.Create(_clips.PathOf("a.mkv"), 32, 32, 10)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => VideoWriter.Create(_clips.PathOf("a.mp4"), 1, 32, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => VideoWriter.Create(_clips.PathOf("a.mp4"), 32, 32, 0));
        Assert.Contains("cannot be written", Assert.Throws<ImageException>(() => VideoWriter.Create(_clips.PathOf("no/folder/a.mp4"), 32, 32, 10)).Message, StringComparison.Ordinal);
    }
}
