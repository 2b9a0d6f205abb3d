using Mien.Core;
using Mien.Data.Synthetic.Drawing;

namespace Mien.Data.Synthetic;

internal enum HairStyle { Bald, Buzz, Short, SidePart, Fringe, Receding, Bun, Long, Wavy, Bob, Afro, Scarf, Cap }

internal enum BeardStyle { None, Stubble, Moustache, Goatee, Full }

internal enum GlassesStyle { None, Round, Square, HalfRim }

/// <summary>What makes one person look like themselves in every picture. Lengths are factors around 1, or face units (half the height of a face).</summary>
internal sealed record FaceTraits
{
    public required double HeadWidth { get; init; }
    public required double JawWidth { get; init; }
    public required double ChinWidth { get; init; }
    public required double ChinLength { get; init; }
    public required Rgb Skin { get; init; }
    public required Rgb Lips { get; init; }
    public required Rgb Hair { get; init; }
    public required HairStyle HairStyle { get; init; }
    public required Rgb Fabric { get; init; }
    public required BeardStyle Beard { get; init; }
    public required GlassesStyle Glasses { get; init; }
    public required double EyeSize { get; init; }
    public required double EyeSpacing { get; init; }
    /// <summary>How far the lids are apart at rest, factor.</summary>
    public required double EyeOpenness { get; init; }
    /// <summary>How much higher the outer corners of the eyes are than the inner ones, face units.</summary>
    public required double EyeTilt { get; init; }
    public required Rgb Iris { get; init; }
    /// <summary>Dark upper lashes, 0 to 1.</summary>
    public required double Lashes { get; init; }
    /// <summary>How much lower the brows rest than the average, face units.</summary>
    public required double BrowLow { get; init; }
    /// <summary>How much lower the inner ends of the brows rest, face units: above 0 looks stern, below 0 worried.</summary>
    public required double BrowStern { get; init; }
    public required double BrowThickness { get; init; }
    public required Rgb Brow { get; init; }
    public required double NoseLength { get; init; }
    public required double NoseWidth { get; init; }
    public required double MouthWidth { get; init; }
    public required double LipThickness { get; init; }
    /// <summary>How much higher the corners of the mouth rest than its middle, face units: above 0 looks content, below 0 glum.</summary>
    public required double MouthCurve { get; init; }
    public required double EarSize { get; init; }
    public required double Freckles { get; init; }
    /// <summary>Lines of age on forehead and beside the nose, 0 to 1; they resemble those of an expression.</summary>
    public required double Age { get; init; }

    private static readonly Rgb[] SkinTones =
    [
        Rgb.Hex(0xFBE3D2), Rgb.Hex(0xF4CDB0), Rgb.Hex(0xE6B18D), Rgb.Hex(0xCF9469), Rgb.Hex(0xAE7349), Rgb.Hex(0x835233), Rgb.Hex(0x5A3825),
    ];

    private static readonly Rgb[] HairColours =
    [
        Rgb.Hex(0x1C1815), Rgb.Hex(0x2B1D16), Rgb.Hex(0x4A2F20), Rgb.Hex(0x6E4628), Rgb.Hex(0x9A6A35),
        Rgb.Hex(0xD0A761), Rgb.Hex(0xA4492A), Rgb.Hex(0x8E8C8A), Rgb.Hex(0xD9D6D0), Rgb.Hex(0x7A4FA3), Rgb.Hex(0x2F8F9D),
    ];

    private static readonly Rgb[] IrisColours =
        [Rgb.Hex(0x3B2314), Rgb.Hex(0x5A3A1E), Rgb.Hex(0x7A5A2B), Rgb.Hex(0x5B7A4A), Rgb.Hex(0x4F86A8), Rgb.Hex(0x6E7F8C)];

    private static readonly Rgb[] Fabrics =
    [
        Rgb.Hex(0x2E5E8C), Rgb.Hex(0xB23A48), Rgb.Hex(0x3C7D5A), Rgb.Hex(0xE0A83E), Rgb.Hex(0x6A4C93),
        Rgb.Hex(0x37404A), Rgb.Hex(0xE8E2D6), Rgb.Hex(0x1F8A8A), Rgb.Hex(0xD9773C),
    ];

    /// <summary>The person with a number; the same seed and number give the same person.</summary>
    public static FaceTraits Of(ulong seed, int identity)
    {
        var random = new RandomStream(seed, "synthetic identity", 0, identity);
        var tone = random.NextDouble();
        var skin = Rgb.Along(SkinTones, tone).Lighter(0.03 * random.NextBell());
        var age = Math.Max(0, random.NextDouble(-0.8, 1));
        var hair = HairColour(age, tone, ref random);
        var style = (HairStyle)random.NextInt32(Enum.GetValues<HairStyle>().Length);
        return new FaceTraits
        {
            HeadWidth = Around(1, 0.05, ref random),
            JawWidth = Around(1, 0.07, ref random),
            ChinWidth = Around(1, 0.15, ref random),
            ChinLength = Around(0, 0.03, ref random),
            Skin = skin,
            Lips = LipColour(skin, ref random),
            Hair = hair,
            HairStyle = style,
            Fabric = Pick(Fabrics, ref random),
            Beard = CanHaveBeard(style) && random.NextBool(0.4) ? (BeardStyle)(1 + random.NextInt32(4)) : BeardStyle.None,
            Glasses = random.NextBool(0.25) ? (GlassesStyle)(1 + random.NextInt32(3)) : GlassesStyle.None,
            EyeSize = Around(1, 0.07, ref random),
            EyeSpacing = Around(1, 0.04, ref random),
            EyeOpenness = Around(1, 0.10, ref random),
            EyeTilt = Around(0.005, 0.014, ref random),
            Iris = tone > 0.6 ? IrisColours[random.NextInt32(2)] : Pick(IrisColours, ref random),
            Lashes = random.NextDouble(),
            BrowLow = Around(0, 0.022, ref random),
            BrowStern = Around(0, 0.020, ref random),
            BrowThickness = Around(1, 0.2, ref random),
            Brow = Rgb.Lerp(hair.Lighter(-0.25), skin * 0.35, 0.35),
            NoseLength = Around(1, 0.08, ref random),
            NoseWidth = Around(1, 0.12, ref random),
            MouthWidth = Around(1, 0.07, ref random),
            LipThickness = Around(1, 0.2, ref random),
            MouthCurve = Around(0, 0.012, ref random),
            EarSize = Around(1, 0.1, ref random),
            Freckles = random.NextBool(0.15) && tone < 0.5 ? random.NextDouble() : 0,
            Age = age,
        };
    }

    private static bool CanHaveBeard(HairStyle style) =>
        style is HairStyle.Bald or HairStyle.Buzz or HairStyle.Short or HairStyle.SidePart or HairStyle.Receding or HairStyle.Afro or HairStyle.Cap;

    private static Rgb HairColour(double age, double tone, ref RandomStream random)
    {
        var any = random.NextInt32(HairColours.Length);
        var dark = random.NextInt32(3);
        var grey = 7 + random.NextInt32(2);
        return HairColours[age > 0.75 ? grey : tone > 0.55 && random.NextBool(0.85) ? dark : any];
    }

    private static Rgb LipColour(Rgb skin, ref RandomStream random)
    {
        var natural = skin * new Rgb(0.88, 0.66, 0.66);
        return random.NextBool(0.15) ? Rgb.Hex(0xB0283A) : Rgb.Lerp(natural, Rgb.Hex(0xC0606A), random.NextDouble(0, 0.4));
    }

    private static double Around(double mean, double deviation, ref RandomStream random) => mean + (deviation * random.NextBell());

    private static Rgb Pick(Rgb[] colours, ref RandomStream random) => colours[random.NextInt32(colours.Length)];
}
