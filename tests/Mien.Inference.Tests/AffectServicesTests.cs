using Microsoft.Extensions.DependencyInjection;
using Mien.Core;
using Mien.Imaging;

namespace Mien.Inference.Tests;

public sealed class AffectServicesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mien-test-").FullName;

    public AffectServicesTests() => Assert.SkipUnless(OnnxRuntime.IsInstalled, $"ONNX Runtime is not installed. {LibraryLocation.HowToGet}");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Model => Path.Combine(_folder, "faces.onnx");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_container_has_one_model_and_releases_it()
    {
        TinyExport.Write(Model, ["red", "green", "blue"]);
        AffectModel model;
        using (var container = new ServiceCollection().AddAffectModel(Model, _ => new() { Threads = 1 }).BuildServiceProvider())
        {
            model = container.GetRequiredService<AffectModel>();
            Assert.Same(model, container.GetRequiredService<AffectModel>());
            Assert.Single(model.Analyze(new Image(4, 4, 3), Stop));
        }

        Assert.Throws<ObjectDisposedException>(() => model.Analyze(new Image(4, 4, 3), Stop));
    }

    [Fact]
    public void The_detector_of_the_container_finds_the_faces()
    {
        TinyExport.Write(Model, ["red", "green", "blue"]);
        using var container = new ServiceCollection().AddSingleton<IFaceDetector, TwoFaces>().AddAffectModel(Model).BuildServiceProvider();
        var image = new Image(40, 20, 3);
        for (var i = 0; i < image.Pixels.Length; i += 3)
        {
            image.Pixels[i + (i / 3 % 40 < 20 ? 0 : 2)] = 255; // the left half is red, the right one blue
        }

        var faces = container.GetRequiredService<AffectModel>().Analyze(image, Stop);
        Assert.Equal([(new FaceBox(5, 5, 10, 10), "red"), (new FaceBox(25, 5, 10, 10), "blue")], faces.Select(face => (face.Box, face.Expression)));
    }

    private sealed class TwoFaces : IFaceDetector
    {
        public IReadOnlyList<DetectedFace> Detect(Image image) => [new(new FaceBox(5, 5, 10, 10)), new(new FaceBox(25, 5, 10, 10))];

        public void Dispose()
        {
        }
    }
}
