using Mien.Core;
using Mien.Imaging;

namespace Mien.Inference.Tests;

public sealed class ForeignModelTests : IDisposable
{
    private const string HsEmotion = """
        {
          "name": "enet_b0_8_va_mtl",
          "outputs": { "output": ["Anger", "Contempt", "Disgust", "Fear", "Happiness", "Neutral", "Sadness", "Surprise", "valence", "arousal"] },
          "scores": "logits",
          "valence_range": [-1, 1],
          "arousal_range": [0, 2],
          "preprocessing": { "width_px": 224, "height_px": 224, "scaling": "imagenet" },
          "face_margin": 0.1
        }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("mien-test-").FullName;

    public ForeignModelTests() => Assert.SkipUnless(OnnxRuntime.IsInstalled, $"ONNX Runtime is not installed. {LibraryLocation.HowToGet}");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Model => Path.Combine(_folder, "model.onnx");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_network_with_classes_valence_and_arousal_in_one_output_is_understood()
    {
        // Column 4 is the normalised mean of red, 8 that of green, 9 that of blue.
        var weights = new float[30];
        (weights[12], weights[25], weights[29]) = (1, 1, 1);
        ForeignNetwork.Write(Model, "input", ["batch", 3L, 224L, 224L], [("output", weights)]);
        Describe(HsEmotion);
        using var affect = AffectModel.Load(Model);
        Assert.Equal("enet_b0_8_va_mtl: anger, contempt, disgust, fear, happy, neutral, sad, surprise", $"{affect.Signature.Name}: {affect.Labels}");
        Assert.Equal(0.1, affect.Signature.FaceMarginFraction);
        var face = affect.Analyze(Colour(255, 102, 51), Stop)[0];
        var red = MathF.Exp((1 - 0.485f) / 0.229f);
        const double Rounding = 3e-4; // the runtime sums 50,176 equal numbers in float32
        Assert.Equal(red / (red + 7), face["happy"], Rounding);
        Assert.Equal("happy", face.Expression);
        Assert.Equal((0.4 - 0.456) / 0.224, face.Valence!.Value, Rounding);
        Assert.Equal(((0.2 - 0.406) / 0.225) - 1, face.Arousal!.Value, Rounding);
    }

    [Fact]
    public void A_grey_network_that_takes_one_picture_at_a_time_gets_several_one_by_one()
    {
        // Column 1 is the brightness in 0..255, divided by 100.
        ForeignNetwork.Write(Model, "Input3", [1L, 1L, 64L, 64L], [("Plus692_Output_0", [0, 0.01f, 0, 0, 0, 0, 0, 0])]);
        Describe("""
            {"outputs": {"Plus692_Output_0": ["neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt"]}, "scores": "logits",
             "preprocessing": {"width_px": 64, "height_px": 64, "channels": 1, "scaling": "none"}}
            """);
        using var affect = AffectModel.Load(Model);
        var faces = affect.Analyze([Colour(200, 200, 200), Colour(50, 50, 50)], Stop).Select(found => found[0]).ToArray();
        Assert.Equal(MathF.Exp(2) / (MathF.Exp(2) + 7), faces[0]["happy"], 1e-5f);
        Assert.Equal(MathF.Exp(0.5f) / (MathF.Exp(0.5f) + 7), faces[1]["happy"], 1e-5f);
    }

    [Fact]
    public void A_network_of_interleaved_blue_green_red_and_separate_outputs_is_understood()
    {
        // The first channel, blue, is column 1 of the classes; the last, red, is valence; the second output comes first in the file.
        ForeignNetwork.Write(Model, "images", ["n", 10L, 12L, 3L], [("va", [0, 0, 1, 0, 1, 0]), ("classes", [0, 0, 0, 1, 0, 0])], isNhwc: true);
        Describe("""
            {"outputs": {"classes": ["happy", "mask"], "va": ["valence", null]}, "scores": "logits", "layout": "nhwc", "valence_range": [0, 255],
             "preprocessing": {"width_px": 12, "height_px": 10, "order": "bgr", "divisor": 1, "mean": [0, 0, 1], "deviation": [1, 1, 10]}}
            """);
        Assert.Contains("both valence and arousal or for none", Refusal(), StringComparison.Ordinal);
        Describe(File.ReadAllText(ModelSidecar.PathOf(Model)).Replace("null", "\"arousal\"", StringComparison.Ordinal));
        using var affect = AffectModel.Load(Model);
        var face = affect.Analyze(Colour(102, 0, 21), Stop)[0];
        Assert.Equal(MathF.Exp(2) / (MathF.Exp(2) + 1), face["mask"], 1e-5f);
        Assert.Equal(-0.2, face.Valence!.Value, 1e-5);
        Assert.Equal(0, face.Arousal!.Value, 1e-5);
    }

    [Fact]
    public void Probabilities_stay_as_they_are_and_outputs_that_nobody_named_are_not_computed()
    {
        ForeignNetwork.Write(Model, "input", ["batch", 3L, 4L, 4L], [("other", new float[9]), ("probabilities", [1, 0, 0, 0, 1, 0, 0, 0, 1])], endsInSoftmax: true);
        Describe("""{"outputs": {"probabilities": ["a", "b", "c"]}, "scores": "probabilities", "preprocessing": {"width_px": 4, "height_px": 4, "scaling": "unit"}}""");
        using var affect = AffectModel.Load(Model);
        Assert.Equal(MathF.E / (MathF.E + 2), affect.Analyze(Colour(255, 0, 0), Stop)[0]["a"], 1e-6f);
    }

    [Fact]
    public void Everything_that_a_description_cannot_mean_is_said_at_once_with_its_line()
    {
        ForeignNetwork.Write(Model, "input", ["batch", 3L, 4L, 4L], [("output", new float[9])]);
        Describe("""
            {
              "outputs": { "output": ["happy", "Joy", 7.5, ["sad"]] },
              "score": "logits",
              "arousal_range": [1, 0],
              "preprocessing": {
                "width_px": 0, "channels": 2, "scaling": "imagnet",
                "mean": [1, 2], "deviation": [0, 1, 1], "order": "grb"
              },
              "layout": "hwc", "face_margin": -1
            }
            """);
        var e = Assert.Throws<ConfigProblemsException>((Action)(() => AffectModel.Load(Model).Dispose()));
        Assert.Equal(
            [
                "model.json:1:1: expected 'scores' but it is missing",
                "model.json:2:36: expected a name that no other column has but the text \"Joy\" is 'happy', which is named twice",
                "model.json:2:48: expected the name of a column but got [sad]",
                "model.json:3:3: unknown key 'score'; did you mean 'scores'?",
                "model.json:4:20: expected two numbers, of which the first becomes -1 and the second, larger one 1, for 'arousal_range' but got [1, 0]",
                "model.json:5:20: expected 'height_px' but it is missing",
                "model.json:6:17: expected a whole number from 1 to 16384 for 'width_px' but got '0'",
                "model.json:6:32: expected 1 channel (grey) or 3 (colour) but got '2'",
                "model.json:6:46: there is no scaling 'imagnet'; did you mean 'imagenet'?",
                "model.json:7:13: expected 3 numbers, for red, green and blue, for 'mean' but got [1, 2]",
                "model.json:7:34: expected 3 numbers, for red, green and blue, above 0 for 'deviation' but got [0, 1, 1]",
                "model.json:7:54: expected rgb or bgr for 'order' but got the text \"grb\"",
                "model.json:9:13: expected nchw or nhwc for 'layout' but got the text \"hwc\"",
                "model.json:9:35: expected a number from 0 to 2 for 'face_margin' but got '-1'",
            ],
            e.Problems.Select(problem => problem.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Shapes_that_differ_from_the_description_are_refused()
    {
        ForeignNetwork.Write(Model, "input", ["batch", 3L, 112L, 112L], [("output", new float[21])]);
        Describe(HsEmotion);
        var message = Refusal();
        Assert.Contains("expected the input (-1, 3, 224, 224) but it takes 'input' (-1, 3, 112, 112)", message, StringComparison.Ordinal);
        Assert.Contains("expected 10 columns of float32 in 'output' but it has (-1, 7)", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_without_a_description_is_refused_with_the_command_that_writes_one()
    {
        ForeignNetwork.Write(Model, "input", ["batch", 3L, 4L, 4L], [("output", new float[9])]);
        Assert.Contains($"mien models adopt {Model}", Refusal(), StringComparison.Ordinal);
        File.WriteAllText(ModelSidecar.PathOf(Model), "");
        Assert.Contains("the file is empty", Refusal(), StringComparison.Ordinal);
        File.WriteAllText(ModelSidecar.PathOf(Model), """{"outputs": {""");
        Assert.Contains("not valid YAML", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_written_reads_back_as_the_same()
    {
        var path = Path.Combine(_folder, "a.json");
        ModelSignature signature = new()
        {
            Name = "a net: \"é\"",
            Labels = new(["happy", "mask 2"]),
            Preprocessing = new() { WidthPx = 40, HeightPx = 30, Channels = 1, Enlarge = Interpolation.Cubic, Scaling = new("", [0.1f], [1 / 3f]) { Divisor = 2 } },
            Outputs = [new("x/y:0", ["happy", ModelSignature.UnusedColumn, "mask 2"]), new("z", ["arousal", "valence"])],
            Scores = ScoreKind.Logits,
            Layout = InputLayout.Nhwc,
            ValenceRange = new(1, 9),
            ArousalRange = new(-10, 10),
            FaceMarginFraction = 0.35,
        };
        ModelSidecar.Write(path, signature);
        var read = ModelSidecar.Read(path);
        Assert.Equal(signature with { Outputs = [] }, read with { Outputs = [] });
        Assert.Equal(signature.Outputs.Select(Text), read.Outputs.Select(Text));
        var caffe = signature with { Preprocessing = new() { WidthPx = 4, HeightPx = 4, Scaling = PixelScaling.Caffe } };
        ModelSidecar.Write(path, caffe);
        Assert.Equal(caffe.Preprocessing, ModelSidecar.Read(path).Preprocessing);

        static string Text(ModelOutput output) => $"{output.Name}: {string.Join('|', output.Columns)}";
    }

    private string Refusal() => Assert.ThrowsAny<MienException>((Action)(() => AffectModel.Load(Model).Dispose())).Message;

    private void Describe(string text) => File.WriteAllText(ModelSidecar.PathOf(Model), text);

    private static Image Colour(byte red, byte green, byte blue)
    {
        var image = new Image(20, 20, 3);
        for (var i = 0; i < image.Pixels.Length; i += 3)
        {
            (image.Pixels[i], image.Pixels[i + 1], image.Pixels[i + 2]) = (red, green, blue);
        }

        return image;
    }
}
