namespace Mien.Core.Tests;

public sealed class ReadingOrderTests
{
    [Fact]
    public void Rows_come_from_the_top_and_faces_of_a_row_from_the_left() =>
        Assert.Equal(
            [new(5, 8, 40, 40), new(100, 0, 40, 40), new(200, 12, 40, 40), new(0, 100, 40, 40), new(60, 90, 40, 40)],
            Sort(new(60, 90, 40, 40), new(200, 12, 40, 40), new(0, 100, 40, 40), new(100, 0, 40, 40), new(5, 8, 40, 40)));

    [Fact]
    public void A_small_face_beside_a_large_one_is_in_its_row() =>
        Assert.Equal([new(0, 70, 20, 20), new(100, 0, 100, 100)], Sort(new(100, 0, 100, 100), new(0, 70, 20, 20)));

    [Fact]
    public void A_row_that_goes_down_by_small_steps_ends_half_a_face_below_its_first() =>
        // 40, 30, 20 and 10 pixels overlap with the first: at least half of 40 for three of them.
        Assert.Equal(
            [new(0, 20, 40, 40), new(50, 10, 40, 40), new(100, 0, 40, 40), new(20, 30, 40, 40)],
            Sort(new(100, 0, 40, 40), new(50, 10, 40, 40), new(0, 20, 40, 40), new(20, 30, 40, 40)));

    [Fact]
    public void The_order_does_not_depend_on_the_order_before()
    {
        var random = new RandomStream(1, "boxes");
        for (var round = 0; round < 200; round++)
        {
            var boxes = new FaceBox[8];
            for (var index = 0; index < boxes.Length; index++)
            {
                // Positions differ, as those of two faces do.
                boxes[index] = new((index * 50) + random.NextInt32(40), random.NextInt32(300), 20 + random.NextInt32(60), 20 + random.NextInt32(60));
            }

            var expected = Sort(boxes);
            random.Shuffle<FaceBox>(boxes);
            Assert.Equal(expected, Sort(boxes));
        }
    }

    private static IReadOnlyList<FaceBox> Sort(params FaceBox[] boxes) => ReadingOrder.Sort(boxes, box => box);
}
