using System.Globalization;
using Mien.Core;
using Mien.Imaging;

namespace Mien.Experiments.Tests;

public sealed class VideoPredictionTests : IDisposable
{
    // MIEN_VIDEO_FRAMES=1000 follows the two people for so many frames.
    private static readonly int FrameCount = int.TryParse(Environment.GetEnvironmentVariable("MIEN_VIDEO_FRAMES"), CultureInfo.InvariantCulture, out var count) ? count : 40;
    private static readonly PredictionOptions Search = new() { Faces = new() { MinFaceFraction = 0.2 } };

    private readonly UntrainedRun _run = new("anger", "happy", "sad");
    private readonly MovingFaces _faces = new();
    private readonly TrainedModel _model;

    public VideoPredictionTests() => _model = _run.Load();

    public void Dispose()
    {
        _model.Dispose();
        _run.Dispose();
        _faces.Dispose();
    }

    [Fact]
    public void People_who_pass_each_other_keep_their_tracks()
    {
        var clip = _faces.Write("clip.mp4", FrameCount);

        var rows = Predict([clip], Search).SelectMany(frame => frame.Rows).ToArray();

        Assert.Equal(Enumerable.Range(0, FrameCount).Select(frame => (long?)frame), rows.Select(row => row.Frame).Distinct());
        Assert.All(rows, row => Assert.Equal(row.Frame!.Value / MovingFaces.FramesPerSecond, row.Time!.Value.TotalSeconds, 1e-3));
        Assert.True(rows.Count(row => row.Box is not null) >= 1.9 * FrameCount, $"{rows.Count(row => row.Box is not null)} faces in {FrameCount} frames");
        Assert.Equal([1, 2], rows.Select(row => row.Track).OfType<int>().Distinct());
        Assert.All(rows.Where(row => row.Track is not null), row => Assert.True(Distance(row, row.Track!.Value - 1) < Distance(row, 2 - row.Track.Value), $"{row}"));
    }

    [Fact]
    public void Some_frames_are_passed_over_where_that_is_asked_for()
    {
        var clip = _faces.Write("clip.avi", frames: 20);

        Assert.Equal([0, 6, 12, 18], Predict([clip], new(), new() { Every = 6 }).Select(frame => frame.Frame!.Value));
        Assert.Equal([0, 5, 10, 15], Predict([clip], new(), new() { PerSecond = 5 }).Select(frame => frame.Frame!.Value));
        Assert.Equal([0, 3, 5, 8, 10, 13, 15, 18], Predict([clip], new(), new() { PerSecond = 10 }).Select(frame => frame.Frame!.Value));
        Assert.Throws<ConfigException>(() => new FrameSelection { Every = 0 });
        Assert.Throws<ConfigException>(() => new FrameSelection { PerSecond = 0 });
    }

    [Fact]
    public void A_video_that_was_cut_off_gives_its_frames_and_then_says_so()
    {
        var clip = _faces.Write("clip.avi", frames: 10);
        File.WriteAllBytes(clip, File.ReadAllBytes(clip)[..^(int)(new FileInfo(clip).Length / 3)]);

        var frames = Predict([clip], new()).ToArray();

        var last = Assert.Single(frames[^1].Rows);
        Assert.Equal((PredictionStatus.Unreadable, (long?)frames.Length - 1), (last.Status, last.Frame));
        Assert.StartsWith($"ends after {frames.Length - 1} of 10 frames", last.Error, StringComparison.Ordinal);
        Assert.All(frames[..^1], frame => Assert.Equal(PredictionStatus.Ok, Assert.Single(frame.Rows).Status));
    }

    [Fact]
    public void What_is_no_video_or_no_camera_does_not_stop_the_others()
    {
        var (clip, text) = (_faces.Write("clip.avi", frames: 2), Path.Combine(_faces.Folder, "text.mp4"));
        File.WriteAllText(text, "no video");
        File.Move(clip, Path.ChangeExtension(clip, ".dat")); // told by content

        var statuses = Predict([text, "camera:987", "camera:x", Path.ChangeExtension(clip, ".dat")], new()).Select(frame => frame.Rows[0].Status);

        Assert.Equal([PredictionStatus.Unreadable, PredictionStatus.Missing, PredictionStatus.Missing, PredictionStatus.Ok, PredictionStatus.Ok], statuses);
    }

    [Fact]
    public void An_annotated_video_has_every_frame_at_its_time()
    {
        var (clip, drawn) = (_faces.Write("clip.mp4", frames: 9), Path.Combine(_faces.Folder, "drawn.mp4"));
        var copies = new AnnotatedCopies(drawn);

        Assert.Equal(9, copies.Write(Predict([clip], Search with { KeepPictures = true })).Count());

        using var reader = VideoReader.Open(drawn);
        Assert.Equal((MovingFaces.Width, MovingFaces.Height, 9L, 25.0), (reader.Width, reader.Height, reader.FrameCount, reader.FramesPerSecond));
        Assert.Equal(1, copies.FileCount);
        Assert.Throws<ConfigException>(() => new AnnotatedCopies(drawn));
    }

    [Fact]
    public void A_video_that_is_stopped_is_kept_up_to_there()
    {
        var (clip, drawn) = (_faces.Write("clip.mp4", frames: 30), Path.Combine(_faces.Folder, "drawn.mp4"));

        Assert.Equal(3, new AnnotatedCopies(drawn).Write(Predict([clip], new() { KeepPictures = true, BatchSize = 1 })).Take(3).Count());

        using var reader = VideoReader.Open(drawn);
        Assert.Equal(3, reader.FrameCount);
    }

    [Fact]
    public void Annotated_pictures_keep_their_names_and_never_each_other_s_place()
    {
        var folder = Path.Combine(_faces.Folder, "pictures");
        string[] files = [Path.Combine(folder, "a", "1.png"), Path.Combine(folder, "b", "1.png"), Path.Combine(folder, "b", "2.jpg")];
        foreach (var file in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            ImageCodec.Write(new Image(300, 300, 3), file);
        }

        var before = files.Select(File.ReadAllBytes).ToArray();
        var output = Path.Combine(_faces.Folder, "drawn");
        var copies = new AnnotatedCopies(output);
        var clip = _faces.Write("clip.avi", frames: 2);
        Assert.Equal(5, copies.Write(Predict([folder, clip], new() { KeepPictures = true })).Count());

        Assert.Equal(["1-2.png", "1.png", "2.jpg", "clip.mp4"], Directory.EnumerateFiles(output).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(before, files.Select(File.ReadAllBytes));
        Assert.Throws<ConfigException>(() => new AnnotatedCopies(output));
    }

    private IEnumerable<PredictedPicture> Predict(string[] arguments, PredictionOptions options, FrameSelection? frames = null) =>
        VideoTracking.Follow(Prediction.Pictures(_model, Inputs.Open(arguments, frames: frames), options));

    private static double Distance(FacePrediction row, int person)
    {
        var (x, y) = MovingFaces.MiddleOf(person, (int)row.Frame!.Value);
        return Math.Abs(row.Box!.Value.X + (row.Box.Value.Width / 2.0) - x) + Math.Abs(row.Box.Value.Y + (row.Box.Value.Height / 2.0) - y);
    }
}
