using System.Globalization;
using System.IO.Compression;
using Mien.Core;
using Mien.Imaging;

namespace Mien.Experiments.Tests;

/// <summary>
/// Damaged pictures and archives, the same ones in every run, through the whole way from file to row: each gives rows, in order, and
/// nothing else happens. MIEN_FUZZ=1000 in the environment tries so many.
/// </summary>
public sealed class PredictionFuzzTests : IDisposable
{
    private static readonly int Count = int.Parse(Environment.GetEnvironmentVariable("MIEN_FUZZ") ?? "90", CultureInfo.InvariantCulture);

    private readonly UntrainedRun _run = new("anger", "happy", "sad");

    public void Dispose() => _run.Dispose();

    [Fact(Timeout = 600_000)]
    public async Task A_damaged_file_ends_in_rows_and_disturbs_no_other() => await Task.Run(
        () =>
        {
            using var model = _run.Load();
            var good = Path.Combine(_run.Run.Path, "good.png");
            var scene = new FaceScene(160, 120, (30, 10, 100)).Picture;
            ImageCodec.Write(scene, good);
            var expected = Predict(model, good)[0];
            Assert.Equal(PredictionStatus.Ok, expected.Status);
            var seeds = Seeds(scene);
            for (var first = 0; first < Count; first += seeds.Count)
            {
                var files = seeds.Select((seed, kind) => Write(seed.Extension, seed.Bytes, first + kind)).ToArray();
                var rows = Predict(model, [.. files.SelectMany(file => new[] { file, good })]);
                Assert.Equal(files.SelectMany(file => new[] { file, good }), InputsOf(rows, files.Append(good)));
                Assert.All(rows.Where(row => row.File == good), row => Assert.Equal(expected.Box, row.Box));
                Assert.All(rows, row => Assert.Equal(row.Status is PredictionStatus.Ok, row.Probabilities.Length == 3 && Math.Abs(row.Probabilities.Sum() - 1) < 1e-4));
                Array.ForEach(files, File.Delete);
            }
        },
        TestContext.Current.CancellationToken);

    private static List<(string Extension, byte[] Bytes)> Seeds(Image scene)
    {
        List<(string Extension, byte[] Bytes)> pictures =
        [
            .. new[] { ImageFormat.Jpeg, ImageFormat.Png, ImageFormat.Webp, ImageFormat.Tiff, ImageFormat.Bmp }.Select(format => ($".{format.ToString().ToLowerInvariant()}", ImageCodec.Encode(scene, format))),
        ];
        using var buffer = new MemoryStream();
        using (var archive = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (extension, bytes) in pictures[..3])
            {
                using var entry = archive.CreateEntry($"inner/scene{extension}").Open();
                entry.Write(bytes);
            }
        }

        pictures.Add((".zip", buffer.ToArray()));
        return pictures;
    }

    private string Write(string extension, byte[] bytes, int index)
    {
        var path = Path.Combine(_run.Run.Path, $"{index}{extension}");
        File.WriteAllBytes(path, Damaged(bytes, index));
        return path;
    }

    // A few bytes anywhere, or in the head and the tail, where sizes and directories are; sometimes the end is missing.
    private static byte[] Damaged(byte[] bytes, int index)
    {
        var random = new RandomStream(1, "damaged picture", index: index);
        var damaged = bytes.ToArray();
        for (var change = random.NextInt32(8); change >= 0; change--)
        {
            var place = random.NextInt32(3) switch
            {
                0 => random.NextInt32(Math.Min(64, damaged.Length)),
                1 => damaged.Length - 1 - random.NextInt32(Math.Min(64, damaged.Length)),
                _ => random.NextInt32(damaged.Length),
            };
            damaged[place] = (byte)random.NextInt32(256);
        }

        return random.NextBool(0.1) ? damaged[..random.NextInt32(damaged.Length)] : damaged;
    }

    /// <summary>The input of each run of rows; pictures of an archive count as the archive.</summary>
    private static IEnumerable<string> InputsOf(IEnumerable<FacePrediction> rows, IEnumerable<string> inputs)
    {
        string? last = null;
        foreach (var input in rows.Select(row => inputs.Single(input => row.File == input || row.File.StartsWith(input + "/", StringComparison.Ordinal))))
        {
            if (input != last)
            {
                yield return input;
            }

            last = input;
        }
    }

    private static FacePrediction[] Predict(TrainedModel model, params string[] files) =>
        [.. Prediction.Run(model, Inputs.Open(files), new() { Faces = new() }, TestContext.Current.CancellationToken)];
}
