using Mien.Imaging;

namespace Mien.Reports.Tests;

public sealed class ContactSheetTests
{
    private static readonly Rgb Blue = new(20, 40, 220);

    [Fact]
    public void Pictures_lie_row_by_row_and_marks_frame_them()
    {
        ContactSheetCell[] cells = [new(Filled(50, 50), "a"), new(Filled(50, 50), "b", CellMark.Right), new(Filled(50, 50), "c", CellMark.Wrong)];
        var sheet = ContactSheet.Draw(cells, new() { Columns = 2, PicturePx = 40 });
        Assert.Equal(3, Centres(sheet, cells.Length, columns: 2, picturePx: 40).Count(colour => colour == Blue));
        Assert.True(Count(sheet, Palette.Right) > 4 * 40 * 4);
        Assert.True(Count(sheet, Palette.Wrong) > 4 * 40 * 4);
    }

    [Fact]
    public void A_picture_that_is_not_square_keeps_its_proportions()
    {
        var sheet = ContactSheet.Draw([new(Filled(100, 50), "")], new() { PicturePx = 40 });
        Assert.Equal(40 * 20, Count(sheet, Blue));
    }

    [Fact]
    public void A_long_caption_is_cut_to_the_width_of_its_cell()
    {
        var shown = SmoothText.Fit("an expression whose name never ends", 9, 60);
        Assert.EndsWith("..", shown, StringComparison.Ordinal);
        Assert.InRange(SmoothText.Width(shown, 9), 30, 60);
    }

    [Fact]
    public void Equal_cells_give_equal_bytes()
    {
        ContactSheetCell[] cells = [new(Filled(30, 40), "happy 0.93\n(sad)", CellMark.Wrong)];
        Assert.Equal(ContactSheet.Draw(cells).Pixels, ContactSheet.Draw(cells).Pixels);
    }

    private static Image Filled(int width, int height)
    {
        var image = new Image(width, height, 3);
        Draw.FillRectangle(image, 0, 0, width, height, Blue);
        return image;
    }

    private static int Count(Image image, Rgb colour) => Enumerable.Range(0, image.Width * image.Height).Count(pixel => At(image, pixel) == colour);

    private static IEnumerable<Rgb> Centres(Image sheet, int count, int columns, int picturePx)
    {
        var (cellWidth, cellHeight) = ((sheet.Width - 10) / columns, (sheet.Height - 10) / (((count - 1) / columns) + 1));
        return Enumerable.Range(0, count).Select(index =>
            At(sheet, ((10 + (index / columns * cellHeight) + (picturePx / 2)) * sheet.Width) + 10 + (index % columns * cellWidth) + (picturePx / 2)));
    }

    private static Rgb At(Image image, int pixel) => new(image.Pixels[3 * pixel], image.Pixels[(3 * pixel) + 1], image.Pixels[(3 * pixel) + 2]);
}
