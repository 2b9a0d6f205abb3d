namespace Mien.Imaging.Tests.Video;

public sealed class VideoFormatsTests : IDisposable
{
    private readonly Clips _clips = new();

    public void Dispose() => _clips.Dispose();

    [Theory]
    [InlineData("a.mp4")]
    [InlineData("a.avi")]
    public void Videos_are_told_by_their_first_bytes(string name) =>
        Assert.True(VideoFormats.LooksLikeVideo(File.ReadAllBytes(_clips.Write(name, frames: 2)).AsSpan(0, VideoFormats.HeadBytes)));

    [Fact]
    public void Pictures_and_texts_are_no_videos()
    {
        foreach (var format in Enum.GetValues<ImageFormat>().Where(format => format != ImageFormat.Pnm))
        {
            Assert.False(VideoFormats.LooksLikeVideo(ImageCodec.Encode(Pictures.Gradient(40, 24), format)));
        }

        Assert.False(VideoFormats.LooksLikeVideo([]));
        Assert.False(VideoFormats.LooksLikeVideo("Good Morning, this is a text. "u8));
        Assert.False(VideoFormats.LooksLikeVideo([0, 0, 0, 28, .. "ftypavif"u8, 0, 0, 0, 0]));
    }

    [Fact]
    public void Extensions_count_in_any_case()
    {
        Assert.True(VideoFormats.HasVideoExtension("Holiday.MP4"));
        Assert.False(VideoFormats.HasVideoExtension("mp4"));
        Assert.False(VideoFormats.HasVideoExtension("a.jpg"));
    }
}
