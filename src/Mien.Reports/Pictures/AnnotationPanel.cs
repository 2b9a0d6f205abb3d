using System.Globalization;
using Mien.Core;
using Mien.Imaging;

namespace Mien.Reports;

/// <summary>The panel beside a face: a bar for the probability of each class, and valence and arousal as a point of a small circumplex.</summary>
internal sealed class AnnotationPanel
{
    private const double RowPerCapital = 1.75;
    private const double BarPerCapital = 7;
    private const double CirclePerCapital = 7.5;
    private static readonly Rgb Track = new(74, 80, 92);

    private readonly FaceAnnotation _face;
    private readonly AnnotationInk _ink;
    private readonly int _capital;
    private readonly int _pad;
    private readonly int _row;
    private readonly int _nameWidth;

    public AnnotationPanel(FaceAnnotation face, AnnotationInk ink, int capitalPx)
    {
        (_face, _ink, _capital) = (face, ink, capitalPx);
        (_pad, _row) = (capitalPx, (int)(capitalPx * RowPerCapital));
        _nameWidth = face.Labels.Names.Max(name => ink.Text(name, capitalPx).Width);
        var bars = _pad + _nameWidth + _pad + (int)(capitalPx * BarPerCapital) + _pad;
        var affect = face.Affect is null ? 0 : _pad + Circle + _pad + ink.Text("valence +0.00", capitalPx).Width + _pad;
        Width = Math.Max(bars, affect);
        Height = _pad + (_row * face.Labels.Count) + (face.Affect is null ? 0 : (_pad / 2) + Circle) + _pad;
    }

    public int Width { get; }

    public int Height { get; }

    private int Bar => Width - (3 * _pad) - _nameWidth;

    private int Circle => (int)(_capital * CirclePerCapital);

    public void Draw(Image picture, int x, int y)
    {
        for (var index = 0; index < _face.Labels.Count; index++)
        {
            DrawBar(picture, index, x + _pad, y + _pad + (index * _row));
        }

        if (_face.Affect is { } affect)
        {
            DrawAffect(picture, affect, x + _pad, y + _pad + (_row * _face.Labels.Count) + (_pad / 2));
        }
    }

    private void DrawBar(Image picture, int index, int x, int y)
    {
        var isBest = index == _face.BestIndex;
        var name = _ink.Text(_face.Labels[index], _capital);
        Imaging.Draw.Tint(picture, name, x + _nameWidth - name.Width, y + ((_row - name.Height) / 2), isBest ? Rgb.White : Rgb.Grey(190));
        var (left, top, height) = (x + _nameWidth + _pad, y + ((_row - _capital) / 2), _capital);
        Imaging.Draw.FillRectangle(picture, left, top, Bar, height, Track);
        var length = (int)Math.Round(Math.Clamp(_face.Probabilities[index], 0, 1) * Bar);
        if (length > 0)
        {
            Imaging.Draw.FillRectangle(picture, left, top, length, height, isBest ? AnnotationInk.ColourOf(_face.Best, index) : Rgb.Grey(165));
        }
    }

    // Pleasant to the right, excited upwards.
    private void DrawAffect(Image picture, ValenceArousal affect, int x, int y)
    {
        var radius = Circle / 2.0;
        var (centreX, centreY, line) = (x + radius, y + radius, Math.Max(1, _capital / 10));
        Imaging.Draw.Circle(picture, centreX, centreY, radius, Rgb.Grey(165), line);
        Imaging.Draw.Line(picture, centreX - radius, centreY, centreX + radius, centreY, Track, line);
        Imaging.Draw.Line(picture, centreX, centreY - radius, centreX, centreY + radius, Track, line);
        var (valence, arousal) = InsideCircle(affect);
        var (pointX, pointY) = (centreX + (valence * radius), centreY - (arousal * radius));
        var colour = AnnotationInk.ColourOf(_face.Best, _face.BestIndex);
        Imaging.Draw.Line(picture, centreX, centreY, pointX, pointY, colour, Math.Max(1, _capital / 6));
        Imaging.Draw.FillCircle(picture, pointX, pointY, Math.Max(2, _capital * 0.45), colour);
        foreach (var (row, text) in new[] { Number("valence", affect.Valence), Number("arousal", affect.Arousal) }.Index())
        {
            var mask = _ink.Text(text, _capital);
            Imaging.Draw.Tint(picture, mask, x + Circle + _pad, (int)centreY + ((row == 0 ? -1 : 1) * _row / 2) - (mask.Height / 2), Rgb.Grey(220));
        }
    }

    // A point of the square beyond the circle is shown on its rim.
    private static (double Valence, double Arousal) InsideCircle(ValenceArousal affect)
    {
        var length = Math.Max(1, Math.Sqrt((affect.Valence * affect.Valence) + (affect.Arousal * affect.Arousal)));
        return (affect.Valence / length, affect.Arousal / length);
    }

    private static string Number(string name, double value) => string.Create(CultureInfo.InvariantCulture, $"{name} {value:+0.00;-0.00;0.00}");
}
