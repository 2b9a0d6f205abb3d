using Mien.Core;
using Mien.Data.Synthetic.Drawing;

namespace Mien.Data.Synthetic;

internal enum Backdrop { Gradient, Clouds, Stripes, Bokeh, Blocks }

internal enum Occluder { None, Bar, Hand, Strand, Patch }

/// <summary>Everything about one picture that says nothing about the expression. The defaults are a clear portrait.</summary>
internal sealed record Nuisance
{
    /// <summary>Names the random draws inside the picture: clutter, noise, freckles.</summary>
    public RandomStream Detail { get; init; }
    /// <summary>Turn to the side, radians; above 0 the face looks to the right of the picture.</summary>
    public double YawRadians { get; init; }
    /// <summary>Nod, radians; above 0 the face looks down.</summary>
    public double PitchRadians { get; init; }
    /// <summary>Rotation in the plane of the picture, radians, clockwise.</summary>
    public double RollRadians { get; init; }
    /// <summary>Size of the face, factor.</summary>
    public double Scale { get; init; } = 1;
    /// <summary>Shift of the face as a fraction of the picture's width.</summary>
    public Point Shift { get; init; }
    /// <summary>Where the eyes look, in iris radii.</summary>
    public Point Gaze { get; init; }
    /// <summary>Where the light comes from, in the picture's plane.</summary>
    public Point Light { get; init; } = new(-0.5, -0.6);
    /// <summary>How strongly the light models the face, 0 to 1.</summary>
    public double LightStrength { get; init; } = 0.3;
    public Rgb LightColour { get; init; } = new(1, 1, 1);
    /// <summary>Brightness of the whole picture, factor.</summary>
    public double Exposure { get; init; } = 1;
    /// <summary>Contrast around mid-grey, factor.</summary>
    public double Contrast { get; init; } = 1;
    public Backdrop Backdrop { get; init; }
    public Rgb BackdropFrom { get; init; } = Rgb.Hex(0xDCE6EC);
    public Rgb BackdropTo { get; init; } = Rgb.Hex(0xB4C7D6);
    public Rgb Clothes { get; init; } = Rgb.Hex(0x4F6D8A);
    public Occluder Occluder { get; init; }
    public Rgb OccluderColour { get; init; }
    /// <summary>Where the occluder sits, as an angle around the face in radians.</summary>
    public double OccluderAngle { get; init; }
    /// <summary>Deviation of the blur as a fraction of the picture's width.</summary>
    public double Blur { get; init; }
    /// <summary>Deviation of the noise, in [0, 1] of the range of values.</summary>
    public double Noise { get; init; }
    /// <summary>Step of the quantiser of 8 by 8 blocks relative to JPEG's example table; 0 leaves it out.</summary>
    public double BlockStep { get; init; }

    private static readonly int[] Palette =
        [0xDCE6EC, 0x8FA9BF, 0x3B4A5A, 0xC9B79C, 0x7C8F6B, 0xE3D5CA, 0x99582A, 0x5B5F97, 0xF0EAD6, 0x2F3E46, 0xB56576, 0xA7C4BC];

    /// <summary>Draws the circumstances of one picture.</summary>
    /// <param name="expression">Only to keep what shows it in sight: nothing covers the mouth of a one-sided expression.</param>
    /// <param name="random">The picture's stream.</param>
    public static Nuisance Sample(Expression expression, ref RandomStream random)
    {
        var turn = random.NextDouble(0, 2 * Math.PI);
        var sample = new Nuisance
        {
            YawRadians = 0.10 * random.NextBell() / 1.3,
            PitchRadians = 0.07 * random.NextBell() / 1.3,
            RollRadians = 0.10 * random.NextBell() / 1.3,
            Scale = random.NextDouble(1.15, 1.45),
            Shift = new(0.025 * random.NextBell(), 0.025 * random.NextBell()),
            Gaze = new(0.30 * random.NextBell() / 1.5, 0.18 * random.NextBell() / 1.5),
            Light = new(SteadyMath.Cos(turn), SteadyMath.Sin(turn)),
            LightStrength = random.NextDouble(0.1, 0.7),
            LightColour = new(random.NextDouble(0.85, 1.08), random.NextDouble(0.9, 1.04), random.NextDouble(0.82, 1.1)),
            Exposure = random.NextDouble(0.68, 1.2),
            Contrast = random.NextDouble(0.75, 1.2),
            Backdrop = (Backdrop)random.NextInt32(5),
            BackdropFrom = AnyColour(ref random),
            BackdropTo = AnyColour(ref random),
            Clothes = AnyColour(ref random),
            Blur = random.NextBool(0.35) ? random.NextDouble(0, 0.006) : 0,
            Noise = random.NextBool(0.4) ? random.NextDouble(0, 0.03) : 0,
            BlockStep = random.NextBool(0.25) ? random.NextDouble(0.3, 1.3) : 0,
            OccluderColour = AnyColour(ref random),
            OccluderAngle = random.NextDouble(0, 2 * Math.PI),
            Occluder = random.NextBool(0.12) ? (Occluder)(1 + random.NextInt32(4)) : Occluder.None,
        };
        sample = sample with { Detail = new RandomStream(random.NextUInt64(), "synthetic detail") };
        return expression == Expression.Contempt && sample.Occluder == Occluder.Hand ? sample with { Occluder = Occluder.None } : sample;
    }

    private static Rgb AnyColour(ref RandomStream random)
    {
        var colour = Rgb.Hex(Palette[random.NextInt32(Palette.Length)]);
        return colour.Lighter(random.NextDouble(-0.35, 0.25));
    }
}
