using System.Globalization;
using Mien.Core;
using Mien.Imaging;
using Mien.Metrics;

namespace Mien.Reports;

/// <summary>A confusion matrix as a picture: counts in the cells, coloured by their share of the row, which is the recall on the diagonal.</summary>
public static class ConfusionMatrixPicture
{
    private const int MinCellPx = 64;
    private const int TextPx = 12;
    private const int SmallPx = 9;
    private const int GapPx = 14;
    private const int BarPx = 18;
    private static readonly Rgb Paper = Rgb.White;

    /// <summary>Draws a matrix.</summary>
    /// <param name="matrix">As many classes as there are labels.</param>
    /// <param name="labels">Names of rows (truth) and columns (predictions).</param>
    /// <param name="title">Text over the picture; null for none.</param>
    public static Image Draw(ConfusionMatrix matrix, LabelSet labels, string? title = null)
    {
        ClassificationTables.Check(matrix, labels);
        var plan = new Plan(labels, title);
        var picture = new Image(plan.Width, plan.Height, 3);
        Imaging.Draw.FillRectangle(picture, 0, 0, plan.Width, plan.Height, Paper);
        if (title is not null)
        {
            Imaging.Draw.Paste(picture, SmoothText.Render(title, TextPx + 3, Palette.Ink, Paper, bold: true), GapPx, GapPx / 2);
        }

        DrawNames(picture, plan, labels);
        for (var label = 0; label < labels.Count; label++)
        {
            for (var prediction = 0; prediction < labels.Count; prediction++)
            {
                var support = matrix.Support(label);
                var count = matrix[label, prediction];
                DrawCell(picture, plan.Left + (prediction * plan.Cell), plan.Top + (label * plan.Cell), plan.Cell, count, support == 0 ? 0 : (double)count / support);
            }
        }

        Imaging.Draw.Rectangle(picture, plan.Left, plan.Top, plan.Cell * labels.Count, plan.Cell * labels.Count, Palette.Faint);
        DrawScale(picture, plan, plan.Cell * labels.Count);
        return picture;
    }

    private static void DrawNames(Image picture, Plan plan, LabelSet labels)
    {
        var side = plan.Cell * labels.Count;
        var truth = Geometry.Rotate90(SmoothText.Render("true", TextPx, Palette.Faint, Paper), -1);
        Imaging.Draw.Paste(picture, truth, GapPx / 2, plan.Top + ((side - truth.Height) / 2));
        Centred(picture, SmoothText.Render("predicted", TextPx, Palette.Faint, Paper), plan.Left + (side / 2), plan.Top - (SmoothText.LineHeight(TextPx) * 3 / 2) - 6);
        foreach (var (index, name) in labels.Names.Index())
        {
            var text = SmoothText.Render(name, TextPx, Palette.Ink, Paper);
            var middle = (index * plan.Cell) + (plan.Cell / 2);
            Imaging.Draw.Paste(picture, text, plan.Left - text.Width - (GapPx / 2), plan.Top + middle - (text.Height / 2));
            Centred(picture, text, plan.Left + middle, plan.Top - (text.Height / 2) - 3);
        }
    }

    private static void DrawCell(Image picture, int x, int y, int side, long count, double share)
    {
        var colour = Palette.Heat(share);
        Imaging.Draw.FillRectangle(picture, x, y, side, side, colour);
        var ink = count == 0 ? new Rgb(190, 196, 205) : share > 0.45 ? Rgb.White : Palette.Ink;
        var number = SmoothText.Render(count.ToString(CultureInfo.InvariantCulture), TextPx, ink, colour);
        Centred(picture, number, x + (side / 2), y + (side / 2) - (count == 0 ? 0 : SmallPx));
        if (count > 0)
        {
            var percent = SmoothText.Render(string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.0} %"), SmallPx, ink, colour);
            Centred(picture, percent, x + (side / 2), y + (side / 2) + TextPx);
        }
    }

    private static void DrawScale(Image picture, Plan plan, int heightPx)
    {
        var x = picture.Width - plan.ScaleWidth + GapPx;
        for (var row = 0; row < heightPx; row++)
        {
            Imaging.Draw.FillRectangle(picture, x, plan.Top + row, BarPx, 1, Palette.Heat(1 - (row / (heightPx - 1.0))));
        }

        Imaging.Draw.Rectangle(picture, x, plan.Top, BarPx, heightPx, Palette.Faint);
        foreach (var percent in new[] { 0, 25, 50, 75, 100 })
        {
            var text = SmoothText.Render($"{percent} %", SmallPx, Palette.Ink, Paper);
            Imaging.Draw.Paste(picture, text, x + BarPx + 6, plan.Top + (heightPx * (100 - percent) / 100) - (text.Height / 2));
        }

        Centred(picture, SmoothText.Render("of row", SmallPx, Palette.Faint, Paper), x + BarPx, plan.Top - SmoothText.LineHeight(TextPx));
    }

    private static void Centred(Image picture, Image text, int x, int y) => Imaging.Draw.Paste(picture, text, x - (text.Width / 2), y - (text.Height / 2));

    /// <summary>Where things lie, in pixels.</summary>
    private sealed class Plan
    {
        public Plan(LabelSet labels, string? title)
        {
            var names = labels.Names.Max(name => SmoothText.Width(name, TextPx));
            Cell = Math.Max(MinCellPx, names + 12);
            Left = GapPx + SmoothText.LineHeight(TextPx) + names + (GapPx / 2);
            Top = GapPx + 6 + (2 * SmoothText.LineHeight(TextPx)) + (title is null ? 0 : SmoothText.LineHeight(TextPx + 3));
            ScaleWidth = GapPx + BarPx + 6 + SmoothText.Width("100 %", SmallPx) + (GapPx / 2);
            var titleWidth = title is null ? 0 : SmoothText.Width(title, TextPx + 3, bold: true) + (2 * GapPx);
            Width = Math.Max(Left + (Cell * labels.Count) + ScaleWidth, titleWidth);
            Height = Top + (Cell * labels.Count) + GapPx;
        }

        public int Cell { get; }

        public int Left { get; }

        public int Top { get; }

        public int ScaleWidth { get; }

        public int Width { get; }

        public int Height { get; }
    }
}
