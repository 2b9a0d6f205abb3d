using System.Globalization;
using Mien.Imaging;

namespace Mien.Reports;

/// <summary>The label at a face: emoji, class and probability, and the number of its track.</summary>
internal sealed class AnnotationLabel
{
    private const double HeightPerCapital = 2.6;
    private const double EmojiPerCapital = 2;
    private readonly Image _text;
    private readonly Stencil? _emoji;
    private readonly int _pad;
    private readonly Rgb _colour;

    public AnnotationLabel(FaceAnnotation face, AnnotationInk ink, int capitalPx)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{(face.Track is { } track ? $"#{track}  " : "")}{face.Best}{(face.IsUncertain ? "?" : "")} {face.Probabilities[face.BestIndex] * 100:0} %");
        (_text, _emoji) = (ink.Text(text, capitalPx, isBold: true), ink.Emoji(face.Best, EmojiPx(capitalPx)));
        (_pad, _colour) = (capitalPx / 2, face.IsUncertain ? Rgb.Grey(190) : AnnotationInk.ColourOf(face.Best, face.BestIndex));
        Height = (int)(capitalPx * HeightPerCapital);
        Width = WidthOf(_text, _emoji, _pad);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>The most that the label of a class takes, without a track.</summary>
    public static int WidthOf(string className, AnnotationInk ink, int capitalPx) =>
        WidthOf(ink.Text($"{className}? 100 %", capitalPx, isBold: true), ink.Emoji(className, EmojiPx(capitalPx)), capitalPx / 2);

    public void Draw(Image picture, int x, int y)
    {
        var left = x + _pad;
        if (_emoji is not null)
        {
            Imaging.Draw.Stencil(picture, _emoji, left, y + ((Height - _emoji.Colour.Height) / 2));
            left += _emoji.Colour.Width + _pad;
        }

        Imaging.Draw.Tint(picture, _text, left, y + ((Height - _text.Height) / 2), _colour);
    }

    private static int EmojiPx(int capitalPx) => (int)(capitalPx * EmojiPerCapital);

    private static int WidthOf(Image text, Stencil? emoji, int pad) => pad + (emoji is null ? 0 : emoji.Colour.Width + pad) + text.Width + pad;
}
