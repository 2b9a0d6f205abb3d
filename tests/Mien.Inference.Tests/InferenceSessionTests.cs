using System.Text;
using Mien.Onnx;
using Mien.Torch;

namespace Mien.Inference.Tests;

public sealed class InferenceSessionTests : IDisposable
{
    private const int Side = 12, Classes = 5;

    private readonly string _folder = Directory.CreateTempSubdirectory("mien-test-").FullName;

    public InferenceSessionTests() => Assert.SkipUnless(OnnxRuntime.IsInstalled, $"ONNX Runtime is not installed. {LibraryLocation.HowToGet}");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_model_says_what_it_takes_and_gives()
    {
        using var session = InferenceSession.Load(Small());
        Assert.Equal(["input", "-1,3,12,12"], [session.Input.Name, string.Join(',', session.Input.Shape)]);
        var output = Assert.Single(session.Outputs);
        Assert.Equal(["logits", "-1,5"], [output.Name, string.Join(',', output.Shape)]);
    }

    [Fact]
    public void Many_threads_get_what_one_gets_to_the_last_bit()
    {
        using var session = InferenceSession.Load(Small(), threads: 1);
        var pictures = Enumerable.Range(0, 16).Select(Picture).ToArray();
        var alone = pictures.Select(picture => Run(session, picture)).ToArray();
        Assert.NotEqual(alone[0], alone[1]);
        Parallel.For(0, 2000, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Stop }, i =>
            Assert.Equal(alone[i % 16], Run(session, pictures[i % 16])));
    }

    [Fact]
    public void Memory_does_not_grow_with_the_number_of_runs()
    {
        const int Runs = 20_000, MostGrowth = 20_000_000; // .NET settles at 11 MB more; a kilobyte left behind by each run would be 20 MB on top
        using var session = InferenceSession.Load(Small(), threads: 1);
        RunMany(2_000);
        var before = Environment.WorkingSet;
        RunMany(Runs);
        Assert.InRange(Environment.WorkingSet - before, long.MinValue, MostGrowth);

        void RunMany(int count)
        {
            var picture = Picture(1);
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Stop }, _ => Run(session, picture));
            GC.Collect();
        }
    }

    [Fact]
    public void A_run_that_is_cancelled_ends_before_its_result_and_the_next_one_works()
    {
        using var network = Heavy();
        using var session = InferenceSession.Load(OnnxExport.Convert(network, new() { HeightPx = 4, WidthPx = 4, AnySize = true }).ToBytes());
        var (input, output) = (new float[3 * 256 * 256], new float[1]);
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        source.CancelAfter(TimeSpan.FromMilliseconds(30));
        Assert.ThrowsAny<OperationCanceledException>((Action)(() => session.Run(input, [1, 3, 256, 256], [output], source.Token)));
        session.Run(input.AsMemory(0, 3 * 4 * 4), [1, 3, 4, 4], [output], Stop);
    }

    [Fact]
    public void Lengths_that_do_not_fit_are_refused_before_the_runtime_sees_them()
    {
        using var session = InferenceSession.Load(Small());
        Assert.Contains("Expected 432 values for 'input' of shape (1, 3, 12, 12) but got 431", Message(() => session.Run(new float[431], [1, 3, 12, 12], [new float[5]], Stop)), StringComparison.Ordinal);
        Assert.Contains("Expected 10 values for 'logits' of shape (2, 5) but got 5", Message(() => session.Run(new float[864], [2, 3, 12, 12], [new float[5]], Stop)), StringComparison.Ordinal);
        Assert.Contains("1 outputs but got it for 2", Message(() => session.Run(new float[432], [1, 3, 12, 12], [new float[5], new float[5]], Stop)), StringComparison.Ordinal);

        static string Message(Action run) => Assert.Throws<ArgumentException>(run).Message;
    }

    [Fact]
    public void A_shape_that_the_model_does_not_take_is_an_error_in_the_words_of_the_runtime()
    {
        using var session = InferenceSession.Load(Small());
        var e = Assert.Throws<InferenceException>((Action)(() => session.Run(new float[3 * 11 * 12], [1, 3, 11, 12], [new float[5]], Stop)));
        Assert.Contains("Got: 11 Expected: 12", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(700)]
    public void A_file_that_ends_too_early_is_one_clear_error(int length)
    {
        File.WriteAllBytes(In("cut.onnx"), Small()[..length]);
        var e = Refusal(In("cut.onnx"));
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public void A_file_that_is_missing_or_no_model_is_an_error_that_names_it()
    {
        File.WriteAllText(In("text.onnx"), "no model at all");
        Assert.Contains("gone.onnx", Refusal(In("gone.onnx")).Message, StringComparison.Ordinal);
        Assert.Contains("text.onnx", Refusal(In("text.onnx")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_outside_the_folder_of_the_model_are_not_read()
    {
        var inside = Directory.CreateDirectory(In("models")).FullName;
        using var network = Network();
        OnnxExport.Convert(network, new() { HeightPx = Side, WidthPx = Side }).Save(Path.Combine(inside, "abc.onnx"), mostInlineBytes: 0);
        InferenceSession.Load(Path.Combine(inside, "abc.onnx")).Dispose();

        // The same file with data of the same name one folder further up.
        var bytes = File.ReadAllBytes(Path.Combine(inside, "abc.onnx"));
        var climbing = Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(bytes).Replace("abc.onnx.data", "../.onnx.data", StringComparison.Ordinal));
        File.WriteAllBytes(Path.Combine(inside, "abc.onnx"), climbing);
        File.Move(Path.Combine(inside, "abc.onnx.data"), In(".onnx.data"));
        Refusal(Path.Combine(inside, "abc.onnx"));
    }

    [Fact]
    public void A_session_that_was_released_refuses_to_run()
    {
        var session = InferenceSession.Load(Small());
        session.Dispose();
        Assert.Throws<ObjectDisposedException>(() => Run(session, Picture(0)));
    }

    private static InferenceException Refusal(string path) => Assert.Throws<InferenceException>((Action)(() => InferenceSession.Load(path).Dispose()));

    private static float[] Run(InferenceSession session, float[] picture)
    {
        var scores = new float[Classes];
        session.Run(picture, [1, 3, Side, Side], [scores], Stop);
        return scores;
    }

    private static float[] Picture(int number) => [.. Enumerable.Range(0, 3 * Side * Side).Select(i => MathF.Sin((i * 0.7f) + number))];

    private static byte[] Small()
    {
        using var network = Network();
        return OnnxExport.Convert(network, new() { HeightPx = Side, WidthPx = Side }).ToBytes();
    }

    private static Sequential Network()
    {
        var network = new Sequential(new Conv2d(3, 8, kernelSize: 3), new BatchNorm2d(8), new Relu(), new AdaptiveAvgPool2d(), new Flatten(), new Linear(8, Classes));
        network.InitializeParameters(seed: 3);
        return network;
    }

    // For 256 x 256 pixels 100 billion products: on any processor more than the time until the test cancels.
    private static Sequential Heavy() => new(
        [new Conv2d(3, 64, 3, padding: 1), .. Enumerable.Range(0, 40).Select(_ => new Conv2d(64, 64, 3, padding: 1)), new Conv2d(64, 1, 1), new AdaptiveAvgPool2d(), new Flatten()]);

    private string In(string name) => Path.Combine(_folder, name);
}
