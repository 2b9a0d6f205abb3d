using Mien.Core;

namespace Mien.Experiments;

/// <summary>Which frames of videos and cameras are looked at; by default all.</summary>
public sealed record FrameSelection
{
    /// <summary>Every so manieth frame, beginning with the first; at least 1, default 1.</summary>
    public int Every
    {
        get;
        init => field = value >= 1 ? value : throw new ConfigException($"Expected every first frame (1) or more but got {value}.");
    } = 1;

    /// <summary>At most so many frames in each second of the video; above 0, null for no such limit.</summary>
    public double? PerSecond
    {
        get;
        init => field = value is null or (> 0 and <= 1000) ? value : throw new ConfigException($"Expected more than 0 and at most 1000 frames per second but got {value}.");
    }

    /// <summary>How many frames a second are taken of a video that has so many; 0 for unknown.</summary>
    internal double RateOf(double framesPerSecond) => framesPerSecond == 0 ? PerSecond ?? 0 : Math.Min(framesPerSecond / Every, PerSecond ?? double.PositiveInfinity);

    /// <summary>Begins with the first frame of a video.</summary>
    internal Choice Begin() => new(this);

    /// <summary>Decides frame by frame.</summary>
    internal sealed class Choice(FrameSelection selection)
    {
        private double _dueSeconds;

        /// <summary>Whether a frame is taken.</summary>
        /// <param name="index">Of the frame, from 0; each is asked for once, in order.</param>
        /// <param name="seconds">When it is shown, as far as is known before it is decoded.</param>
        public bool Takes(long index, double seconds)
        {
            if (index % selection.Every != 0)
            {
                return false;
            }

            if (selection.PerSecond is not { } rate)
            {
                return true;
            }

            // Half a millisecond of grace: times of frames are rounded.
            if (seconds < _dueSeconds - 0.0005)
            {
                return false;
            }

            _dueSeconds = (seconds - _dueSeconds >= 1 / rate ? seconds : _dueSeconds) + (1 / rate); // after a gap it starts anew
            return true;
        }
    }
}
