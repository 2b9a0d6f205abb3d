using Mien.Core;
using Mien.Imaging;

namespace Mien.Reports;

/// <summary>Text, emoji and colours of annotations, each drawn once and kept. Belongs to one thread.</summary>
internal sealed class AnnotationInk(EmojiFont? font)
{
    // Probabilities in percent, names and numbers of tracks, and emoji, at a few sizes. Neither a long video nor photographs of many sizes fill the memory.
    private const int MostKeptBytes = 32 << 20;
    private const int EntryBytes = 256; // of a small text, beside its pixels
    private readonly Dictionary<(string Text, int CapitalPx, bool IsBold), Image> _texts = [];
    private readonly Dictionary<(string Emoji, int Size), Stencil?> _emoji = [];

    /// <summary>Bytes that are kept, about.</summary>
    public int KeptBytes { get; private set; }

    /// <summary>A line of text as a mask.</summary>
    public Image Text(string text, int capitalPx, bool isBold = false)
    {
        if (!_texts.TryGetValue((text, capitalPx, isBold), out var mask))
        {
            mask = Colour.ToGrey(SmoothText.Render(text, capitalPx, Rgb.White, Rgb.Black, isBold));
            MakeRoom(mask.Pixels.Length);
            _texts[(text, capitalPx, isBold)] = mask;
        }

        return mask;
    }

    /// <summary>The emoji of a class, about so many pixels high; null without the font.</summary>
    public Stencil? Emoji(string className, int heightPx)
    {
        var emoji = ExpressionNames.Emoji(className);
        if (!_emoji.TryGetValue((emoji, heightPx), out var stencil))
        {
            var full = font?.Draw(emoji);
            stencil = full?.Resize(Math.Max(1, full.Colour.Width * heightPx / full.Colour.Height), heightPx);
            MakeRoom(stencil is null ? 0 : stencil.Colour.Pixels.Length + stencil.Alpha.Pixels.Length);
            _emoji[(emoji, heightPx)] = stencil;
        }

        return stencil;
    }

    private void MakeRoom(int bytes)
    {
        if (KeptBytes + (long)bytes + EntryBytes > MostKeptBytes)
        {
            _texts.Clear();
            _emoji.Clear();
            KeptBytes = 0;
        }

        KeptBytes += bytes + EntryBytes;
    }

    /// <summary>The colour of a class, bright enough to be read on dark ground; one of a few for a class that is no expression.</summary>
    public static Rgb ColourOf(string className, int index) => ExpressionNames.Parse(className) switch
    {
        Expression.Neutral => new(205, 211, 218),
        Expression.Happy => new(250, 208, 60),
        Expression.Sad => new(96, 170, 240),
        Expression.Surprise => new(245, 140, 50),
        Expression.Fear => new(184, 140, 240),
        Expression.Disgust => new(100, 200, 110),
        Expression.Anger => new(242, 88, 76),
        Expression.Contempt => new(238, 150, 200),
        _ => (index % 4) switch { 0 => new(96, 200, 220), 1 => new(230, 180, 120), 2 => new(170, 210, 90), _ => new(210, 160, 230) },
    };
}
