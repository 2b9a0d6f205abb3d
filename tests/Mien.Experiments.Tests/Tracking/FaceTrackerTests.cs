using Mien.Core;

namespace Mien.Experiments.Tests.Tracking;

public sealed class FaceTrackerTests
{
    private const double FramesPerSecond = 25;
    private readonly FaceTracker _tracker = new(new());

    [Fact]
    public void Faces_get_numbers_in_the_order_of_their_appearance()
    {
        Assert.Equal([1, 2], Tracks(0, Face(100), Face(300)));
        Assert.Equal([2, 3, 1], Tracks(1, Face(302), Face(500), Face(99)));
        Assert.Equal([], Tracks(2));
        Assert.Equal([3], Tracks(3, Face(505)));
    }

    // They come towards each other with 100 pixels a second; while one covers the other the detector sees one face.
    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    [InlineData(12)]
    public void Two_faces_that_cross_keep_their_tracks(int hiddenFrames)
    {
        for (var frame = 0; frame < 100; frame++)
        {
            var (right, left) = (Face(100 + (4 * frame)), Face(500 - (4 * frame), y: 110));
            var isHidden = Math.Abs(frame - 50) <= hiddenFrames / 2 && hiddenFrames > 0;

            Assert.Equal(isHidden ? [1] : [1, 2], isHidden ? Tracks(frame, right) : Tracks(frame, right, left));
        }
    }

    [Fact]
    public void Faces_that_move_quickly_are_followed_though_their_boxes_tremble()
    {
        for (var frame = 0; frame < 200; frame++)
        {
            var random = new RandomStream(1, "tremble", index: frame);
            int Noise(ref RandomStream stream) => stream.NextInt32(9) - 4;
            var sway = 150 * Math.Sin(frame * 0.1); // up to 375 pixels a second
            var first = new FaceBox(300 + (int)sway + Noise(ref random), 80 + Noise(ref random), 80 + Noise(ref random), 80);
            var second = new FaceBox(320 - (int)sway + Noise(ref random), 240 + Noise(ref random), 80, 80 + Noise(ref random));

            Assert.Equal([2, 1], frame == 0 ? [.. Tracks(0, second, first).Reverse()] : Tracks(frame, first, second));
        }
    }

    [Fact]
    public void Missed_frames_end_no_track()
    {
        Tracks(0, Face(100), Face(400));
        for (var frame = 1; frame <= 20; frame++)
        {
            Assert.Equal([2], Tracks(frame, Face(400)));
        }

        Assert.Equal([1, 2], Tracks(21, Face(104), Face(400)));
    }

    [Fact]
    public void A_moving_face_is_expected_where_its_speed_carries_it()
    {
        for (var frame = 0; frame < 25; frame++)
        {
            Assert.Equal([1], Tracks(frame, Face(100 + (8 * frame))));
        }

        // 160 pixels on, twice its own width: nothing overlaps with where it was seen last.
        Assert.Equal([1], Tracks(44, Face(100 + (8 * 44))));
    }

    [Fact]
    public void A_face_that_leaves_for_more_than_a_second_comes_back_as_another()
    {
        Assert.Equal([1], Tracks(0, Face(100)));
        Assert.Equal([], Tracks(1));
        Assert.Equal([1], Tracks(25, Face(100)));
        Assert.Equal([], Tracks(26));
        Assert.Equal([2], Tracks(51, Face(100)));
    }

    [Fact]
    public void Frames_may_be_seconds_apart()
    {
        Assert.Equal([1, 2], Tracks(0, Face(100), Face(300)));
        Assert.Equal([2, 1], Tracks(75, Face(310), Face(95)));
    }

    [Fact]
    public void A_newcomer_takes_nobody_s_track()
    {
        Tracks(0, Face(100));
        Assert.Equal([2, 1], Tracks(1, Face(150), Face(102)));
        Assert.Equal([1, 2], Tracks(2, Face(104), Face(152)));
    }

    [Fact]
    public void Steady_boxes_tremble_less_and_do_not_lag()
    {
        var (raw, steady) = (0.0, 0.0);
        for (var frame = 0; frame < 100; frame++)
        {
            var random = new RandomStream(1, "steady", index: frame);
            var truth = 100 + (3 * frame);
            var noise = random.NextInt32(9) - 4;
            var box = Assert.Single(_tracker.Next(Time(frame), [Face(truth + noise)])).Steady;
            if (frame >= 20)
            {
                raw += noise * noise;
                steady += Math.Pow(box.X - truth, 2);
            }
        }

        Assert.True(steady < 0.7 * raw, $"{steady} against {raw}");
    }

    private static FaceBox Face(int x, int y = 100) => new(x, y, 80, 80);

    private static TimeSpan Time(int frame) => TimeSpan.FromSeconds(frame / FramesPerSecond);

    private int[] Tracks(int frame, params FaceBox[] faces) => [.. _tracker.Next(Time(frame), faces).Select(face => face.Track)];
}
