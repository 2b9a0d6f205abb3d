using Mien.Core;
using Mien.Data.Synthetic.Drawing;

namespace Mien.Data.Synthetic;

/// <summary>Which action units make which expression, and where on the circumplex of affect it lies.</summary>
/// <remarks>
/// Units: EMFACS-7, the emotion dictionary of the coding system (Friesen and Ekman 1983; table in Ekman, Friesen and Hager
/// 2002, Investigator's Guide, chapter 12): happiness 6+12, sadness 1+4+15, surprise 1+2+5B+26, fear 1+2+4+5+7+20+26, anger
/// 4+5+7+23, disgust 9+15+16, contempt R12A+R14A. Optional units are those that the guide lists as common variants.
/// Affect: Russell 1980, "A circumplex model of affect", J. Personality and Social Psychology 39(6); the centres are placed
/// by hand where its Figure 2 and the class means of AffectNet (Mollahosseini et al. 2017) roughly agree.
/// </remarks>
internal static class ExpressionCoding
{
    /// <summary>A unit at its strength in a full expression, and how often a face shows it.</summary>
    private readonly record struct Part(ActionUnit Unit, double Strength, double Probability = 1);

    /// <summary>Half the width of a class on each axis of the circumplex; neutral faces spread half as far.</summary>
    private const double Spread = 0.28;

    // Strength of the movements at the calm and at the excited end of a class, as a fraction of the full movement.
    private const double CalmIntensity = 0.75;
    private const double ExcitedIntensity = 1.0;

    /// <summary>The middle of a class on the circumplex.</summary>
    public static ValenceArousal Centre(Expression expression) => expression switch
    {
        Expression.Happy => new(0.68, 0.25),
        Expression.Sad => new(-0.62, -0.34),
        Expression.Surprise => new(0.16, 0.68),
        Expression.Fear => new(-0.42, 0.70),
        Expression.Disgust => new(-0.66, 0.32),
        Expression.Anger => new(-0.48, 0.58),
        Expression.Contempt => new(-0.52, 0.12),
        _ => new(0, 0),
    };

    /// <summary>A point near the middle of a class, in [-1, 1] on both axes.</summary>
    public static ValenceArousal SampleAffect(Expression expression, ref RandomStream random)
    {
        var centre = Centre(expression);
        var reach = Reach(expression);
        return new(
            Math.Clamp(centre.Valence + (reach * Bounded(ref random)), -1, 1),
            Math.Clamp(centre.Arousal + (reach * Bounded(ref random)), -1, 1));
    }

    /// <summary>How strong the movements of an expression are at some arousal, as a fraction of the full movement.</summary>
    public static double Intensity(Expression expression, double arousal)
    {
        var position = (arousal - Centre(expression).Arousal) / (2 * Reach(expression));
        return SteadyMath.Lerp(CalmIntensity, ExcitedIntensity, Math.Clamp(0.5 + position, 0, 1));
    }

    /// <summary>The activations of an expression as one person might show it.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="affect">Arousal sets the strength; valence away from the middle of the class lifts or lowers the lip corners a little.</param>
    /// <param name="variation">0 for the textbook face, 1 for natural variation of each unit and its two halves.</param>
    /// <param name="random">Where variation comes from.</param>
    public static ActionUnits Sample(Expression expression, ValenceArousal affect, double variation, ref RandomStream random)
    {
        var intensity = Intensity(expression, affect.Arousal);
        var onlySide = random.NextBool(0.5) ? FaceSide.Left : FaceSide.Right;
        var units = ActionUnits.None;
        foreach (var part in Parts(expression))
        {
            var shown = random.NextDouble() < part.Probability;
            var strength = part.Strength * intensity * (1 + (0.12 * variation * random.NextBell()));
            var skew = 0.05 * variation * random.NextBell();
            if (shown && expression == Expression.Contempt)
            {
                units = units.With(part.Unit, onlySide, strength);
            }
            else if (shown)
            {
                units = units.With(part.Unit, FaceSide.Left, strength * (1 + skew)).With(part.Unit, FaceSide.Right, strength * (1 - skew));
            }
        }

        return Tint(units, expression, affect);
    }

    // Valence shows most in the lip corners (zygomaticus and corrugator activity follow it: Larsen, Norris and Cacioppo
    // 2003). The addition is small, so that it never turns one class into another.
    private static ActionUnits Tint(ActionUnits units, Expression expression, ValenceArousal affect)
    {
        var offset = (affect.Valence - Centre(expression).Valence) / Spread;
        var (unit, amount) = offset > 0 ? (ActionUnit.LipCornerPuller, 0.10 * offset) : (ActionUnit.LipCornerDepressor, -0.10 * offset);
        return expression is Expression.Contempt or Expression.Disgust
            ? units
            : units.With(unit, FaceSide.Left, units[unit, FaceSide.Left] + amount).With(unit, FaceSide.Right, units[unit, FaceSide.Right] + amount);
    }

    private static double Reach(Expression expression) => expression == Expression.Neutral ? Spread / 2 : Spread;

    private static double Bounded(ref RandomStream random) => Math.Clamp(random.NextBell() / 2, -1, 1);

    private static Part[] Parts(Expression expression) => expression switch
    {
        Expression.Happy =>
        [
            new(ActionUnit.CheekRaiser, 0.9), new(ActionUnit.LipCornerPuller, 1),
            new(ActionUnit.LipsPart, 0.8, 0.7), new(ActionUnit.JawDrop, 0.3, 0.4),
        ],
        Expression.Sad =>
        [
            new(ActionUnit.InnerBrowRaiser, 1), new(ActionUnit.BrowLowerer, 0.6), new(ActionUnit.LipCornerDepressor, 1),
            new(ActionUnit.ChinRaiser, 0.6, 0.5),
        ],
        Expression.Surprise =>
        [
            new(ActionUnit.InnerBrowRaiser, 1), new(ActionUnit.OuterBrowRaiser, 1), new(ActionUnit.UpperLidRaiser, 0.7),
            new(ActionUnit.LipsPart, 0.8), new(ActionUnit.JawDrop, 0.9),
        ],
        Expression.Fear =>
        [
            new(ActionUnit.InnerBrowRaiser, 0.9), new(ActionUnit.OuterBrowRaiser, 0.5), new(ActionUnit.BrowLowerer, 0.8),
            new(ActionUnit.UpperLidRaiser, 1), new(ActionUnit.LidTightener, 0.5), new(ActionUnit.LipStretcher, 1),
            new(ActionUnit.LipsPart, 1), new(ActionUnit.JawDrop, 0.25),
        ],
        Expression.Disgust =>
        [
            new(ActionUnit.NoseWrinkler, 1), new(ActionUnit.LipCornerDepressor, 0.5), new(ActionUnit.LowerLipDepressor, 0.6),
            new(ActionUnit.UpperLipRaiser, 0.9, 0.7), new(ActionUnit.LipsPart, 0.6, 0.6),
        ],
        Expression.Anger =>
        [
            new(ActionUnit.BrowLowerer, 1), new(ActionUnit.UpperLidRaiser, 0.5), new(ActionUnit.LidTightener, 0.9),
            new(ActionUnit.LipTightener, 1), new(ActionUnit.ChinRaiser, 0.4, 0.3),
        ],
        Expression.Contempt => [new(ActionUnit.LipCornerPuller, 0.75), new(ActionUnit.Dimpler, 1)],
        _ => [],
    };
}
