using System.Collections.Concurrent;
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
        Assert.Equal(files.Select(file => file.File), together.Select(item => item.File));
        Assert.All(files.Zip(together), pair => AssertClose(Alone(pair.First.File), pair.Second));
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
        var file = new InputPicture(Path.Combine(_faces.Faces, "sad", "0.png"));
        var endless = Enumerable.Repeat(file, int.MaxValue).Select(path => (++read, path).path);
        Assert.Equal(5, Predict(endless, new() { BatchSize = 2 }).Take(5).Count());
        Assert.InRange(read, 5, 12);
    }

    [Fact]
    public void A_picture_without_a_face_has_a_row_that_says_so_and_no_prediction()
    {
        var file = new InputPicture(Path.Combine(_faces.Faces, "sad", "0.png"));
        var row = Assert.Single(Predict([file], new() { Faces = new() }));
        Assert.Equal(PredictionStatus.NoFace, row.Status);
        Assert.Equal((null, null, null), (row.Face, row.Box, row.Expression));
        Assert.Empty(row.Probabilities);
    }

    [Fact]
    public void Six_faces_of_different_sizes_give_six_rows_in_reading_order()
    {
        var scene = new FaceScene(900, 620, (30, 40, 200), (330, 20, 240), (640, 60, 180), (60, 330, 150), (360, 300, 220), (680, 350, 130));
        foreach (var batchSize in (int[])[1, 4, 32])
        {
            var rows = Predict([new("scene") { Picture = scene.Picture }, new("again") { Picture = scene.Picture }], new() { Faces = new(), BatchSize = batchSize }).ToArray();
            Assert.Equal([1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6], rows.Select(row => row.Face ?? 0));
            Assert.All(rows.Chunk(6), faces => Assert.All(faces.Zip(scene.Places), pair => AssertMiddle(pair.Second, pair.First.Box!.Value)));
            Assert.All(rows, row => AssertClose(Cut(scene.Picture, row.Box!.Value), row));
        }
    }

    [Fact]
    public void A_tilted_face_is_turned_until_its_eyes_are_level()
    {
        var scene = new FaceScene(400, 400, (80, 80, 240));
        var tilted = FaceCutter.Region(scene.Picture, new(0, 0, 400, 400), 400, 400, tiltDegrees: -12);
        var row = Assert.Single(Predict([new("scene") { Picture = tilted }], new() { Faces = new() { Align = true } }));
        Assert.InRange(row.TurnedDegrees, 10, 14); // eyes are found to a pixel or two in a distance of fifty
    }

    [Fact]
    public void Below_the_confidence_an_expression_is_uncertain_and_its_probabilities_stay()
    {
        var file = new InputPicture(Path.Combine(_faces.Faces, "sad", "0.png"));
        var sure = Assert.Single(Predict([file]));
        var unsure = Assert.Single(Predict([file], new() { MinConfidence = Math.BitIncrement(sure.Probability) }));
        Assert.Equal((PredictionStatus.Uncertain, "uncertain"), (unsure.Status, unsure.Expression));
        Assert.Equal(sure.Probabilities, unsure.Probabilities);
        Assert.Equal(PredictionStatus.Ok, Assert.Single(Predict([file], new() { MinConfidence = sure.Probability })).Status);
    }

    [Fact]
    public void A_live_picture_waits_for_no_other_one()
    {
        var picture = ImageCodec.Read(Path.Combine(_faces.Faces, "sad", "0.png"));
        using var asked = new SemaphoreSlim(1);
        var frames = Enumerable.Range(0, 3).Select(index => (asked.Wait(TimeSpan.FromSeconds(30)), new InputPicture("camera:0") { Picture = picture, IsLive = true, Frame = index }).Item2);
        foreach (var row in Predict(frames, new() { BatchSize = 32 }))
        {
            asked.Release(); // the next frame comes only when this one was seen
            Assert.Equal(PredictionStatus.Ok, row.Status);
        }
    }

    [Fact]
    public void A_live_source_is_asked_for_a_picture_when_the_one_before_is_done_with()
    {
        var picture = ImageCodec.Read(Path.Combine(_faces.Faces, "sad", "0.png"));
        var (asked, seen, ahead) = (0, 0, new ConcurrentBag<int>());
        var frames = Enumerable.Range(0, 20).Select(index =>
        {
            ahead.Add(Interlocked.Increment(ref asked) - Volatile.Read(ref seen));
            return new InputPicture("camera:0") { Picture = picture, IsLive = true, Frame = index };
        });
        foreach (var row in Predict(frames, new() { Workers = 4 }))
        {
            Thread.Sleep(5); // as whoever looks at it takes a while
            Volatile.Write(ref seen, (int)row.Frame!.Value + 1);
        }

        Assert.Equal(Enumerable.Repeat(1, 20), ahead);
    }

    [Fact]
    public void A_source_that_waits_for_ever_does_not_keep_a_stop_waiting()
    {
        using var stop = new CancellationTokenSource();
        using var never = new ManualResetEventSlim();
        var frames = Enumerable.Range(0, 2).Select(index =>
        {
            if (index == 1)
            {
                stop.Cancel();
                never.Wait();
            }

            return new InputPicture(Path.Combine(_faces.Faces, "sad", "0.png"));
        });
        Assert.Throws<OperationCanceledException>(() => Prediction.Run(_model, frames, cancellation: stop.Token).Count());
        never.Set();
    }

    [Fact]
    public void A_source_that_fails_ends_the_prediction_with_its_error()
    {
        var file = new InputPicture(Path.Combine(_faces.Faces, "sad", "0.png"));
        var frames = Enumerable.Range(0, 3).Select(index => index < 2 ? file : throw new MienException("the source broke"));
        Assert.Equal("the source broke", Assert.Throws<MienException>(() => Predict(frames).Count()).Message);
    }

    [Fact]
    public void A_line_of_json_holds_every_key_in_order_and_every_probability_in_the_order_of_the_model()
    {
        var prediction = new FacePrediction
        {
            File = "a \"b\".mp4", Labels = new(["sad", "happy"]), Frame = 25, Time = TimeSpan.FromSeconds(1), Face = 2, Box = new FaceBox(1, 2, 3, 4), DetectorScore = 0.9,
            Track = 7, Probabilities = [0.25f, 0.75f], Affect = new(0.5, -0.25),
        };
        Assert.Equal(
            """{"file":"a \"b\".mp4","frame":25,"time_s":1,"face":2,"box":{"x":1,"y":2,"width":3,"height":4},"turned_degrees":0,"track":7,"detector_score":0.9,"status":"ok","expression":"happy","emoji":"😀","probability":0.75,"probabilities":{"sad":0.25,"happy":0.75},"valence":0.5,"arousal":-0.25,"engine":"onnx","precision":"float32","temperature":1.5,"augmentation":null,"models":1,"error":null}""",
            PredictionJson.Line(prediction, new("onnx", "float32", Temperature: 1.5)));
    }

    [Fact]
    public void A_line_of_json_about_a_bad_picture_has_the_same_keys_and_says_why()
    {
        using var json = JsonDocument.Parse(PredictionJson.Line(Bad(), new("onnx", "float32")));
        using var good = JsonDocument.Parse(PredictionJson.Line(new() { File = "x", Labels = new(["sad"]), Probabilities = [1] }, new("onnx", "float32")));
        Assert.Equal(good.RootElement.EnumerateObject().Select(item => item.Name), json.RootElement.EnumerateObject().Select(item => item.Name));
        Assert.Equal(("unreadable", "is empty"), (json.RootElement.GetProperty("status").GetString(), json.RootElement.GetProperty("error").GetString()));
        Assert.All(["face", "box", "expression", "emoji", "probability", "probabilities"], key => Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty(key).ValueKind));
    }

    [Fact]
    public void The_table_of_values_has_the_same_in_flat_columns()
    {
        var good = new FacePrediction { File = "a,b.png", Labels = new(["sad", "happy"]), Face = 1, Box = new FaceBox(1, 2, 3, 4), Probabilities = [0.3f, 0.7f], Affect = new(0.5, -0.25) };
        using var text = new StringWriter();
        PredictionCsv.Write(text, good.Labels, [good, Bad()]);
        Assert.Equal(
            """
            file,frame,time_s,face,x,y,width,height,turned_degrees,track,detector_score,status,expression,probability,prob_sad,prob_happy,valence,arousal,error
            "a,b.png",,,1,1,2,3,4,0,,,ok,happy,0.7,0.3,0.7,0.5,-0.25,
            x,,,,,,,,,,,unreadable,,,,,,,is empty

            """,
            text.ToString());
    }

    private static FacePrediction Bad() => new() { File = "x", Labels = new(["sad", "happy"]), Problem = new(PredictionStatus.Unreadable, "is empty") };

    private FacePrediction Cut(Image scene, FaceBox box) => Assert.Single(Predict([new("cut") { Picture = FaceCutter.Square(scene, box) }]));

    // The detector's box is a square over brows, eyes and mouth; its middle lies within a fifth of the portrait's from that of the portrait.
    private static void AssertMiddle(FaceBox portrait, FaceBox found)
    {
        Assert.InRange(found.X + (found.Width / 2.0), portrait.X + (0.3 * portrait.Width), portrait.X + (0.7 * portrait.Width));
        Assert.InRange(found.Y + (found.Height / 2.0), portrait.Y + (0.3 * portrait.Height), portrait.Y + (0.7 * portrait.Height));
    }

    private FacePrediction Alone(string file) => Assert.Single(Predict([new InputPicture(file)]));

    // oneDNN chooses its kernels by the size of the batch, so sums are rounded differently.
    private static void AssertClose(FacePrediction expected, FacePrediction actual) =>
        Assert.All(expected.Probabilities.Zip(actual.Probabilities), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));

    private IEnumerable<FacePrediction> Predict(IEnumerable<InputPicture> pictures, PredictionOptions? options = null) =>
        Prediction.Run(_model, pictures, options, TestContext.Current.CancellationToken);
}
