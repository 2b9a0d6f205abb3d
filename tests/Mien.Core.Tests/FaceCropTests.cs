namespace Mien.Core.Tests;

public sealed class FaceCropTests
{
    [Fact]
    public void The_margin_is_added_on_every_side() =>
        Assert.Equal(new FaceBox(80, 60, 140, 140), FaceCrop.Region(new FaceBox(100, 80, 100, 100), 400, 300, marginFraction: 0.2));

    [Fact]
    public void A_box_that_is_not_square_gets_a_square_around_its_middle() =>
        Assert.Equal(new FaceBox(90, 100, 80, 80), FaceCrop.Region(new FaceBox(110, 100, 40, 80), 400, 300, marginFraction: 0));

    [Fact]
    public void At_the_edge_the_square_moves_into_the_picture() =>
        Assert.Equal(new FaceBox(0, 160, 140, 140), FaceCrop.Region(new FaceBox(0, 200, 100, 100), 400, 300, marginFraction: 0.2));

    [Fact]
    public void In_a_small_picture_the_region_is_cut_to_it() =>
        Assert.Equal(new FaceBox(0, 0, 120, 100), FaceCrop.Region(new FaceBox(10, 5, 90, 90), 120, 100, marginFraction: 0.5));
}
