using Mien.Core;
using Mien.Imaging;

namespace Mien.Reports.Tests;

public sealed class EmojiFontTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();
    private readonly Image _picture = new(3, 2, 3, [.. Enumerable.Range(0, 18).Select(value => (byte)value)]);

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData(1, 17)]
    [InlineData(1, 18)]
    [InlineData(3, 19)]
    public void An_emoji_is_found_by_its_character(int indexFormat, int imageFormat)
    {
        var font = Open(new TinyFont { Png = ImageCodec.Encode(_picture, ImageFormat.Png), IndexFormat = indexFormat, ImageFormat = imageFormat }.ToArray());

        Assert.Equal(_picture.Pixels, font.Draw("😀")!.Colour.Pixels);
        Assert.Null(font.Draw("😐"));
        Assert.Null(font.Draw("a"));
    }

    [Fact]
    public void A_file_that_is_no_such_font_is_refused()
    {
        Assert.Throws<ImageException>(() => Open([]));
        Assert.Throws<ImageException>(() => Open("A text that is no font at all, and long enough."u8.ToArray()));
        Assert.Throws<ImageException>(() => Open(new TinyFont { Png = [], IndexFormat = 2 }.ToArray()).Draw("😀"));
        Assert.Throws<ImageException>(() => EmojiFont.Open("/no/such/font.ttf"));
    }

    [Fact]
    public void A_damaged_font_gives_a_picture_nothing_or_one_clear_error()
    {
        var whole = new TinyFont { Png = ImageCodec.Encode(_picture, ImageFormat.Png) }.ToArray();
        var refused = 0;
        for (var index = 0; index < 500; index++)
        {
            var random = new RandomStream(1, "fuzz font", index: index);
            var damaged = random.NextBool(0.2) ? whole[..random.NextInt32(whole.Length)] : (byte[])whole.Clone();
            for (var count = 1 << random.NextInt32(4); count > 0 && damaged.Length > 0; count--)
            {
                damaged[random.NextInt32(damaged.Length)] = random.NextBool(0.5) ? (byte)random.NextInt32(256) : (byte)255;
            }

            try
            {
                Open(damaged).Draw("😀");
            }
            catch (ImageException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 100, 500);
    }

    [Fact]
    public void The_installed_font_has_every_expression()
    {
        Assert.SkipWhen(EmojiFont.Find() is null, "fonts-noto-color-emoji is not installed");
        var font = EmojiFont.Open(EmojiFont.Find()!);

        Assert.All(Enum.GetNames<Expression>(), name => Assert.NotNull(font.Draw(ExpressionNames.Emoji(name))));
    }

    private EmojiFont Open(byte[] bytes)
    {
        File.WriteAllBytes(_path, bytes);
        return EmojiFont.Open(_path);
    }
}
