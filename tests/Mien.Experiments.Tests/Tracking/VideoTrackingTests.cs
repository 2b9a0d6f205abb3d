using Mien.Core;

namespace Mien.Experiments.Tests.Tracking;

public sealed class VideoTrackingTests
{
    private static readonly LabelSet Labels = new(["happy", "sad"]);

    [Fact]
    public void Faces_of_a_video_get_tracks_in_whatever_order_they_come()
    {
        PredictedPicture[] frames = [Frame("a.mp4", 0, Row(100), Row(300)), Frame("a.mp4", 1, Row(302), Row(102)), Frame("a.mp4", 2, NoFace), Frame("a.mp4", 3, Row(305))];

        var rows = VideoTracking.Follow(frames).Select(frame => frame.Rows.Select(row => row.Track).ToArray()).ToArray();

        Assert.Equal([[1, 2], [2, 1], [null], [2]], rows);
    }

    [Fact]
    public void Every_video_begins_anew_also_the_same_one()
    {
        PredictedPicture[] frames = [Frame("a.mp4", 0, Row(100)), Frame("b.mp4", 0, Row(300)), Frame("b.mp4", 0, Row(500)), Frame("b.mp4", 1, Row(700))];

        Assert.Equal([1, 1, 1, 2], VideoTracking.Follow(frames).Select(frame => frame.Rows[0].Track!.Value));
    }

    [Fact]
    public void Probabilities_are_smoothed_along_a_track_alone()
    {
        PredictedPicture[] frames = [Frame("a.mp4", 0, Row(100, 1), Row(300, 0)), Frame("a.mp4", 1, Row(100, 0), Row(300, 0))];

        var last = VideoTracking.Follow(frames, new() { SmoothSeconds = 0.04 }).Last().Rows;

        Assert.Equal(Math.Exp(-1), last[0].Probabilities[0], 1e-6);
        Assert.Equal(0, last[1].Probabilities[0]);
    }

    [Fact]
    public void Pictures_and_what_is_wrong_with_a_video_pass_unchanged()
    {
        var picture = new PredictedPicture("a.jpg", [Row(100)]);
        var failed = new PredictedPicture("a.mp4", [NoFace with { Frame = 7, Problem = new(PredictionStatus.Unreadable, "ends") }]) { Frame = 7 };

        Assert.Equal([picture, failed], VideoTracking.Follow([picture, failed]));
    }

    private static FacePrediction NoFace => new() { File = "", Labels = Labels };

    private static FacePrediction Row(int x, float happy = 0.5f) => NoFace with { Face = 1, Box = new(x, 50, 80, 80), Probabilities = [happy, 1 - happy] };

    private static PredictedPicture Frame(string file, int index, params FacePrediction[] rows) => new(file, [.. rows]) { Frame = index, Time = TimeSpan.FromSeconds(index / 25.0) };
}
