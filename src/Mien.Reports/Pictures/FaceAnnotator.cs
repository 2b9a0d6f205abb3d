using Mien.Core;
using Mien.Imaging;

namespace Mien.Reports;

/// <summary>
/// Draws predictions into pictures: a box with a label and a colour emoji at each face, and beside it, where there is room, bars of all
/// probabilities and a point for valence and arousal. A picture that is a face as a whole gets them in a margin at its right.
/// </summary>
/// <remarks>Keeps the letters that it has drawn, so use one for all frames of a video. Belongs to one thread.</remarks>
public sealed class FaceAnnotator
{
    // Small pictures are enlarged until a label fits: letters of 9 pixels are the smallest that can be read.
    private const int SmallestSidePx = 240;
    private const int LargestEnlargedPx = 16_384; // a strip one pixel wide would become gigabytes
    private const int SmallestCapitalPx = 9;
    private const int SmallestPanelCapitalPx = 7;
    private const double Opacity = 0.78;
    private static readonly Rgb Paper = new(24, 27, 34);

    private readonly AnnotationInk _ink;

    /// <param name="font">Where emoji come from; null for names of classes alone.</param>
    public FaceAnnotator(EmojiFont? font) => _ink = new(font);

    /// <summary>A drawer with the emoji that are installed, if any.</summary>
    /// <exception cref="ImageException">The font is damaged.</exception>
    public static FaceAnnotator WithInstalledFont() => new(EmojiFont.Find() is { } path ? EmojiFont.Open(path) : null);

    /// <summary>An annotated copy.</summary>
    /// <param name="picture">RGB or grey.</param>
    /// <param name="faces">Its faces; or one without a box, for a picture that is a face.</param>
    /// <returns>
    /// RGB; larger than the picture where that is small, and wider where the picture is a face. Pictures of one size with faces of one kind
    /// give pictures of one size.
    /// </returns>
    public Image Draw(Image picture, IReadOnlyList<FaceAnnotation> faces)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(faces);
        var factor = (SmallestSidePx + Math.Min(picture.Width, picture.Height) - 1) / Math.Min(picture.Width, picture.Height);
        factor = Math.Min(factor, Math.Max(1, LargestEnlargedPx / Math.Max(picture.Width, picture.Height)));
        var copy = factor == 1
            ? Colour.ToRgb(picture.Clone())
            : Geometry.Resize(Colour.ToRgb(picture), picture.Width * factor, picture.Height * factor, Interpolation.Cubic);
        if (faces is [{ Box: null } whole])
        {
            return WithMargin(copy, whole);
        }

        DrawFaces(copy, [.. faces.Where(face => face.Box is not null)], factor);
        return copy;
    }

    private void DrawFaces(Image picture, FaceAnnotation[] faces, int factor)
    {
        Area[] boxes = [.. faces.Select(face => Area.Of(face.Box!.Value)).Select(box => new Area(box.X * factor, box.Y * factor, box.Width * factor, box.Height * factor))];
        var layout = new AnnotationLayout(picture.Width, picture.Height, boxes);
        var capital = Capital(picture, boxes);
        foreach (var (index, face) in faces.Index())
        {
            Frame(picture, boxes[index], AnnotationInk.ColourOf(face.Best, face.BestIndex), Math.Max(2, capital / 5));
        }

        foreach (var (index, face) in faces.Index())
        {
            var label = FittingLabel(face, capital, picture.Width);
            var place = layout.PlaceLabel(index, Math.Min(label.Width, picture.Width), label.Height);
            Imaging.Draw.Shade(picture, place.X, place.Y, place.Width, place.Height, Paper, Opacity);
            label.Draw(picture, place.X, place.Y);
        }

        foreach (var (index, face) in faces.Index())
        {
            DrawPanel(picture, layout, index, face, Math.Max(SmallestPanelCapitalPx, capital * 3 / 4), gap: capital);
        }
    }

    // Where there is no room for all, for the bars alone perhaps.
    private void DrawPanel(Image picture, AnnotationLayout layout, int index, FaceAnnotation face, int capital, int gap)
    {
        foreach (var shown in new[] { face, face with { Affect = null } })
        {
            var panel = new AnnotationPanel(shown, _ink, capital);
            if (layout.PlacePanel(index, panel.Width, panel.Height, gap) is { } place)
            {
                Imaging.Draw.Shade(picture, place.X, place.Y, place.Width, place.Height, Paper, Opacity);
                panel.Draw(picture, place.X, place.Y);
                return;
            }
        }
    }

    private Image WithMargin(Image picture, FaceAnnotation face)
    {
        var capital = Math.Max(SmallestCapitalPx, Math.Min(picture.Width, picture.Height) / 30);
        var label = new AnnotationLabel(face, _ink, capital);
        var panel = new AnnotationPanel(face, _ink, capital * 4 / 5);
        // The widest label of all classes: the width must not depend on what is predicted.
        var widest = face.Labels.Names.Max(name => AnnotationLabel.WidthOf(name, _ink, capital));
        var canvas = new Image(picture.Width + Math.Max(widest, panel.Width), Math.Max(picture.Height, label.Height + panel.Height), 3);
        Imaging.Draw.FillRectangle(canvas, 0, 0, canvas.Width, canvas.Height, Paper);
        Imaging.Draw.Paste(canvas, picture, 0, 0);
        label.Draw(canvas, picture.Width, 0);
        panel.Draw(canvas, picture.Width, label.Height);
        return canvas;
    }

    // A fiftieth of the picture, and less where its faces are small.
    private static int Capital(Image picture, Area[] boxes)
    {
        var shorter = Math.Min(picture.Width, picture.Height);
        var usual = Math.Max(SmallestCapitalPx, shorter / 50);
        var middle = boxes.Length == 0 ? shorter : boxes.Select(box => Math.Min(box.Width, box.Height)).Order().ElementAt(boxes.Length / 2);
        return middle >= 7 * usual ? usual : Math.Max(SmallestCapitalPx, shorter / 70);
    }

    private AnnotationLabel FittingLabel(FaceAnnotation face, int capital, int widthPx)
    {
        var label = new AnnotationLabel(face, _ink, capital);
        return label.Width > widthPx && capital > SmallestPanelCapitalPx ? FittingLabel(face, capital - 1, widthPx) : label;
    }

    // Bright on dark: it is seen on any ground.
    private static void Frame(Image picture, Area box, Rgb colour, int thickness)
    {
        Imaging.Draw.Rectangle(picture, box.X, box.Y, box.Width, box.Height, Paper, Math.Min(255, thickness + 2));
        Imaging.Draw.Rectangle(picture, box.X, box.Y, box.Width, box.Height, colour, thickness);
    }
}
