using System.Text.Json;
using Mien.Core;
using Mien.Imaging;
using Mien.Models;
using Mien.Training;

namespace Mien.Experiments.Tests;

public sealed class ExplainerTests : IDisposable
{
    private readonly UntrainedRun _run = new("anger", "happy", "sad");
    private readonly DrawnFaces _faces = new(picturesPerClass: 2);

    public void Dispose()
    {
        _run.Dispose();
        _faces.Dispose();
    }

    [Fact]
    public void The_predicted_class_is_explained_and_its_maps_are_written()
    {
        using var explainer = Load(new() { Methods = ExplanationMethods.GradCam | ExplanationMethods.Occlusion, Layer = "layer1", PatchPx = 8 });
        var face = Face();
        var explanation = explainer.Explain(face, TestContext.Current.CancellationToken);
        var files = new ExplanationFiles(Path.Combine(_faces.Folder, "why"));
        var (picture, arrays) = files.Write(files.NameFor(new("a/photo 1.jpg")), face, explanation);

        using (var model = _run.Load())
        {
            Assert.Equal(model.Labels[Array.IndexOf(Probabilities(model), Probabilities(model).Max())], explanation.Expression);
        }

        Assert.Null(explainer.CoarsenessRemark);
        using var coarse = Load(new() { Layer = "layer2" });
        Assert.Contains("have 2x2 values", coarse.CoarsenessRemark, StringComparison.Ordinal);
        Assert.Equal([("grad-cam", 4, 4), ("occlusion", 16, 16)], explanation.Maps.Select(map => (map.Method, map.Map.Height, map.Map.Width)));
        Assert.All(explanation.Maps, map => Assert.Equal(explanation.Expression, map.Target.Name));
        Assert.Equal(["photo_1.png", $"photo_1.grad-cam.{explanation.Expression}.npy", $"photo_1.occlusion.{explanation.Expression}.npy"], ((string[])[picture, .. arrays]).Select(Path.GetFileName));
        Assert.Equal(["photo_1-2", "clip.000012"], [files.NameFor(new("b/photo 1.png")), files.NameFor(new("clip.mp4") { Frame = 12 })]);
        using var line = JsonDocument.Parse(ExplanationFiles.Line(new("photo 1.jpg") { Explanation = explanation, Picture = picture, Arrays = arrays }));
        Assert.Equal(arrays[1], line.RootElement.GetProperty("maps")[1].GetProperty("file").GetString());
        Assert.Throws<ConfigException>(() => ExplanationFiles.RequireFree(Path.Combine(_faces.Folder, "why")));
    }

    [Fact]
    public void Valence_and_arousal_are_explained_in_the_direction_in_which_they_are_predicted()
    {
        using var run = new AffectRun();
        using var explainer = Explainer.Load(run.Path, new() { Threads = 2 });
        var explanation = explainer.Explain(Face(), TestContext.Current.CancellationToken);
        Assert.Equal([explanation.Expression, "valence", "arousal"], explanation.Maps.Select(map => map.Target.Name));
        Assert.Equal([Math.Sign(explanation.Affect!.Value.Valence), Math.Sign(explanation.Affect.Value.Arousal)], explanation.Maps.Skip(1).Select(map => map.Target.Sign));
    }

    [Fact]
    public void A_calibrated_network_is_explained_with_its_calibrated_probabilities()
    {
        BeforeAfter none = new(0, 0);
        CalibrationFile.Write(new(4, Path.GetFileName(_run.Run.Model), NetworkExport.HashOf(_run.Run.Model), "made up", "", "", 1, none, none, none), _run.Run.Model);
        using var calibrated = Load(new() { Layer = "layer1" });
        using var plain = Load(new() { Layer = "layer1", Calibrate = false });
        Assert.True(calibrated.Explain(Face(), Stop).Probabilities.Max() < plain.Explain(Face(), Stop).Probabilities.Max());
    }

    [Fact]
    public void What_cannot_be_explained_is_refused()
    {
        Assert.Contains("did you mean 'happy'?", Refusal(new() { ClassName = "hapy" }), StringComparison.Ordinal);
        Assert.Contains("did you mean 'layer1'?", Refusal(new() { Layer = "layer9" }), StringComparison.Ordinal);
        Assert.Contains("Name the run", Assert.Throws<ConfigException>(() => Explainer.Load(ExportName())).Message, StringComparison.Ordinal);
        Assert.Contains("one by one", Assert.Throws<ConfigException>(() => Explainer.Load("a,b")).Message, StringComparison.Ordinal);

        string Refusal(ExplainOptions options) => Assert.Throws<ConfigException>(() => Load(options)).Message;

        string ExportName()
        {
            var file = Path.Combine(_faces.Folder, "faces.onnx");
            File.WriteAllText(file, "");
            return file;
        }
    }

    [Fact]
    public void Pictures_without_a_face_or_without_a_picture_are_told_and_the_others_go_on()
    {
        using var explainer = Load(new() { Layer = "layer1" });
        var good = Path.Combine(_faces.Faces, "sad", "0.png");
        var folder = Path.Combine(_faces.Folder, "why");
        InputPicture[] inputs = [new("gone.png"), new(good), new(good)];
        var whole = Explanations.Run(explainer, inputs, search: null, folder, new(), withFeatures: false, Stop).ToArray();
        Assert.Equal([true, false, false], whole.Select(face => face.Error is not null));
        Assert.Equal(["0.png", "0-2.png"], whole.Skip(1).Select(face => Path.GetFileName(face.Picture)));
        var searched = Assert.Single(Explanations.Run(explainer, [new(good)], new(), folder + "-2", new(), withFeatures: false, Stop));
        Assert.Contains("--no-detect", searched.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Grids_of_feature_maps_are_written_in_the_order_of_the_layers()
    {
        using var explainer = Load(new() { Layer = "layer1" });
        var features = explainer.Features(Face(), layer: "layer1.0");
        var folder = new ExplanationFiles(Path.Combine(_faces.Folder, "why")).WriteFeatures("a", features);
        Assert.Equal(features.Select((layer, index) => $"{index + 1:000}-{layer.Layer}.png"), Directory.EnumerateFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(features, layer => Assert.Equal((64, 16), (layer.ChannelCount, layer.Maps.Length)));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private Explainer Load(ExplainOptions options) => Explainer.Load(_run.Run.Path, options with { Threads = 2 });

    private Image Face() => ImageCodec.Read(Path.Combine(_faces.Faces, "sad", "0.png"));

    private float[] Probabilities(TrainedModel model)
    {
        var pixels = new float[model.Input.ValueCount];
        model.Input.Fill(Face(), pixels);
        return model.Probabilities(pixels, 1);
    }

    private sealed class AffectRun : IDisposable
    {
        public AffectRun()
        {
            LabelSet labels = new(["anger", "happy", "sad"]);
            using var module = ModelRegistry.Find("affect_mobilenet").Build(new() { ClassCount = 3 });
            module.InitializeParameters(seed: 3);
            ModelFile.Write(Path, module, new("affect_mobilenet", labels, Preprocessing.ImageNet(64)));
        }

        public string Path { get; } = System.IO.Path.Combine(Directory.CreateTempSubdirectory("mien-test-").FullName, "model.safetensors");

        public void Dispose() => Directory.Delete(System.IO.Path.GetDirectoryName(Path)!, recursive: true);
    }
}
