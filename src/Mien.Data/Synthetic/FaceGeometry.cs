using Mien.Data.Synthetic.Drawing;

namespace Mien.Data.Synthetic;

/// <summary>A brow as its middle line, x counted outwards from the middle of the face.</summary>
internal sealed record BrowShape(Point Inner, Point Middle, Point Outer, double Thickness);

/// <summary>An eye, x counted outwards from the middle of the face; lid heights are measured from the line between the corners.</summary>
internal sealed record EyeShape(Point InnerCorner, Point OuterCorner, double UpperLidHeight, double LowerLidHeight, double IrisRadius)
{
    public Point Centre => Point.Lerp(InnerCorner, OuterCorner, 0.5);
}

/// <summary>Half of a mouth, x counted outwards: the corner, and how hard it is tucked into the cheek (0 to 1).</summary>
internal sealed record MouthCorner(Point Place, double Tuck);

/// <summary>A mouth: y of the rims of both lips in the middle of the face, and the thickness of the lips there.</summary>
internal sealed record MouthShape(
    MouthCorner Right, MouthCorner Left, double UpperRim, double LowerRim, double UpperThickness, double LowerThickness)
{
    public double Opening => LowerRim - UpperRim;

    public MouthCorner this[FaceSide side] => side == FaceSide.Left ? Left : Right;
}

/// <summary>Skin that moves or folds on one half of a face, each 0 to 1.</summary>
/// <param name="CheekLift">Raised cheek with a crease below the eye.</param>
/// <param name="NasolabialFold">Fold from the wing of the nose to the corner of the mouth.</param>
/// <param name="CrowsFeet">Lines beside the eye.</param>
internal sealed record CheekShape(double CheekLift, double NasolabialFold, double CrowsFeet);

/// <summary>
/// The drawing of a face in numbers: what the action units make of a person's features. Face units: 1 is half the height of
/// the face, the origin its middle, x to the right of the picture, y down.
/// </summary>
/// <remarks>The distances follow the wording of the coding system; their size was set by eye.</remarks>
internal sealed record FaceGeometry
{
    private readonly BrowShape[] _brows;
    private readonly EyeShape[] _eyes;
    private readonly CheekShape[] _cheeks;

    public FaceGeometry(FaceTraits traits, ActionUnits units)
    {
        Traits = traits;
        _brows = [Brow(traits, units, FaceSide.Right), Brow(traits, units, FaceSide.Left)];
        _eyes = [Eye(traits, units, FaceSide.Right), Eye(traits, units, FaceSide.Left)];
        _cheeks = [Cheek(traits, units, FaceSide.Right), Cheek(traits, units, FaceSide.Left)];
        JawDrop = 0.17 * units[ActionUnit.JawDrop];
        ChinBunch = units[ActionUnit.ChinRaiser];
        NoseWrinkle = units[ActionUnit.NoseWrinkler];
        WingLift = (0.045 * NoseWrinkle) + (0.015 * units[ActionUnit.UpperLipRaiser]);
        BrowFurrow = units[ActionUnit.BrowLowerer] * 0.9 + (0.4 * NoseWrinkle);
        ForeheadLines = Math.Max(0.45 * traits.Age, 0.5 * (units[ActionUnit.InnerBrowRaiser] + units[ActionUnit.OuterBrowRaiser]));
        Mouth = MouthOf(traits, units);
    }

    public FaceTraits Traits { get; }

    public MouthShape Mouth { get; }

    /// <summary>How far the chin has sunk.</summary>
    public double JawDrop { get; }

    /// <summary>How far the wings of the nose have risen.</summary>
    public double WingLift { get; }

    /// <summary>Wrinkles on the bridge of the nose, 0 to 1.</summary>
    public double NoseWrinkle { get; }

    /// <summary>Upright lines between the brows, 0 to about 1.</summary>
    public double BrowFurrow { get; }

    /// <summary>Lines across the forehead, 0 to 1.</summary>
    public double ForeheadLines { get; }

    /// <summary>Dimpled, pushed-up chin, 0 to 1.</summary>
    public double ChinBunch { get; }

    public BrowShape Brow(FaceSide side) => _brows[(int)side];

    public EyeShape Eye(FaceSide side) => _eyes[(int)side];

    public CheekShape Cheek(FaceSide side) => _cheeks[(int)side];

    private static BrowShape Brow(FaceTraits traits, ActionUnits units, FaceSide side)
    {
        var (inner, outer) = (units[ActionUnit.InnerBrowRaiser, side], units[ActionUnit.OuterBrowRaiser, side]);
        // Where the inner brow is raised too, the lowering muscle mostly draws the brows together (1+4).
        var lower = units[ActionUnit.BrowLowerer, side] * (1 - (0.65 * inner));
        var wrinkle = units[ActionUnit.NoseWrinkler, side];
        var together = (0.035 * units[ActionUnit.BrowLowerer, side]) + (0.012 * wrinkle);
        var rest = traits.BrowLow;
        return new BrowShape(
            new((0.145 * traits.EyeSpacing) - together, -0.34 + rest + traits.BrowStern - (0.125 * inner) - (0.02 * outer) + (0.105 * lower) + (0.05 * wrinkle)),
            new(0.33 * traits.EyeSpacing, -0.415 + rest - (0.055 * inner) - (0.10 * outer) + (0.085 * lower) + (0.035 * wrinkle)),
            new(0.53 * traits.EyeSpacing, -0.345 + rest - (traits.BrowStern / 2) - (0.115 * outer) + (0.035 * lower) + (0.03 * inner * (1 - outer))),
            0.058 * traits.BrowThickness);
    }

    private static EyeShape Eye(FaceTraits traits, ActionUnits units, FaceSide side)
    {
        var (up, cheek, tight) = (units[ActionUnit.UpperLidRaiser, side], units[ActionUnit.CheekRaiser, side], units[ActionUnit.LidTightener, side]);
        var wrinkle = units[ActionUnit.NoseWrinkler, side];
        // Brows that press down take the upper lid along; a raised inner brow alone gives the heavy lid of sadness.
        var heavy = units[ActionUnit.InnerBrowRaiser, side] * (1 - units[ActionUnit.OuterBrowRaiser, side]) * (1 - up);
        var upper = 0.088 * traits.EyeOpenness * (1 + (0.62 * up) - (0.34 * cheek) - (0.22 * tight * (1 - (0.7 * up))) - (0.36 * wrinkle) - (0.20 * heavy));
        var lower = 0.056 * (1 + (0.25 * up * (1 - tight)) - (0.75 * cheek) - (0.55 * tight) - (0.35 * wrinkle));
        var centre = 0.335 * traits.EyeSpacing;
        var half = 0.158 * traits.EyeSize;
        return new EyeShape(
            new(centre - half, -0.085 + (traits.EyeTilt / 2)),
            new(centre + half, -0.095 - (traits.EyeTilt / 2) + (0.02 * heavy)),
            Math.Max(upper * traits.EyeSize, 0.02),
            Math.Max(lower * traits.EyeSize, 0.006),
            0.082 * traits.EyeSize);
    }

    private static CheekShape Cheek(FaceTraits traits, ActionUnits units, FaceSide side)
    {
        var lift = units[ActionUnit.CheekRaiser, side];
        var fold = Math.Max(
            Math.Max(0.85 * units[ActionUnit.LipCornerPuller, side], 0.8 * units[ActionUnit.NoseWrinkler, side]),
            Math.Max(0.8 * units[ActionUnit.UpperLipRaiser, side], 0.5 * traits.Age));
        return new CheekShape(lift, fold, Math.Max(0.9 * lift, 0.35 * traits.Age));
    }

    private static MouthShape MouthOf(FaceTraits traits, ActionUnits units)
    {
        var (jaw, part) = (units[ActionUnit.JawDrop], units[ActionUnit.LipsPart]);
        var (tight, chin) = (units[ActionUnit.LipTightener], units[ActionUnit.ChinRaiser]);
        var raised = (0.06 * units[ActionUnit.UpperLipRaiser]) + (0.035 * units[ActionUnit.NoseWrinkler]);
        var middle = 0.50 - (0.015 * chin);
        var smile = units[ActionUnit.LipCornerPuller];
        var stretch = units[ActionUnit.LipStretcher];
        var thinner = (1 - (0.65 * tight)) * (1 - (0.25 * smile)) * (1 - (0.2 * stretch));
        var upperRim = middle - (0.018 * part) - raised - (0.02 * jaw);
        var lowerRim = middle + (0.055 * part) + (0.20 * jaw) + (0.05 * units[ActionUnit.LowerLipDepressor]) - (0.012 * chin);
        return new MouthShape(
            Corner(traits, units, FaceSide.Right, middle),
            Corner(traits, units, FaceSide.Left, middle),
            upperRim,
            Math.Max(lowerRim, upperRim),
            0.052 * traits.LipThickness * thinner,
            0.070 * traits.LipThickness * thinner * (1 + (0.25 * chin)));
    }

    private static MouthCorner Corner(FaceTraits traits, ActionUnits units, FaceSide side, double middle)
    {
        var (pull, press, stretch) =
            (units[ActionUnit.LipCornerPuller, side], units[ActionUnit.LipCornerDepressor, side], units[ActionUnit.LipStretcher, side]);
        var (tuck, jaw) = (units[ActionUnit.Dimpler, side], units[ActionUnit.JawDrop]);
        var width = 0.245 * traits.MouthWidth
            * (1 + (0.30 * pull) + (0.34 * stretch) + (0.08 * tuck) - (0.20 * units[ActionUnit.LipTightener, side]) - (0.22 * jaw * (1 - pull)));
        var y = middle - traits.MouthCurve - (0.125 * pull) + (0.105 * press) + (0.025 * stretch) - (0.02 * tuck) + (0.07 * jaw * (1 - pull));
        return new MouthCorner(new(width, y), tuck);
    }
}
