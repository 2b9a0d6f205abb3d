using System.Text.Json;
using Mien.Core;
using Mien.Imaging;

namespace Mien.Experiments.Tests;

public sealed class PredictionTests : IDisposable
{
    private readonly UntrainedRun _run = new("anger", "happy", "sad");
    private readonly DrawnFaces _faces = new(picturesPerClass: 4);
    private readonly TrainedModel _model;

    public PredictionTests() => _model = _run.Load();

    public void Dispose()
    {
        _model.Dispose();
        _run.Dispose();
        _faces.Dispose();
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 3)]
    [InlineData(32, 8)]
    public void Results_come_in_the_order_of_the_pictures_and_are_those_of_each_picture_alone(int batchSize, int workers)
    {
        var files = PicturePaths.Expand([Path.Combine(_faces.Faces, "sad"), Path.Combine(_faces.Faces, "anger")]).ToArray();
        var together = Predict(files, new() { BatchSize = batchSize, Workers = workers }).ToArray();
        Assert.Equal(files.Select(file => file.Path), together.Select(item => item.File));
        Assert.All(files.Zip(together), pair => AssertClose(Alone(pair.First.Path), pair.Second));
    }

    [Fact]
    public void Bad_pictures_become_errors_in_their_place_and_do_not_disturb_the_others()
    {
        var damaged = Path.Combine(_faces.Folder, "damaged.png");
        File.WriteAllText(damaged, "no picture");
        var good = Path.Combine(_faces.Faces, "happy", "1.png");
        var missing = Path.Combine(_faces.Folder, "missing.png");
        var results = Predict(PicturePaths.Expand([damaged, good, missing, good])).ToArray();
        Assert.Equal([damaged, good, missing, good], results.Select(item => item.File));
        Assert.Equal([false, true, false, true], results.Select(item => item.Error is null));
        Assert.Equal("no such file or folder", results[2].Error);
        AssertClose(Alone(good), results[1]);
        AssertClose(Alone(good), results[3]);
    }

    [Fact]
    public void The_probabilities_are_those_of_the_preprocessed_picture()
    {
        var file = Path.Combine(_faces.Faces, "sad", "0.png");
        var pixels = new float[DrawnFaces.SizePx * DrawnFaces.SizePx * 3];
        PixelTensor.ToInterleaved(ImageCodec.Read(file), _model.Preprocessing, pixels);
        Assert.Equal(_model.Probabilities(pixels, 1), Alone(file).Probabilities);
    }

    [Fact]
    public void Only_a_few_batches_are_read_ahead()
    {
        var read = 0;
        var file = new PicturePath(Path.Combine(_faces.Faces, "sad", "0.png"));
        var endless = Enumerable.Repeat(file, int.MaxValue).Select(path => (++read, path).path);
        Assert.Equal(5, Predict(endless, new() { BatchSize = 2 }).Take(5).Count());
        Assert.InRange(read, 5, 12);
    }

    [Fact]
    public void Without_a_face_the_whole_picture_is_taken_and_that_is_said()
    {
        var file = new PicturePath(Path.Combine(_faces.Faces, "sad", "0.png"));
        var cropped = Assert.Single(Predict([file], new() { Crop = true }));
        Assert.Null(cropped.Face);
        Assert.True(cropped.IsFaceMissing);
        Assert.Equal(Alone(file.Path).Probabilities, cropped.Probabilities);
        Assert.Contains("\"face\":null", PredictionJson.Line(cropped, "onnx", "float32"), StringComparison.Ordinal);
        Assert.Contains("no face found", PredictionJson.Line(cropped, "onnx", "float32"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_of_json_holds_file_face_expression_and_every_probability_in_the_order_of_the_model()
    {
        var prediction = new PicturePrediction
        {
            File = "a \"b\".png", Labels = new(["sad", "happy"]), Face = new FaceBox(1, 2, 3, 4), Probabilities = [0.25f, 0.75f],
        };
        Assert.Equal(
            """{"file":"a \"b\".png","face":{"x":1,"y":2,"width":3,"height":4},"expression":"happy","emoji":"😀","probability":0.75,"probabilities":{"sad":0.25,"happy":0.75},"engine":"onnx","precision":"float32","error":null}""",
            PredictionJson.Line(prediction, "onnx", "float32"));
    }

    [Fact]
    public void A_line_of_json_about_a_bad_picture_has_the_same_keys_and_says_why()
    {
        using var json = JsonDocument.Parse(PredictionJson.Line(new() { File = "x", Labels = new(["sad"]), Error = "is empty" }, "onnx", "float32"));
        Assert.Equal("is empty", json.RootElement.GetProperty("error").GetString());
        Assert.All(["face", "expression", "emoji", "probability", "probabilities"], key => Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty(key).ValueKind));
    }

    private PicturePrediction Alone(string file) => Assert.Single(Predict([new PicturePath(file)]));

    // oneDNN chooses its kernels by the size of the batch, so sums are rounded differently.
    private static void AssertClose(PicturePrediction expected, PicturePrediction actual) =>
        Assert.All(expected.Probabilities.Zip(actual.Probabilities), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));

    private IEnumerable<PicturePrediction> Predict(IEnumerable<PicturePath> pictures, PredictionOptions? options = null) =>
        Prediction.Run(_model, pictures, options, TestContext.Current.CancellationToken);
}
