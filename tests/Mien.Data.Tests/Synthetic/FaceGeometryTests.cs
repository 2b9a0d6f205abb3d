using Mien.Data.Synthetic;

namespace Mien.Data.Tests.Synthetic;

public sealed class FaceGeometryTests
{
    private static readonly FaceTraits Person = FaceTraits.Of(seed: 1, identity: 3);
    private static readonly FaceGeometry Rest = new(Person, ActionUnits.None);

    [Fact]
    public void Unit_12_raises_and_widens_the_corners_of_the_mouth()
    {
        var smile = With(ActionUnit.LipCornerPuller).Mouth;

        Assert.True(smile.Left.Place.Y < Rest.Mouth.Left.Place.Y);
        Assert.True(smile.Left.Place.X > Rest.Mouth.Left.Place.X);
        Assert.Equal(smile.Left, smile.Right);
    }

    [Fact]
    public void Unit_15_lowers_the_corners_of_the_mouth() =>
        Assert.True(With(ActionUnit.LipCornerDepressor).Mouth.Left.Place.Y > Rest.Mouth.Left.Place.Y);

    [Fact]
    public void Unit_20_stretches_the_mouth_and_unit_23_narrows_it()
    {
        Assert.True(With(ActionUnit.LipStretcher).Mouth.Left.Place.X > Rest.Mouth.Left.Place.X);
        Assert.True(With(ActionUnit.LipTightener).Mouth.Left.Place.X < Rest.Mouth.Left.Place.X);
    }

    [Fact]
    public void Units_1_2_and_4_move_the_ends_of_the_brows()
    {
        var (rest, inner, outer, lowered) =
            (Rest.Brow(FaceSide.Left), With(ActionUnit.InnerBrowRaiser).Brow(FaceSide.Left), With(ActionUnit.OuterBrowRaiser).Brow(FaceSide.Left), With(ActionUnit.BrowLowerer).Brow(FaceSide.Left));

        Assert.True(rest.Inner.Y - inner.Inner.Y > rest.Outer.Y - inner.Outer.Y);
        Assert.True(rest.Outer.Y - outer.Outer.Y > rest.Inner.Y - outer.Inner.Y);
        Assert.True(lowered.Inner.Y > rest.Inner.Y);
        Assert.True(lowered.Inner.X < rest.Inner.X);
    }

    [Fact]
    public void Unit_5_opens_the_eyes_and_units_6_and_7_narrow_them()
    {
        double Opening(FaceGeometry face) => face.Eye(FaceSide.Left).UpperLidHeight + face.Eye(FaceSide.Left).LowerLidHeight;

        Assert.True(Opening(With(ActionUnit.UpperLidRaiser)) > Opening(Rest));
        Assert.True(Opening(With(ActionUnit.CheekRaiser)) < Opening(Rest));
        Assert.True(Opening(With(ActionUnit.LidTightener)) < Opening(Rest));
    }

    [Fact]
    public void Unit_9_wrinkles_the_nose_and_unit_26_drops_the_jaw_and_opens_the_mouth()
    {
        Assert.True(With(ActionUnit.NoseWrinkler).NoseWrinkle > Rest.NoseWrinkle);
        Assert.True(With(ActionUnit.NoseWrinkler).WingLift > Rest.WingLift);
        Assert.True(With(ActionUnit.JawDrop).JawDrop > Rest.JawDrop);
        Assert.True(With(ActionUnit.JawDrop).Mouth.Opening > Rest.Mouth.Opening);
    }

    [Fact]
    public void A_unit_of_one_half_leaves_the_other_half_at_rest()
    {
        var face = new FaceGeometry(Person, ActionUnits.None.With(ActionUnit.LipCornerPuller, FaceSide.Right, 1));

        Assert.Equal(Rest.Mouth.Left, face.Mouth.Left);
        Assert.NotEqual(Rest.Mouth.Right, face.Mouth.Right);
    }

    private static FaceGeometry With(ActionUnit unit) => new(Person, ActionUnits.None.With(unit, 1));
}
