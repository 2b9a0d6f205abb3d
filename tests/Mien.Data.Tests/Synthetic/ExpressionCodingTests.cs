using Mien.Core;
using Mien.Data.Synthetic;

namespace Mien.Data.Tests.Synthetic;

public sealed class ExpressionCodingTests
{
    [Theory]
    [InlineData(Expression.Neutral, "0")]
    [InlineData(Expression.Surprise, "1+2+5+25+26")]
    [InlineData(Expression.Fear, "1+2+4+5+7+20+25+26")]
    public void Expressions_without_optional_units_show_those_of_the_coding_system(Expression expression, string units) =>
        Assert.Equal(units, FaceSpec.Portrait(seed: 1, identity: 0, expression).ActionUnits.ToString());

    [Theory]
    [InlineData(Expression.Happy, ActionUnit.CheekRaiser, ActionUnit.LipCornerPuller)]
    [InlineData(Expression.Sad, ActionUnit.InnerBrowRaiser, ActionUnit.LipCornerDepressor)]
    [InlineData(Expression.Disgust, ActionUnit.NoseWrinkler, ActionUnit.LowerLipDepressor)]
    [InlineData(Expression.Anger, ActionUnit.BrowLowerer, ActionUnit.LipTightener)]
    public void Every_face_of_a_class_shows_its_typical_units(Expression expression, ActionUnit first, ActionUnit second)
    {
        for (var picture = 0; picture < 50; picture++)
        {
            var units = FaceSpec.Sample(seed: 1, identity: 0, picture, expression).ActionUnits;
            Assert.True(units[first] > 0.2 && units[second] > 0.2, $"picture {picture}: {units}");
        }
    }

    [Fact]
    public void Contempt_acts_mostly_on_one_half()
    {
        var sides = Enumerable.Range(0, 50)
            .Select(picture => FaceSpec.Sample(seed: 1, identity: 0, picture, Expression.Contempt).ActionUnits)
            .Select(units => (Right: units[ActionUnit.Dimpler, FaceSide.Right], Left: units[ActionUnit.Dimpler, FaceSide.Left]))
            .ToArray();

        Assert.All(sides, pair => Assert.True(pair.Right == 0 ^ pair.Left == 0));
        Assert.Contains(sides, pair => pair.Right > 0);
        Assert.Contains(sides, pair => pair.Left > 0);
    }

    [Fact]
    public void Arousal_scales_the_movement()
    {
        double Smile(double arousal) =>
            FaceSpec.Portrait(1, 0, Expression.Happy, new ValenceArousal(0.68, arousal)).ActionUnits[ActionUnit.LipCornerPuller];

        Assert.True(Smile(-0.1) < Smile(0.25));
        Assert.True(Smile(0.25) < Smile(0.5));
    }
}
