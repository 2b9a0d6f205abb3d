namespace Mien.Inference.Tests;

public sealed class PreparedModelTests : IDisposable
{
    private const int Values = TinyExport.WidthPx * TinyExport.HeightPx * 3;

    private readonly string _folder = Directory.CreateTempSubdirectory("mien-prepared-").FullName;

    public PreparedModelTests() => Assert.SkipUnless(OnnxRuntime.IsInstalled, $"ONNX Runtime is not installed. {LibraryLocation.HowToGet}");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Pictures_that_threads_share_out_have_the_answers_of_pictures_alone(int threads)
    {
        using var network = AffectNetwork.FromSession(PreparedModel.Open(Prepare(), threads), Path.Combine(_folder, "model.ort"));
        for (var count = 1; count <= 37; count++)
        {
            var pixels = Enumerable.Range(0, count * Values).Select(index => MathF.Sin(index * index)).ToArray();
            var alone = Enumerable.Range(0, count).SelectMany(picture => network.Compute(pixels.AsSpan(picture * Values, Values), 1, Stop).Probabilities);
            Assert.Equal(alone, network.Compute(pixels, count, Stop).Probabilities);
        }
    }

    [Fact]
    public void A_file_that_was_changed_is_not_opened()
    {
        var path = Prepare();
        var bytes = File.ReadAllBytes(path);
        foreach (var place in (int[])[0, bytes.Length / 2, bytes.Length - 28, bytes.Length - 1])
        {
            var changed = bytes.ToArray();
            changed[place] ^= 1;
            AssertRefused(changed);
        }

        AssertRefused(bytes[..^1]);
        AssertRefused([.. bytes, 0]);
        AssertRefused(bytes[..20]);
        File.WriteAllBytes(path, bytes);
        PreparedModel.Open(path).Dispose();

        void AssertRefused(byte[] content)
        {
            File.WriteAllBytes(path, content);
            Assert.Contains("was made elsewhere, or changed", Assert.Throws<InferenceException>(() => PreparedModel.Open(path)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Only_the_prepared_file_is_left()
    {
        Prepare();
        Prepare();
        Assert.Equal(["model.onnx", "model.ort"], Directory.GetFiles(_folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void What_killed_processes_left_is_cleared_and_what_others_write_is_not()
    {
        var old = Leftover($"model.ort.{Environment.ProcessId}-1.partial");
        File.SetLastWriteTimeUtc(old, TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-2));
        Leftover($"model.ort.{int.MaxValue}-7.partial"); // beyond the largest number of a process
        string[] kept = [Leftover($"model.ort.{Environment.ProcessId}-2.partial"), Leftover("model.ort.partial"), Leftover($"other.ort.{int.MaxValue}-7.partial"), Leftover($"model.ort.{int.MaxValue}-7")];
        Prepare();
        Assert.Equal(kept.Select(Path.GetFileName).Concat(["model.onnx", "model.ort"]).Order(), Directory.GetFiles(_folder).Select(Path.GetFileName).Order());

        string Leftover(string name)
        {
            var path = Path.Combine(_folder, name);
            File.WriteAllText(path, "half");
            return path;
        }
    }

    private string Prepare()
    {
        var (model, prepared) = (Path.Combine(_folder, "model.onnx"), Path.Combine(_folder, "model.ort"));
        TinyExport.Write(model, ["anger", "happy", "sad"]);
        PreparedModel.Write(File.ReadAllBytes(model), prepared);
        return prepared;
    }
}
