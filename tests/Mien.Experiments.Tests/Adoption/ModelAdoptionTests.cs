using Mien.Core;
using Mien.Imaging;
using Mien.Inference;
using Mien.Onnx;
using Mien.Torch;

namespace Mien.Experiments.Tests;

/// <summary>A network from elsewhere whose answers are known: its three columns are the means of red, green and blue.</summary>
public sealed class ModelAdoptionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mien-test-").FullName;

    public ModelAdoptionTests() => Assert.SkipUnless(OnnxRuntime.IsInstalled, $"ONNX Runtime is not installed. {LibraryLocation.HowToGet}");

    private string Model => Path.Combine(_folder, "means.onnx");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void An_adopted_model_is_evaluated_like_a_run_with_classes_matched_by_what_they_mean()
    {
        Export(classCount: null);
        var adopted = Adopt(new() { ["labels"] = "Joy,sadness,mask", ["scaling"] = "unit", ["margin"] = "0.3" });
        Assert.Equal(("logits", "happy, sad, mask", 8), (adopted.Scores, adopted.Labels.ToString(), adopted.Tried.Length));

        // Folders in another order, under other names of the same expressions.
        Write("data/Happiness", 255, 0, 0);
        Write("data/mask", 0, 0, 255);
        Write("data/sadness", 0, 255, 0);
        using var model = new EngineOptions().Load(Model);
        var result = Evaluation.Run(model, EvaluationSet.Read(Path.Combine(_folder, "data")), cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(["happy", "sad", "mask"], result.Predictions.OrderBy(item => item.Label).Select(item => item.Prediction.Expression));
        Assert.Equal((1, "means", "onnx"), (result.Accuracy, result.Model, result.Engine));
        Evaluation.WriteReport(Path.Combine(_folder, "report"), result, model, new("means", "a test"));
        Assert.Contains("Classes, in the order of its outputs: happy, sad, mask", File.ReadAllText(Path.Combine(_folder, "report", ModelCard.FileName)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 400 / 1024.0, 0.0)] // 20 x 20 of 32 x 32 pixels are the face; no blue
    [InlineData(0.6, 400 / 1936.0, 912 / 1936.0)] // of 44 x 44 pixels, all but 32 x 32 are blue
    public void Faces_are_cut_out_with_the_margin_of_the_model_unless_another_is_asked_for(double? margin, double red, double blue)
    {
        Export(classCount: null);
        Adopt(new() { ["labels"] = "red,green,blue", ["scaling"] = "unit", ["margin"] = "0.3" });
        var image = new Image(80, 80, 3); // a red face with 6 pixels of green around it, in blue
        for (var i = 0; i < image.Pixels.Length; i += 3)
        {
            var distance = Math.Max(Math.Abs((i / 3 % 80) - 39.5), Math.Abs((i / 3 / 80) - 39.5));
            image.Pixels[i + (distance < 10 ? 0 : distance < 16 ? 1 : 2)] = 255;
        }

        var path = Path.Combine(_folder, "photo.png");
        ImageCodec.Write(image, path);
        using var model = new EngineOptions().Load(Model);
        using var detector = new OneFace();
        var options = new PredictionOptions { Faces = new() { Detector = detector, MarginFraction = margin } };
        var face = Assert.Single(Prediction.Run(model, [new InputPicture(path)], options, TestContext.Current.CancellationToken));
        var expected = Math.Exp(red) / (Math.Exp(red) + Math.Exp(blue) + Math.Exp(1 - red - blue));
        Assert.Equal(expected, face.Probabilities[0], 0.005); // bytes round means to 1/255
    }

    [Fact]
    public void Whether_scores_are_probabilities_is_measured()
    {
        Export(classCount: 3);
        var adopted = Adopt(new() { ["labels"] = "a,b,c", ["divisor"] = "255", ["mean"] = "0,0,0", ["deviation"] = "1,1,1" });
        Assert.Equal("probabilities", adopted.Scores);
        Assert.Equal(ScoreKind.Probabilities, ModelSidecar.Read(adopted.SidecarPath).Scores);
    }

    [Fact]
    public void Everything_that_is_not_known_is_asked_for_and_what_the_file_says_is_not()
    {
        Export(classCount: null, anySize: true);
        using var adoption = ModelAdoption.Open(Model);
        Assert.Equal("input 'input' (any, 3, any, any); output 'logits' (any, 3)", adoption.Shape);
        Assert.Equal(["labels", "scaling", "size"], adoption.Questions(new Dictionary<string, string>()).Select(question => question.Key));
        Assert.Equal(["size"], adoption.Questions(new Dictionary<string, string> { ["labels"] = "a,b,c", ["scaling"] = "none" }).Select(question => question.Key));
        var e = Assert.Throws<ConfigProblemsException>(() => adoption.Adopt(new Dictionary<string, string> { ["scaling"] = "unit" }));
        Assert.Equal(["--labels", "--size"], e.Problems.Select(problem => problem.Origin));
        Assert.False(File.Exists(adoption.SidecarPath));
    }

    [Fact]
    public void Answers_that_cannot_be_meant_or_do_not_fit_write_nothing()
    {
        Export(classCount: null);
        Dictionary<string, string> words = new() { ["labels"] = "happy,joy,sad", ["scaling"] = "imagnet", ["margin"] = "much", ["size"] = "4xb" };
        using var adoption = ModelAdoption.Open(Model);
        var e = Assert.Throws<ConfigProblemsException>(() => adoption.Adopt(words));
        Assert.Equal(["--labels", "--size", "--scaling", "--margin"], e.Problems.Select(problem => problem.Origin));
        words = new() { ["labels"] = "rafdb-7", ["scaling"] = "unit", ["size"] = "5" };
        var message = Assert.Throws<InferenceException>(() => adoption.Adopt(words)).Message;
        Assert.Contains("expected the input (-1, 3, 5, 5)", message, StringComparison.Ordinal);
        Assert.Contains("expected 7 columns of float32 in 'logits' but it has (-1, 3)", message, StringComparison.Ordinal);
        Assert.Equal([Model], Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_description_that_is_there_is_never_replaced()
    {
        Export(classCount: null);
        File.WriteAllText(ModelSidecar.PathOf(Model), "mine");
        Assert.Contains("nothing is ever overwritten", Assert.Throws<ConfigException>(() => ModelAdoption.Open(Model)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_speaks_against_a_description_is_said()
    {
        var same = new AdoptedModel("a.json", new(["happy", "sad"]), HasAffect: true, "logits", [new("1", "sad", 0.6, new(0.2, -1.1)), new("2", "sad", 0.7, new(0.3, 0))]);
        Assert.Contains("the same of every face", Assert.Single(same.Doubts()), StringComparison.Ordinal);
        Assert.Contains("--valence-range", Assert.Single((same with { Tried = [new("1", "sad", 0.6, new(-1.6, 0))] }).Doubts()), StringComparison.Ordinal);
        Assert.Empty((same with { Tried = [new("1", "sad", 0.6, null), new("2", "happy", 0.6, null)] }).Doubts());
    }

    [Fact]
    public void Several_outputs_are_told_apart_and_known_orders_have_names()
    {
        var shape = new NetworkShape(new("images", ElementType.Float32, [1, 64, 64, 1]), [new("emotion", ElementType.Float32, [1, 8]), new("va", ElementType.Float32, [1, 3])]);
        var answers = new AdoptionAnswers(new Dictionary<string, string> { ["labels"] = "emotion=ferplus-8; va=arousal,-,valence", ["scaling"] = "none", ["scores"] = "logits", ["arousal-range"] = "0, 1" });
        List<ConfigProblem> problems = [];
        var signature = ModelSidecar.Read(answers.ToMap(shape), "net", problems);
        Assert.Empty(problems);
        Assert.Equal("neutral, happy, surprise, sad, anger, disgust, fear, contempt", signature!.Labels.ToString());
        Assert.Equal((InputLayout.Nhwc, 1, 64, new OutputRange(0, 1), true), (signature.Layout, signature.Preprocessing.Channels, signature.Preprocessing.WidthPx, signature.ArousalRange, signature.HasAffect));
        Assert.Equal(["arousal", "", "valence"], signature.Outputs[1].Columns);
    }

    [Fact]
    public void An_output_that_is_named_twice_is_refused()
    {
        Export(classCount: null);
        var e = Assert.Throws<ConfigProblemsException>(() => Adopt(new() { ["labels"] = "logits=a,b;logits=c", ["scaling"] = "unit" }));
        Assert.Contains("'logits' is named twice", Assert.Single(e.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_fails_on_faces_is_left_without_a_description()
    {
        using (var network = new Sequential(new Conv2d(3, 3, kernelSize: 5), new AdaptiveAvgPool2d(), new Flatten()))
        {
            OnnxExport.Convert(network, new() { HeightPx = 8, WidthPx = 8, AnySize = true }).Save(Model);
        }

        Assert.Throws<InferenceException>(() => Adopt(new() { ["labels"] = "a,b,c", ["scaling"] = "unit", ["scores"] = "logits", ["size"] = "2" }));
        Assert.Equal([Model], Directory.GetFiles(_folder));
    }

    private AdoptedModel Adopt(Dictionary<string, string> words)
    {
        using var adoption = ModelAdoption.Open(Model);
        return adoption.Adopt(words);
    }

    private void Export(int? classCount, bool anySize = false)
    {
        using var means = new Sequential(new AdaptiveAvgPool2d(), new Flatten());
        OnnxExport.Convert(means, new() { HeightPx = 4, WidthPx = 4, ClassCount = classCount, AnySize = anySize }).Save(Model);
    }

    private void Write(string folder, byte red, byte green, byte blue)
    {
        var image = new Image(8, 8, 3);
        for (var i = 0; i < image.Pixels.Length; i += 3)
        {
            (image.Pixels[i], image.Pixels[i + 1], image.Pixels[i + 2]) = (red, green, blue);
        }

        Directory.CreateDirectory(Path.Combine(_folder, folder));
        ImageCodec.Write(image, Path.Combine(_folder, folder, "1.png"));
    }

    private sealed class OneFace : IFaceDetector
    {
        public IReadOnlyList<DetectedFace> Detect(Image image) => [new(new FaceBox(30, 30, 20, 20))];

        public void Dispose()
        {
        }
    }
}
