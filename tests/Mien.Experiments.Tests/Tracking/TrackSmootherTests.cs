using System.Collections.Immutable;
using Mien.Core;

namespace Mien.Experiments.Tests.Tracking;

public sealed class TrackSmootherTests
{
    private static readonly ImmutableArray<float> First = [1, 0];
    private static readonly ImmutableArray<float> Second = [0, 1];

    [Fact]
    public void After_the_time_constant_the_old_counts_one_e_th()
    {
        var smoother = new TrackSmoother(new() { SmoothSeconds = 0.5 });

        Assert.Equal(First, smoother.Next(1, TimeSpan.Zero, First, new(1, -1)).Probabilities);
        var (probabilities, affect) = smoother.Next(1, TimeSpan.FromSeconds(0.5), Second, new(0, 0));

        Assert.Equal(Math.Exp(-1), probabilities[0], 1e-6);
        Assert.Equal(1, probabilities.Sum(), 1e-6);
        Assert.Equal(Math.Exp(-1), affect!.Value.Valence, 1e-12);
        Assert.Equal(-Math.Exp(-1), affect.Value.Arousal, 1e-12);
    }

    [Fact]
    public void The_frame_rate_makes_no_difference()
    {
        double Settled(int frames)
        {
            var smoother = new TrackSmoother(new() { SmoothSeconds = 0.3 });
            smoother.Next(1, TimeSpan.Zero, First, null);
            var last = First;
            for (var frame = 1; frame <= frames; frame++)
            {
                last = smoother.Next(1, TimeSpan.FromSeconds(0.4 * frame / frames), Second, null).Probabilities;
            }

            return last[0];
        }

        // Probabilities are floats: their rounding adds up over the frames.
        Assert.Equal(Settled(1), Settled(40), 1e-5);
    }

    [Fact]
    public void Frames_may_be_seconds_apart_and_who_was_gone_begins_anew()
    {
        var smoother = new TrackSmoother(new() { SmoothSeconds = 10 });
        foreach (var track in (int[])[1, 2])
        {
            smoother.Next(track, TimeSpan.Zero, First, null);
        }

        foreach (var track in (int[])[1, 2])
        {
            Assert.Equal(Math.Exp(-0.5), smoother.Next(track, TimeSpan.FromSeconds(5), Second, null).Probabilities[0], 1e-6);
        }

        smoother.Next(1, TimeSpan.FromSeconds(10), Second, null);
        Assert.Equal(First, smoother.Next(2, TimeSpan.FromSeconds(15), First, null).Probabilities);
    }

    [Fact]
    public void Tracks_are_apart_and_zero_leaves_frames_as_they_are()
    {
        var smoother = new TrackSmoother(new());
        smoother.Next(1, TimeSpan.Zero, First, null);
        Assert.Equal(Second, smoother.Next(2, TimeSpan.FromSeconds(0.1), Second, null).Probabilities);

        var none = new TrackSmoother(new() { SmoothSeconds = 0 });
        none.Next(1, TimeSpan.Zero, First, null);
        Assert.Equal(Second, none.Next(1, TimeSpan.FromSeconds(0.1), Second, null).Probabilities);
    }

    [Fact]
    public void Constants_out_of_range_are_refused() => Assert.Throws<ConfigException>(() => new TrackingOptions { SmoothSeconds = -1 });
}
