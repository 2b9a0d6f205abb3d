using Mien.Core;
using Mien.Imaging;
using Mien.Metrics;

namespace Mien.Reports.Tests;

public sealed class ConfusionMatrixPictureTests
{
    [Fact]
    public void Cells_are_coloured_by_their_share_of_the_row()
    {
        var picture = ConfusionMatrixPicture.Draw(ConfusionMatrix.FromCounts(new long[,] { { 5, 0 }, { 90, 10 } }), new LabelSet(["a", "b"]));
        Assert.True(Count(picture, Palette.Heat(1)) > 2000); // 5 of 5
        Assert.True(Count(picture, Palette.Heat(0.9)) > 2000);
        Assert.True(Count(picture, Palette.Heat(0.1)) > 2000);
    }

    [Fact]
    public void A_class_without_samples_does_no_harm() =>
        Assert.True(Count(ConfusionMatrixPicture.Draw(ConfusionMatrix.Empty(2), new LabelSet(["a", "b"])), Palette.Heat(0)) > 4000);

    [Fact]
    public void A_matrix_of_other_classes_is_refused() =>
        Assert.Throws<ArgumentException>(() => ConfusionMatrixPicture.Draw(ConfusionMatrix.Empty(3), new LabelSet(["a", "b"])));

    private static int Count(Image image, Rgb colour) => Enumerable.Range(0, image.Width * image.Height)
        .Count(pixel => new Rgb(image.Pixels[3 * pixel], image.Pixels[(3 * pixel) + 1], image.Pixels[(3 * pixel) + 2]) == colour);
}
