namespace Mien.Data.Synthetic.Drawing;

/// <summary>How far in front of the plane through the ears a shape lies.</summary>
internal enum Depth
{
    /// <summary>On the curved front of the face.</summary>
    Surface,
    /// <summary>In the plane of the outline of the head.</summary>
    Outline,
    /// <summary>Behind the head.</summary>
    Behind,
}

/// <summary>Where a point of the face falls in the picture: the front of the face is an ellipsoid that is turned and seen from far away.</summary>
internal sealed class HeadPose
{
    private readonly Point _centrePx;
    private readonly double _sinYaw, _cosYaw, _sinPitch, _cosPitch, _sinRoll, _cosRoll;

    public HeadPose(Nuisance nuisance, int sizePx)
    {
        UnitPx = 0.36 * sizePx * nuisance.Scale;
        _centrePx = new Point(0.5 + nuisance.Shift.X, 0.525 + nuisance.Shift.Y) * sizePx;
        (_sinYaw, _cosYaw) = (SteadyMath.Sin(nuisance.YawRadians), SteadyMath.Cos(nuisance.YawRadians));
        (_sinPitch, _cosPitch) = (SteadyMath.Sin(nuisance.PitchRadians), SteadyMath.Cos(nuisance.PitchRadians));
        (_sinRoll, _cosRoll) = (SteadyMath.Sin(nuisance.RollRadians), SteadyMath.Cos(nuisance.RollRadians));
    }

    /// <summary>Length of one face unit in pixels.</summary>
    public double UnitPx { get; }

    /// <summary>From face units to pixels.</summary>
    /// <param name="point">Point in face units.</param>
    /// <param name="depth">Which layer it lies on.</param>
    /// <param name="lift">How far it stands out of that layer, face units.</param>
    public Point Project(Point point, Depth depth, double lift = 0)
    {
        var z = lift + depth switch
        {
            Depth.Surface => 0.72 * Math.Sqrt(Math.Max(0, 1 - (point.X * point.X / 0.78) - (point.Y * point.Y / 1.44))),
            Depth.Outline => 0,
            _ => -0.3,
        };
        var x = (point.X * _cosYaw) + (z * _sinYaw);
        var y = (point.Y * _cosPitch) + (((z * _cosYaw) - (point.X * _sinYaw)) * _sinPitch);
        return _centrePx + (new Point((x * _cosRoll) - (y * _sinRoll), (x * _sinRoll) + (y * _cosRoll)) * UnitPx);
    }

    /// <summary>From pixels to face units in the plane of the outline.</summary>
    public Point ToFace(Point pixel)
    {
        var offset = (pixel - _centrePx) * (1 / UnitPx);
        return new((offset.X * _cosRoll) + (offset.Y * _sinRoll), (offset.Y * _cosRoll) - (offset.X * _sinRoll));
    }
}
