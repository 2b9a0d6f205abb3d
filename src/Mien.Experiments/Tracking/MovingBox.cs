using Mien.Core;

namespace Mien.Experiments;

/// <summary>A face that moves at a steady speed as far as is known: an alpha-beta filter of its middle (Kalata 1984), and a mean of its size.</summary>
internal sealed class MovingBox(int number, TimeSpan time, FaceBox box)
{
    // How much of a surprise goes into place and speed. Boxes of a cascade tremble, and jump aside where a face is covered in part: more speed
    // carries tracks away while their face is hidden (13 tracks and not 10 of four people who passed each other in 1,000 frames); less lets a
    // face that turns round get ahead of its track.
    private const double PlaceGain = 0.5;
    private const double SpeedGain = 0.08;
    private const double SizeSeconds = 0.2; // time constant of the size

    private double _x = box.X + (box.Width / 2.0);
    private double _y = box.Y + (box.Height / 2.0);
    private double _width = box.Width;
    private double _height = box.Height;
    private double _speedX;
    private double _speedY;

    public int Number => number;

    public TimeSpan LastSeen { get; private set; } = time;

    /// <summary>The place by all that was seen, in the frame in which it was seen last; a pixel wide at least.</summary>
    public FaceBox Box
    {
        get
        {
            var (width, height) = (Math.Max(1, (int)Math.Round(_width)), Math.Max(1, (int)Math.Round(_height)));
            return new((int)Math.Round(_x - (_width / 2)), (int)Math.Round(_y - (_height / 2)), width, height);
        }
    }

    /// <summary>Intersection over union of a box with the place where the face is expected.</summary>
    public double OverlapAt(TimeSpan time, FaceBox other)
    {
        var seconds = (time - LastSeen).TotalSeconds;
        var (left, top) = (_x + (_speedX * seconds) - (_width / 2), _y + (_speedY * seconds) - (_height / 2));
        var width = Math.Min(left + _width, other.X + other.Width) - Math.Max(left, other.X);
        var height = Math.Min(top + _height, other.Y + other.Height) - Math.Max(top, other.Y);
        var both = Math.Max(0, width) * Math.Max(0, height);
        return both / ((_width * _height) + ((double)other.Width * other.Height) - both);
    }

    /// <summary>Takes the face where it was found.</summary>
    public void See(TimeSpan time, FaceBox found)
    {
        var seconds = Math.Max(1e-3, (time - LastSeen).TotalSeconds);
        LastSeen = time;
        (_x, _speedX) = Correct(_x, _speedX, found.X + (found.Width / 2.0), seconds);
        (_y, _speedY) = Correct(_y, _speedY, found.Y + (found.Height / 2.0), seconds);
        var share = 1 - Math.Exp(-seconds / SizeSeconds);
        _width += share * (found.Width - _width);
        _height += share * (found.Height - _height);
    }

    private static (double Place, double Speed) Correct(double place, double speed, double found, double seconds)
    {
        var expected = place + (speed * seconds);
        var surprise = found - expected;
        return (expected + (PlaceGain * surprise), speed + (SpeedGain * surprise / seconds));
    }
}
