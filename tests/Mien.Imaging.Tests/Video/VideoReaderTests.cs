namespace Mien.Imaging.Tests.Video;

public sealed class VideoReaderTests : IDisposable
{
    // Both codecs keep flat areas within 2 levels; the edges of a square of 16 pixels weigh little in the mean.
    private const double LossyMean = 3;

    private readonly Clips _clips = new();

    public void Dispose() => _clips.Dispose();

    [Theory]
    [InlineData("clip.mp4", "h264")]
    [InlineData("clip.avi", "mjpeg")]
    public void Frames_come_back_in_order_with_their_times(string name, string codec)
    {
        var path = _clips.Write(name, frames: 30);

        using var reader = VideoReader.Open(path);
        Assert.Equal((Clips.Width, Clips.Height, 25.0, 30L, codec), (reader.Width, reader.Height, reader.FramesPerSecond, reader.FrameCount, reader.Codec));
        var frame = new Image(reader.Width, reader.Height, 3);
        for (var index = 0; index < 30; index++)
        {
            Assert.True(reader.Read(frame));
            Assert.Equal(index, reader.FrameIndex);
            Assert.Equal(index / 25.0, reader.Time.TotalSeconds, 1e-4);
            Assert.InRange(Clips.MeanDifference(Clips.Frame(index), frame), 0, LossyMean);
        }

        Assert.False(reader.Read(frame));
        Assert.False(reader.Read(frame));
        Assert.Null(reader.Problem);
    }

    [Theory]
    [InlineData("clip.mp4")]
    [InlineData("clip.avi")]
    public void Skipping_leads_to_the_same_frames_as_reading(string name)
    {
        var path = _clips.Write(name, frames: 10);
        var expected = Clips.ReadAll(path).Frames[7];

        using var reader = VideoReader.Open(path);
        for (var index = 0; index < 7; index++)
        {
            Assert.True(reader.Skip());
        }

        var frame = new Image(reader.Width, reader.Height, 3);
        Assert.True(reader.Read(frame));
        Assert.Equal(7, reader.FrameIndex);
        Assert.Equal(expected.Pixels, frame.Pixels);
    }

    [Fact]
    public void Times_of_an_uneven_video_are_kept()
    {
        var path = _clips.PathOf("uneven.mp4");
        double[] seconds = [0, 0.04, 0.5, 0.51, 2];
        using (var writer = VideoWriter.Create(path, Clips.Width, Clips.Height, 25))
        {
            foreach (var (index, second) in seconds.Index())
            {
                writer.Write(Clips.Frame(index), TimeSpan.FromSeconds(second));
            }

            writer.Finish();
        }

        Assert.Equal(seconds, Clips.ReadAll(path).Times.Select(time => Math.Round(time.TotalSeconds, 4)));
    }

    // The matrix of the track header: (a, b, u, c, d, v, x, y, w), of which a, b, c and d turn the picture.
    [Theory]
    [InlineData(1, 0, 1, -1, 0)]
    [InlineData(2, -1, 0, 0, -1)]
    [InlineData(3, 0, -1, 1, 0)]
    public void A_video_that_was_filmed_sideways_comes_upright(int quarterTurns, int a, int b, int c, int d)
    {
        var path = _clips.Write("phone.mp4", frames: 3);
        var plain = Clips.ReadAll(path).Frames;
        var bytes = File.ReadAllBytes(path);
        var matrix = bytes.AsSpan().IndexOf("tkhd"u8) + 4 + 4 + 20 + 16;
        foreach (var (place, value) in new[] { (0, a), (1, b), (3, c), (4, d) })
        {
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(matrix + (4 * place)), value << 16);
        }

        File.WriteAllBytes(path, bytes);

        var turned = Clips.ReadAll(path).Frames;
        Assert.Equal(3, turned.Count);
        Assert.All(plain.Zip(turned), pair => Assert.Equal(Geometry.Rotate90(pair.First, quarterTurns).Pixels, pair.Second.Pixels));
    }

    [Theory]
    [InlineData("clip.mp4")]
    [InlineData("clip.avi")]
    public void A_file_that_was_cut_off_gives_the_frames_there_are_and_says_so(string name)
    {
        var path = _clips.Write(name, frames: 40);
        var bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..(bytes.Length * 3 / 4)]);

        var (frames, _, problem) = Clips.ReadAll(path);

        Assert.InRange(frames.Count, 10, 39); // an MP4 begins with its index and a key frame, which are half of this one
        Assert.Equal($"ends after {frames.Count} of 40 frames: the file was cut off", problem);
    }

    [Fact]
    public void A_damaged_frame_is_passed_over_and_named()
    {
        var path = _clips.Write("clip.avi", frames: 20);
        var bytes = File.ReadAllBytes(path);
        var frame = IndexOfFrame(bytes, 12);
        bytes.AsSpan(frame + 8, BitConverter.ToInt32(bytes, frame + 4)).Clear();
        File.WriteAllBytes(path, bytes);

        var (frames, _, problem) = Clips.ReadAll(path);

        Assert.Equal(19, frames.Count);
        Assert.Equal("is damaged at frame 12; the other frames were read", problem);
    }

    [Fact]
    public void A_packet_that_is_lost_from_the_middle_of_a_stream_does_not_cut_it_off()
    {
        const int packetBytes = 188;
        var stream = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "golden", "clip.ts")); // by golden/make_transport_stream.py
        var path = _clips.PathOf("clip.ts");
        File.WriteAllBytes(path, [.. stream[..(25 * packetBytes)], .. stream[(26 * packetBytes)..]]); // the second of the two of a frame

        var (frames, _, problem) = Clips.ReadAll(path);

        Assert.InRange(frames.Count, 18, 20);
        Assert.StartsWith("is damaged at frame ", problem, StringComparison.Ordinal);
        Assert.EndsWith("; the other frames were read", problem, StringComparison.Ordinal);
    }

    public static TheoryData<string, byte[], string> NoVideos => new()
    {
        { "empty.mp4", [], "is no video" },
        { "text.mp4", "A text that somebody renamed, long enough to look into."u8.ToArray(), "is no video" },
        { "list.mp4", "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n/etc/passwd\n#EXT-X-ENDLIST\n"u8.ToArray(), "is no video" },
        { "concat.mp4", "ffconcat version 1.0\nfile /etc/passwd\n"u8.ToArray(), "is no video" },
        { "picture.mp4", ImageCodec.Encode(new Image(8, 8, 3), ImageFormat.Png), "is no video" },
    };

    [Theory]
    [MemberData(nameof(NoVideos))]
    public void What_is_no_video_is_refused_by_name(string name, byte[] content, string problem)
    {
        var path = _clips.PathOf(name);
        File.WriteAllBytes(path, content);

        var error = Assert.Throws<ImageException>(() => VideoReader.Open(path));

        Assert.StartsWith($"{path}: {problem}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_there_or_a_folder_is_said()
    {
        Assert.Equal("does not exist", Assert.Throws<ImageException>(() => VideoReader.Open(_clips.PathOf("gone.mp4"))).Problem);
        Assert.Equal("is a folder", Assert.Throws<ImageException>(() => VideoReader.Open(_clips.Folder)).Problem);
        Assert.Contains("there is no /dev/video987", Assert.Throws<ImageException>(() => VideoReader.OpenCamera(987)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_video_whose_index_is_missing_says_that_it_was_cut_off()
    {
        var path = _clips.Write("clip.mp4", frames: 5);
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..40]);

        Assert.Equal("is no video, or its index is missing because it was cut off", Assert.Throws<ImageException>(() => VideoReader.Open(path)).Problem);
    }

    [Fact]
    public void Frames_beyond_the_limit_are_refused()
    {
        var path = _clips.Write("clip.mp4", frames: 2);

        var error = Assert.Throws<ImageException>(() => VideoReader.Open(path, new() { MaxPixels = 1000 }));

        Assert.Equal(("has frames of 64x48 pixels; at most 1000 pixels are read", ImageProblem.TooLarge), (error.Problem, error.Kind));
    }

    [Fact]
    public void A_picture_of_another_size_is_no_place_for_a_frame()
    {
        using var reader = VideoReader.Open(_clips.Write("clip.mp4", frames: 2));

        Assert.Throws<ArgumentException>(() => reader.Read(new Image(64, 47, 3)));
        Assert.Throws<ArgumentException>(() => reader.Read(new Image(64, 48, 1)));
    }

    private static int IndexOfFrame(byte[] avi, int index)
    {
        var at = avi.AsSpan().IndexOf("movi"u8) + 4;
        for (; index > 0; index--)
        {
            var size = BitConverter.ToInt32(avi, at + 4);
            at += 8 + size + (size % 2);
        }

        return at;
    }
}
