using Mien.Core;

namespace Mien.Reports.Tests;

public sealed class AnnotationLayoutTests
{
    [Fact]
    public void A_label_stands_on_its_box_where_there_is_room()
    {
        Area box = new(100, 100, 80, 80);

        Assert.Equal(new Area(100, 80, 90, 20), new AnnotationLayout(400, 300, [box]).PlaceLabel(0, 90, 20));
        Assert.Equal(new Area(0, 90, 90, 20), new AnnotationLayout(400, 300, [new(0, 10, 80, 80)]).PlaceLabel(0, 90, 20)); // under it at the upper edge
        Assert.Equal(new Area(310, 80, 90, 20), new AnnotationLayout(400, 300, [new(340, 100, 60, 60)]).PlaceLabel(0, 90, 20)); // not beyond the right edge
    }

    [Fact]
    public void Labels_of_neighbours_give_way_to_each_other()
    {
        Area[] row = [.. Enumerable.Range(0, 6).Select(index => new Area(10 + (index * 60), 100, 50, 50))];
        var layout = new AnnotationLayout(400, 300, row);

        Area[] labels = [.. row.Select((_, index) => layout.PlaceLabel(index, 100, 15))];

        AssertApart(labels, row);
    }

    [Fact]
    public void A_panel_covers_no_face_and_no_label_or_is_left_out()
    {
        var layout = new AnnotationLayout(400, 200, [new(20, 40, 100, 100), new(260, 40, 100, 100)]);
        Area[] labels = [layout.PlaceLabel(0, 110, 20), layout.PlaceLabel(1, 110, 20)];

        var first = layout.PlacePanel(0, 120, 150, gap: 8);
        Assert.NotNull(first);
        AssertApart([.. labels, first.Value], [new(20, 40, 100, 100), new(260, 40, 100, 100)]);
        Assert.Null(layout.PlacePanel(1, 120, 150, gap: 8));
        Assert.Null(layout.PlacePanel(1, 500, 20, gap: 8));
    }

    [Fact]
    public void Whatever_the_faces_nothing_leaves_the_picture()
    {
        for (var scene = 0; scene < 300; scene++)
        {
            var random = new RandomStream(1, "layout", index: scene);
            var (width, height) = (240 + random.NextInt32(800), 240 + random.NextInt32(800));
            var faces = new Area[1 + random.NextInt32(8)];
            for (var index = 0; index < faces.Length; index++)
            {
                var side = 10 + random.NextInt32(200);
                faces[index] = new(random.NextInt32(width - side), random.NextInt32(height - side), side, side);
            }

            var layout = new AnnotationLayout(width, height, faces);
            Area[] labels = [.. faces.Select((_, index) => layout.PlaceLabel(index, 20 + random.NextInt32(200), 24))];
            Area[] panels = [.. faces.Select((_, index) => layout.PlacePanel(index, 150, 220, 10)).OfType<Area>()];

            Assert.All([.. labels, .. panels], area => Assert.True(area.X >= 0 && area.Y >= 0 && area.Right <= width && area.Bottom <= height, $"{area} in {width}x{height}"));
            foreach (var (index, panel) in panels.Index())
            {
                Assert.All([.. faces, .. labels, .. panels[..index]], other => Assert.Equal(0, panel.Overlap(other)));
            }
        }
    }

    private static void AssertApart(Area[] texts, Area[] faces)
    {
        foreach (var (index, text) in texts.Index())
        {
            Assert.All([.. faces, .. texts[..index]], other => Assert.Equal(0, text.Overlap(other)));
        }
    }
}
