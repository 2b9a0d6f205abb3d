using Mien.Core;
using Mien.Imaging;

namespace Mien.Reports;

/// <summary>How a picture of a contact sheet is framed.</summary>
public enum CellMark
{
    /// <summary>Not at all.</summary>
    None,
    /// <summary>In green: a right prediction.</summary>
    Right,
    /// <summary>In red: a wrong prediction.</summary>
    Wrong,
}

/// <summary>A picture of a contact sheet.</summary>
/// <param name="Picture">Of any size; it is fitted into its cell.</param>
/// <param name="Caption">Text below it, a line for each line feed; printable ASCII, the rest shows as question marks.</param>
/// <param name="Mark">Frame and colour of the caption.</param>
public sealed record ContactSheetCell(Image Picture, string Caption, CellMark Mark = CellMark.None);

/// <summary>The looks of a contact sheet.</summary>
public sealed record ContactSheetOptions
{
    /// <summary>Pictures in a row, at least 1; default 8.</summary>
    public int Columns { get; init; } = 8;

    /// <summary>Side of the square that a picture is fitted into, in pixels; default 120.</summary>
    public int PicturePx { get; init; } = 120;

    /// <summary>Text over the sheet; default none.</summary>
    public string? Title { get; init; }
}

/// <summary>Pictures with captions in rows and columns.</summary>
public static class ContactSheet
{
    private const int GapPx = 10;
    private const int FramePx = 4;
    private const int CaptionPx = 9;
    private const int TitlePx = 14;
    private static readonly Rgb Paper = Rgb.White;

    /// <summary>Draws a sheet, row by row.</summary>
    /// <param name="cells">At least one.</param>
    /// <param name="options">Looks; null for the defaults.</param>
    public static Image Draw(IReadOnlyList<ContactSheetCell> cells, ContactSheetOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(cells);
        ArgumentOutOfRangeException.ThrowIfZero(cells.Count);
        options ??= new();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Columns, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.PicturePx, 16);
        var lines = cells.Max(cell => cell.Caption.Split('\n').Length);
        var (columns, rows) = (Math.Min(options.Columns, cells.Count), ((cells.Count - 1) / options.Columns) + 1);
        var cellWidth = options.PicturePx + (2 * FramePx) + GapPx;
        var cellHeight = cellWidth + (lines * SmoothText.LineHeight(CaptionPx));
        var top = options.Title is null ? GapPx : GapPx + SmoothText.LineHeight(TitlePx);
        var titleWidth = options.Title is null ? 0 : SmoothText.Width(options.Title, TitlePx, bold: true) + (2 * GapPx);
        var sheet = new Image(Math.Max((columns * cellWidth) + GapPx, titleWidth), top + (rows * cellHeight), 3);
        Imaging.Draw.FillRectangle(sheet, 0, 0, sheet.Width, sheet.Height, Paper);
        if (options.Title is { } title)
        {
            Imaging.Draw.Paste(sheet, SmoothText.Render(title, TitlePx, Palette.Ink, Paper, bold: true), GapPx, GapPx / 2);
        }

        foreach (var (index, cell) in cells.Index())
        {
            DrawCell(sheet, cell, GapPx + (index % options.Columns * cellWidth), top + (index / options.Columns * cellHeight), options.PicturePx);
        }

        return sheet;
    }

    private static void DrawCell(Image sheet, ContactSheetCell cell, int x, int y, int picturePx)
    {
        var side = picturePx + (2 * FramePx);
        if (ColourOf(cell.Mark) is { } colour)
        {
            Imaging.Draw.FillRectangle(sheet, x, y, side, side, colour);
        }

        var picture = Fitted(cell.Picture, picturePx);
        Imaging.Draw.Paste(sheet, picture, x + ((side - picture.Width) / 2), y + ((side - picture.Height) / 2));
        foreach (var (line, text) in cell.Caption.Split('\n').Index())
        {
            var shown = SmoothText.Render(SmoothText.Fit(text, CaptionPx, side), CaptionPx, ColourOf(cell.Mark) ?? Palette.Ink, Paper);
            Imaging.Draw.Paste(sheet, shown, x + ((side - shown.Width) / 2), y + side + (line * SmoothText.LineHeight(CaptionPx)));
        }
    }

    private static Rgb? ColourOf(CellMark mark) => mark switch { CellMark.Right => Palette.Right, CellMark.Wrong => Palette.Wrong, _ => null };

    /// <summary>The picture in the size in which it is shown: its longer side is as long as the cell.</summary>
    internal static Image Fitted(Image picture, int sidePx)
    {
        var scale = (double)sidePx / Math.Max(picture.Width, picture.Height);
        var (width, height) = (Math.Max(1, (int)Math.Round(picture.Width * scale)), Math.Max(1, (int)Math.Round(picture.Height * scale)));
        return Geometry.Resize(picture, width, height, scale < 1 ? Interpolation.Area : Interpolation.Cubic);
    }
}
