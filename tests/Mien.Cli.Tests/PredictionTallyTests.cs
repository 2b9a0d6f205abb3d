using Mien.Cli.Commands;
using Mien.Core;
using Mien.Experiments;

namespace Mien.Cli.Tests;

public sealed class PredictionTallyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mien-tally-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_video_that_cannot_be_read_is_no_picture()
    {
        var (video, picture) = (Path.Combine(_folder, "a.mp4"), Path.Combine(_folder, "a.jpg"));
        File.WriteAllText(video, "text");
        File.WriteAllText(picture, "text");
        var tally = new PredictionTally();

        Assert.Equal(3, tally.Count([Failed(video), Failed(picture), Failed(Path.Combine(_folder, "gone.jpg"))]).Count());

        Assert.Equal("0 faces in 2 pictures and 0 frames of 1 video: 3 unreadable.", tally.Text());
        Assert.True(tally.HasFailure);
    }

    [Fact]
    public void Every_status_is_counted()
    {
        foreach (var status in Enum.GetValues<PredictionStatus>().Except([PredictionStatus.Ok, PredictionStatus.Uncertain]))
        {
            var tally = new PredictionTally();
            Assert.Single(tally.Count([Failed("a.jpg", status)]));
            Assert.Contains($": 1 {status.Name()}.", tally.Text(), StringComparison.Ordinal);
            Assert.Equal(status.IsFailure(), tally.HasFailure);
        }
    }

    private static PredictedPicture Failed(string file, PredictionStatus status = PredictionStatus.Unreadable) =>
        new(file, [new() { File = file, Labels = new LabelSet(["happy"]), Problem = new(status, "is text") }]);
}
