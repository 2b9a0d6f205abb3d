using Mien.Core;
using Mien.Imaging;
using Mien.Inference;
using Mien.Torch;

namespace Mien.Onnx.Tests;

public sealed class PreprocessingTests
{
    private const int Width = 96, Height = 40;

    public static TheoryData<string, int> Scalings => [.. PixelScaling.All.SelectMany(scaling => new[] { (scaling.Name, 3), (scaling.Name, 1) })];

    [Theory]
    [MemberData(nameof(Scalings))]
    public void The_graph_makes_the_same_bits_as_the_path_outside(string scaling, int channels)
    {
        Parity.RequireRuntime();
        var numbers = PixelScaling.Find(scaling);
        var preprocessing = new Preprocessing { WidthPx = Width, HeightPx = Height, Channels = channels, Scaling = channels == 1 ? numbers.ToGrey() : numbers };
        using var session = InferenceSession.Load(Unchanging(preprocessing).WithPreprocessing(preprocessing).ToBytes());
        Assert.Equal(("pixels", ElementType.UInt8), (session.Input.Name, session.Input.Type));
        Assert.Equal([-1L, Height, Width, 3], session.Input.Shape.AsEnumerable());

        Image[] pictures = [Noise(1), Noise(2)];
        var (expected, actual) = (new float[2 * Width * Height * channels], new float[2 * Width * Height * channels]);
        for (var i = 0; i < pictures.Length; i++)
        {
            PixelTensor.ToPlanar(pictures[i], preprocessing, expected.AsSpan(i * expected.Length / 2, expected.Length / 2));
        }

        session.Run(
            pictures.SelectMany(picture => picture.Pixels.ToArray()).ToArray().AsMemory(), [2, Height, Width, 3], [actual], TestContext.Current.CancellationToken);
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void A_model_for_pictures_is_not_fed_with_numbers_nor_the_other_way_round()
    {
        Parity.RequireRuntime();
        var preprocessing = Preprocessing.ImageNet(8);
        using var numbers = InferenceSession.Load(Unchanging(preprocessing).ToBytes());
        using var pictures = InferenceSession.Load(Unchanging(preprocessing).WithPreprocessing(preprocessing).ToBytes());
        Assert.Contains("Expected values of UInt8 for 'pixels' but got Float32", Message(() => pictures.Run(new float[192], [1, 8, 8, 3], [new float[192]], TestContext.Current.CancellationToken)), StringComparison.Ordinal);
        Assert.Contains("Expected values of Float32 for 'input' but got UInt8", Message(() => numbers.Run(new byte[192], [1, 3, 8, 8], [new float[192]], TestContext.Current.CancellationToken)), StringComparison.Ordinal);

        static string Message(Action run) => Assert.Throws<ArgumentException>(run).Message;
    }

    [Fact]
    public void Pictures_of_any_size_stay_possible()
    {
        Parity.RequireRuntime();
        using var network = RandomNetwork.Build("squeezenet1_1", 64);
        var model = OnnxExport.Convert(network, new() { HeightPx = 64, WidthPx = 64, AnySize = true }).WithPreprocessing(Preprocessing.ImageNet(64));
        using var session = InferenceSession.Load(model.ToBytes());
        Assert.Equal([-1L, -1, -1, 3], session.Input.Shape.AsEnumerable());
        session.Run(Noise(1).Pixels.ToArray(), [1, Height, Width, 3], [new float[session.Outputs[0].Shape[1]]], TestContext.Current.CancellationToken);
    }

    // Gives what goes into it, so that the test sees it.
    private static OnnxModel Unchanging(Preprocessing preprocessing)
    {
        using var network = new Sequential(new Flatten());
        return OnnxExport.Convert(network, new() { HeightPx = preprocessing.HeightPx, WidthPx = preprocessing.WidthPx, Channels = preprocessing.Channels });
    }

    private static Image Noise(ulong seed)
    {
        var (image, random) = (new Image(Width, Height, 3), new RandomStream(seed, "noise"));
        foreach (ref var value in image.Pixels.AsSpan())
        {
            value = (byte)random.NextInt32(256);
        }

        return image;
    }
}
