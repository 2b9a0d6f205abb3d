using Mien.Core;
using Mien.Imaging;

namespace Mien.Inference.Tests;

public sealed class YuNetDetectorTests : IDisposable
{
    // Middle 0.5 cells to the right of and 0.25 below the cell; e^0.5 and e^1 strides wide and high. Eyes at (-0.5, 0) and (0.5, 0.25) cells from it.
    private static readonly YuNetFile.Answer Answer = new([0.5f, 0.25f, 0.5f, 1], [-0.5f, 0, 0.5f, 0.25f, 0, 0, 0, 0, 0, 0]);

    private readonly string _folder = Directory.CreateTempSubdirectory("mien-test-").FullName;

    public YuNetDetectorTests() => Assert.SkipUnless(OnnxRuntime.IsInstalled, $"ONNX Runtime is not installed. {LibraryLocation.HowToGet}");

    private string Model => Path.Combine(_folder, "yunet.onnx");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(64, 96)]
    [InlineData(50, 70)]
    [InlineData(60, 33)]
    public void A_face_is_where_its_cell_and_offsets_say_whatever_the_size_of_the_picture(int width, int height)
    {
        Write("height", "width");
        using var detector = YuNetDetector.Load(Model);
        var face = Assert.Single(detector.Detect(Blue(width, height, (16, 24))));
        // Middle (2.5, 3.25) * 8 = (20, 26); sides 8 e^0.5 = 13.19 and 8 e = 21.75: 13.4..26.6 by 15.1..36.9, cut at the picture's edge.
        Assert.Equal(new FaceBox(13, 15, 14, Math.Min(37, height) - 15), face.Box);
        Assert.Equal(1, face.Score!.Value, 1e-5);
        Assert.Equal(new EyePair(12, 24, 20, 26), face.Eyes);
    }

    [Fact]
    public void A_large_picture_is_shrunk_to_fit_and_faces_are_those_of_the_picture()
    {
        Write(64L, 96L);
        using var detector = YuNetDetector.Load(Model);
        // 192x64 fits into 96x64 at half its size: the cell (2, 1) there is 16 pixels of the picture at (32, 16).
        var face = Assert.Single(detector.Detect(Blue(192, 64, (32, 16), side: 16)));
        // Middle ((2 + 0.5) * 8, (1 + 0.25) * 8) = (20, 10) there, by 13.19 and 21.75, of which the top is cut off; all of it twice as large in the picture.
        Assert.Equal(new FaceBox(27, 0, 26, 42), face.Box);
        Assert.Equal(new EyePair(24, 16, 40, 20), face.Eyes);
    }

    [Fact]
    public void Faces_are_largest_first_and_a_weak_one_is_none()
    {
        Write("height", "width");
        using var detector = YuNetDetector.Load(Model, new() { MinScore = 0.6 });
        var picture = Blue(256, 128, (16, 24), (128, 64));
        Paint(picture, 200, 96, 8, 100);
        Assert.Equal([1, 1, 0.6262], detector.Detect(picture).Select(face => Math.Round(face.Score!.Value, 4))); // sqrt(100 / 255)
        using var strict = YuNetDetector.Load(Model);
        Assert.Equal([24, 64], strict.Detect(picture).Select(face => (int)face.Eyes!.Value.LeftY));
    }

    [Fact]
    public void Of_boxes_that_overlap_the_best_stays()
    {
        // Neighbouring cells: 13.19 wide and 8 apart, (13.19 - 8) / (13.19 + 8) = 0.245 in common; the next row likewise (21.75 - 8) / (21.75 + 8) = 0.46.
        Write("height", "width");
        using var detector = YuNetDetector.Load(Model);
        Assert.Equal(2, detector.Detect(Blue(64, 96, (16, 24), (24, 24))).Count);
        var best = Blue(64, 96, (16, 32));
        Paint(best, 16, 24, 8, 200);
        Assert.Equal(32, Assert.Single(detector.Detect(best)).Eyes!.Value.LeftY);
        using var lenient = YuNetDetector.Load(Model, new() { MaxOverlap = 0.5 });
        Assert.Equal(2, lenient.Detect(best).Count);
    }

    [Fact]
    public void Coarser_grids_have_larger_cells()
    {
        var outputs = new[] { 8, 16, 32 }.SelectMany(stride => new[] { 1, 1, 4, 10 }.Select(values => new Memory<float>(new float[YuNetOutputs.CellCount(stride, 96, 64) * values]))).ToArray();
        (outputs[8].Span[4], outputs[9].Span[4], outputs[10].Span[16]) = (0.81f, 2, 0.5f); // of 3 by 2 cells of 32 pixels the one at (1, 1); an object is no surer than 1
        var box = Assert.Single(YuNetDecoder.Decode(outputs, width: 96, minScore: 0.7f));
        Assert.Equal(0.9, box.Score, 1e-6);
        Assert.Equal((32f, 16f, 64f, 48f), (box.Left, box.Top, box.Right, box.Bottom)); // around (1.5, 1) cells
    }

    [Fact]
    public void Boxes_that_are_no_numbers_are_none()
    {
        YuNetFile.Write(Model, [1L, 3L, 64L, 96L], Answer with { Box = [0, 0, 200, 0] });
        using var detector = YuNetDetector.Load(Model);
        Assert.Empty(detector.Detect(Blue(96, 64, (16, 24))));
    }

    [Fact]
    public void Threads_may_share_a_detector_and_one_pixel_has_no_face()
    {
        Write("height", "width");
        using var detector = YuNetDetector.Load(Model);
        Assert.Empty(detector.Detect(new Image(1, 1, 1)));
        Parallel.For(0, 16, index =>
        {
            var face = Assert.Single(detector.Detect(Blue(64 + (8 * index), 96, (8 * (index % 6), 24))));
            Assert.Equal((8 * (index % 6)) - 4, face.Eyes!.Value.LeftX);
        });
    }

    [Fact]
    public void Another_network_is_refused_with_everything_that_is_missing()
    {
        YuNetFile.Write(Model, [1L, 3L, 60L, 96L], Answer, name => name != "kps_16");
        var message = Assert.Throws<InferenceException>(() => YuNetDetector.Load(Model)).Message;
        Assert.Contains("is no YuNet", message, StringComparison.Ordinal);
        Assert.Contains("multiples of 32", message, StringComparison.Ordinal);
        Assert.Contains("expected an output 'kps_16'", message, StringComparison.Ordinal);

        YuNetFile.Write(Model, [1L, 3L, 64L, 96L], Answer, boxValues: 3);
        Assert.Contains("expected 'bbox_8' (96, 4) for one picture but it has (1, 96, 3)", Assert.Throws<InferenceException>(() => YuNetDetector.Load(Model)).Message, StringComparison.Ordinal);
    }

    private static Image Blue(int width, int height, params (int X, int Y)[] cells) => Blue(width, height, cells, side: 8);

    private static Image Blue(int width, int height, (int X, int Y) cell, int side) => Blue(width, height, [cell], side);

    private static Image Blue(int width, int height, (int X, int Y)[] cells, int side)
    {
        var image = new Image(width, height, 3);
        foreach (var (x, y) in cells)
        {
            Paint(image, x, y, side, 255);
        }

        return image;
    }

    private static void Paint(Image image, int x, int y, int side, byte blue) => Draw.FillRectangle(image, x, y, side, side, new Rgb(0, 0, blue));

    private void Write(object height, object width) => YuNetFile.Write(Model, [1L, 3L, height, width], Answer);
}
