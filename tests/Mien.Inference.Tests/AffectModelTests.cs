using Mien.Core;
using Mien.Imaging;

namespace Mien.Inference.Tests;

public sealed class AffectModelTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mien-test-").FullName;

    public AffectModelTests() => Assert.SkipUnless(OnnxRuntime.IsInstalled, $"ONNX Runtime is not installed. {LibraryLocation.HowToGet}");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string File => Path.Combine(_folder, "faces.onnx");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_means_of_a_picture_come_back_as_the_probabilities_of_its_colours()
    {
        // The network gives the softmax of the means of red, green and blue.
        TinyExport.Write(File, ["red", "green", "blue"]);
        using var affect = AffectModel.Load(File);
        var face = Assert.Single(affect.Analyze(Picture(255, 0, 51), Stop));
        var sum = MathF.Exp(1) + MathF.Exp(0) + MathF.Exp(0.2f);
        Assert.Equal(MathF.Exp(1) / sum, face["red"], 1e-6f);
        Assert.Equal(MathF.Exp(0.2f) / sum, face["blue"], 1e-6f);
        Assert.Equal(("red", face["red"], new FaceBox(0, 0, 9, 7)), (face.Expression, face.Confidence, face.Box));
        Assert.Null(face.Valence);
        Assert.False(affect.HasAffect);
    }

    [Fact]
    public void Valence_and_arousal_are_told_apart()
    {
        TinyExport.Write(File, ["only"], affect: true); // arousal is the mean of green, valence that of blue
        using var affect = AffectModel.Load(File);
        var face = Assert.Single(affect.Analyze(Picture(0, 255, 51), Stop));
        Assert.Equal(0.2, face.Valence!.Value, 1e-6);
        Assert.Equal(1, face.Arousal!.Value, 1e-6);
    }

    [Fact]
    public void Pixels_with_gaps_between_rows_give_what_the_picture_gives()
    {
        TinyExport.Write(File, ["red", "green", "blue"]);
        using var affect = AffectModel.Load(File);
        var image = Noise(1);
        var stride = (image.Width * 3) + 5;
        var padded = new byte[(image.Height * stride) - 5];
        for (var y = 0; y < image.Height; y++)
        {
            image.Row(y).CopyTo(padded.AsSpan(y * stride));
        }

        var expected = affect.Analyze(image, Stop)[0].Probabilities;
        Assert.Equal(expected, affect.Analyze(padded, image.Width, image.Height, stride, Stop)[0].Probabilities);
        Assert.Equal(expected, affect.Analyze(image.Pixels, image.Width, image.Height, cancellation: Stop)[0].Probabilities);
        Assert.Contains("11 rows of 13 RGB pixels, 39 bytes each, 44 bytes from one to the next, but got 478 bytes",
            Assert.Throws<ArgumentException>(() => affect.Analyze(padded.AsSpan(1), image.Width, image.Height, stride, Stop)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_together_and_from_eight_threads_give_what_one_alone_gives()
    {
        TinyExport.Write(File, ["red", "green", "blue"]);
        using var affect = AffectModel.Load(File, new() { Threads = 1 });
        var pictures = Enumerable.Range(0, 40).Select(Noise).ToArray(); // more than are computed at once
        var alone = pictures.Select(picture => affect.Analyze(picture, Stop)[0].Probabilities).ToArray();
        Assert.NotEqual(alone[0], alone[1]);
        Assert.Equal(alone, affect.Analyze(pictures, Stop).Select(faces => Assert.Single(faces).Probabilities));
        Parallel.For(0, 800, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Stop }, i =>
            Assert.Equal(alone[i % 40], affect.Analyze(pictures[i % 40], Stop)[0].Probabilities));
    }

    [Fact]
    public void A_face_below_the_least_confidence_is_uncertain_and_keeps_its_probabilities()
    {
        TinyExport.Write(File, ["red", "green", "blue"]);
        using var affect = AffectModel.Load(File, new() { MinConfidence = 0.45 });
        Assert.False(affect.Analyze(Picture(255, 0, 0), Stop)[0].IsUncertain); // e / (e + 2) is 0.58
        var grey = affect.Analyze(Picture(9, 9, 9), Stop)[0];
        Assert.True(grey.IsUncertain);
        Assert.Equal(1 / 3f, grey.Confidence, 1e-6f);
    }

    [Fact]
    public void A_call_that_is_cancelled_ends_and_a_model_that_was_released_refuses()
    {
        TinyExport.Write(File, ["red", "green", "blue"]);
        using var affect = AffectModel.Load(File);
        Assert.ThrowsAny<OperationCanceledException>(() => affect.Analyze(Noise(0), new CancellationToken(canceled: true)));
        affect.Dispose();
        Assert.Throws<ObjectDisposedException>(() => affect.Analyze(Noise(0), Stop));
    }

    [Fact]
    public void A_file_that_does_not_say_what_it_is_or_says_what_it_is_not_is_refused()
    {
        TinyExport.WriteBare(File);
        Assert.Contains("there is no 'mien.labels'", Refusal(), StringComparison.Ordinal);
        TinyExport.Write(File, ["red", "green", "blue"], change: texts => texts[ModelMetadata.LabelsKey] = """["red", "green"]""");
        Assert.Contains("expected columns of red, green, valence or arousal but there are ones of blue", Refusal(), StringComparison.Ordinal);
        TinyExport.Write(File, ["red", "green", "blue"], change: texts =>
        {
            texts[ModelMetadata.OutputsKey] = """{"expression": ["red", "green"], "other": ["blue"]}""";
            texts[ModelMetadata.PreprocessingKey] = texts[ModelMetadata.PreprocessingKey].Replace("\"width_px\":5", "\"width_px\":6", StringComparison.Ordinal);
        });
        var message = Refusal();
        Assert.Contains("expected the input (-1, 3, 4, 6) but it takes 'input' (-1, 3, 4, 5)", message, StringComparison.Ordinal);
        Assert.Contains("expected 2 columns of float32 in 'expression' but it has (-1, 3)", message, StringComparison.Ordinal);
        Assert.Contains("expected an output 'other' but it has 'expression' (-1, 3)", message, StringComparison.Ordinal);
        Assert.Contains("expected a column for each of red, green, blue in one output", message, StringComparison.Ordinal);
        TinyExport.Write(File, ["red", "green", "blue"], change: texts => texts[ModelMetadata.PreprocessingKey] = """{"width_px": 5}""");
        Assert.Contains("'mien.preprocessing' cannot be read", Refusal(), StringComparison.Ordinal);

        string Refusal() => Assert.Throws<InferenceException>((Action)(() => AffectModel.Load(File).Dispose())).Message;
    }

    private static Image Picture(byte red, byte green, byte blue)
    {
        var image = new Image(9, 7, 3);
        for (var i = 0; i < image.Pixels.Length; i += 3)
        {
            (image.Pixels[i], image.Pixels[i + 1], image.Pixels[i + 2]) = (red, green, blue);
        }

        return image;
    }

    private static Image Noise(int number)
    {
        var image = new Image(13, 11, 3);
        var random = new RandomStream(1, "noise", index: number);
        foreach (ref var sample in image.Pixels.AsSpan())
        {
            sample = (byte)random.NextInt32(256);
        }

        return image;
    }
}
