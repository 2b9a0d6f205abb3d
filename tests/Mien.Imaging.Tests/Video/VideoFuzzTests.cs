using System.Diagnostics;
using System.Globalization;
using Mien.Core;

namespace Mien.Imaging.Tests.Video;

/// <summary>
/// Damaged videos, the same ones in every run: each gives frames or an <see cref="ImageException"/>, within a second. MIEN_FUZZ=1000 takes so
/// many of each kind.
/// </summary>
public sealed class VideoFuzzTests : IDisposable
{
    private static readonly int FilesPerKind = int.TryParse(Environment.GetEnvironmentVariable("MIEN_FUZZ"), CultureInfo.InvariantCulture, out var count) ? count : 100;
    private static readonly DecodeLimits Limits = new() { MaxPixels = 100_000 };

    // A frame of 48 rows takes less than a millisecond; a busy machine may take a thousand times as long.
    private static readonly TimeSpan LongestTime = TimeSpan.FromSeconds(10);

    private readonly Clips _clips = new();

    public void Dispose() => _clips.Dispose();

    [Theory]
    [InlineData("fuzz.mp4")]
    [InlineData("fuzz.avi")]
    public void A_damaged_video_gives_frames_or_one_clear_error(string name)
    {
        var whole = File.ReadAllBytes(_clips.Write(name, frames: 12));
        var path = _clips.PathOf("damaged-" + name);
        var (readable, refused) = (0, 0);
        for (var index = 0; index < FilesPerKind; index++)
        {
            var random = new RandomStream(1, "fuzz " + name, index: index);
            File.WriteAllBytes(path, Damage(whole, ref random));
            var start = Stopwatch.GetTimestamp();
            try
            {
                ReadAll(path);
                readable++;
            }
            catch (ImageException e)
            {
                Assert.StartsWith(path + ": ", e.Message, StringComparison.Ordinal);
                refused++;
            }

            Assert.True(Stopwatch.GetElapsedTime(start) < LongestTime, $"file {index} took {Stopwatch.GetElapsedTime(start)}");
        }

        Assert.True(readable > 0 && refused > 0, $"{readable} were read and {refused} refused: the damage is no test");
    }

    private static void ReadAll(string path)
    {
        using var reader = VideoReader.Open(path, Limits);
        var frame = new Image(reader.Width, reader.Height, 3);
        var last = TimeSpan.MinValue;
        while (reader.Read(frame))
        {
            Assert.True(reader.Time > last, "times rise");
            last = reader.Time;
        }
    }

    // A cut, or up to 64 changed bytes in the index at the front or anywhere, or a piece that is missing.
    private static byte[] Damage(byte[] file, ref RandomStream random)
    {
        if (random.NextBool(0.15))
        {
            return file[..random.NextInt32(file.Length)];
        }

        if (random.NextBool(0.15))
        {
            var (start, length) = (random.NextInt32(file.Length), random.NextInt32(200));
            return [.. file[..start], .. file.Skip(start + length)];
        }

        var damaged = (byte[])file.Clone();
        var zone = random.NextBool(0.5) ? Math.Min(file.Length, 1000) : file.Length;
        for (var count = 1 << random.NextInt32(7); count > 0; count--)
        {
            damaged[random.NextInt32(zone)] = random.NextBool(0.6) ? (byte)random.NextInt32(256) : random.NextBool(0.5) ? (byte)255 : (byte)0;
        }

        return damaged;
    }
}
