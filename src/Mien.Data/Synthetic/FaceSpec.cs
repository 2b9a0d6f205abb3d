using Mien.Core;

namespace Mien.Data.Synthetic;

/// <summary>Everything that one generated picture shows: who, which expression, how strongly, and under which circumstances.</summary>
/// <remarks>The layers are expression and affect, then <see cref="ActionUnits"/>, then geometry, then pixels; each follows from the one before.</remarks>
public sealed record FaceSpec
{
    private FaceSpec(Expression expression, ValenceArousal affect, int identity, ActionUnits units, FaceTraits traits, Nuisance nuisance)
    {
        Expression = expression;
        Affect = affect;
        Identity = identity;
        ActionUnits = units;
        Geometry = new FaceGeometry(traits, units);
        Nuisance = nuisance;
    }

    /// <summary>The expression.</summary>
    public Expression Expression { get; }

    /// <summary>Where it lies on the circumplex; arousal sets how strong it is.</summary>
    public ValenceArousal Affect { get; }

    /// <summary>Number of the person; equal numbers under one seed are the same person.</summary>
    public int Identity { get; }

    /// <summary>What the facial muscles do.</summary>
    public ActionUnits ActionUnits { get; }

    internal FaceGeometry Geometry { get; }

    internal Nuisance Nuisance { get; }

    /// <summary>A picture as the dataset has them: natural variation of the expression, any pose, light, background and damage.</summary>
    /// <param name="seed">Seed of the dataset.</param>
    /// <param name="identity">Number of the person, 0 or more.</param>
    /// <param name="picture">Number of the picture, 0 or more; with the seed it names all random choices but those of the person.</param>
    /// <param name="expression">The expression.</param>
    public static FaceSpec Sample(ulong seed, int identity, long picture, Expression expression)
    {
        var random = new RandomStream(seed, "synthetic picture", 0, picture);
        var affect = ExpressionCoding.SampleAffect(expression, ref random);
        var units = ExpressionCoding.Sample(expression, affect, variation: 1, ref random);
        var nuisance = Nuisance.Sample(expression, ref random);
        return new FaceSpec(expression, affect, identity, units, FaceTraits.Of(seed, identity), nuisance);
    }

    /// <summary>A clear, front-lit portrait without anything that disturbs.</summary>
    /// <param name="seed">Seed that names the people.</param>
    /// <param name="identity">Number of the person, 0 or more.</param>
    /// <param name="expression">The expression.</param>
    /// <param name="affect">Place on the circumplex; the middle of the class when null.</param>
    public static FaceSpec Portrait(ulong seed, int identity, Expression expression, ValenceArousal? affect = null)
    {
        var random = new RandomStream(seed, "synthetic portrait", (int)expression, identity);
        var place = affect ?? ExpressionCoding.Centre(expression);
        var units = ExpressionCoding.Sample(expression, place, variation: 0, ref random);
        return new FaceSpec(expression, place, identity, units, FaceTraits.Of(seed, identity), new Nuisance { Detail = random });
    }

    /// <summary>A portrait of given muscle movements, for example to show what one action unit does.</summary>
    /// <param name="seed">Seed that names the people.</param>
    /// <param name="identity">Number of the person, 0 or more.</param>
    /// <param name="units">The movements.</param>
    /// <returns>A face that is called neutral, whatever the movements.</returns>
    public static FaceSpec Posed(ulong seed, int identity, ActionUnits units)
    {
        ArgumentNullException.ThrowIfNull(units);
        var random = new RandomStream(seed, "synthetic portrait", 0, identity);
        return new FaceSpec(Expression.Neutral, default, identity, units, FaceTraits.Of(seed, identity), new Nuisance { Detail = random });
    }
}
