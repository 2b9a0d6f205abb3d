using System.Text.Json;
using Mien.Torch;

namespace Mien.Training.Tests;

/// <summary>Golden: golden/batch_layers.json, by bench/peer/batch_layers.py.</summary>
public sealed class BatchLayersTests : IDisposable
{
    private static readonly JsonElement Golden =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden", "batch_layers.json"))).RootElement;

    private static readonly float[][] Picture = Golden.GetProperty("picture").Deserialize<float[][]>()!;

    private readonly TensorScope _scope = TensorScope.Begin();

    private static int Height => Picture.Length;

    private static int Width => Picture[0].Length;

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Golden.GetProperty("cases").GetArrayLength())];

    public void Dispose() => _scope.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Warped_pictures_are_those_of_Keras_and_torchvision(int number)
    {
        var golden = Golden.GetProperty("cases")[number];
        var recipe = new BatchLayerRecipe
        {
            Name = Enum.Parse<BatchLayerName>(golden.GetProperty("layer").GetString()!, ignoreCase: true),
            Fill = Enum.Parse<FillMode>(golden.GetProperty("fill").GetString()!, ignoreCase: true),
            FillValue = Number("value"),
            Interpolation = Enum.Parse<PixelInterpolation>(golden.GetProperty("interpolation").GetString()!, ignoreCase: true),
        };
        var map = golden.GetProperty("layer").GetString() switch
        {
            "rotation" => PixelMap.Rotation(Number("radians"), Height, Width),
            "zoom" => PixelMap.Zoom(Number("vertical"), Number("horizontal"), Height, Width),
            "translation" => PixelMap.Translation(Number("down"), Number("right")),
            _ => PixelMap.Perspective([.. golden.GetProperty("corners").EnumerateArray().Select(corner => (corner[0].GetDouble(), corner[1].GetDouble()))], Height, Width),
        };

        var warped = BatchWarp.Apply(Pixels(2), [map, PixelMap.Identity], recipe).ToArray<float>().Chunk(Height * Width).ToArray();

        // Places are float32 on a scale of a few pixels, values within [-1, 1].
        Assert.All(golden.GetProperty("picture").Deserialize<float[][]>()!.SelectMany(row => row).Zip(warped[0]), pair => Assert.Equal(pair.First, pair.Second, 5e-6f));
        Assert.All(Picture.SelectMany(row => row).Zip(warped[1]), pair => Assert.Equal(pair.First, pair.Second, 5e-6f));

        double Number(string name) => golden.GetProperty(name).GetDouble();
    }

    [Fact]
    public void Flips_mirror_exactly_and_as_often_as_asked()
    {
        var layers = new BatchLayers([new() { Name = BatchLayerName.Flip, Probability = 0.2 }]);
        var flipped = layers.Apply(Pixels(2000), seed: 1, epoch: 1, batch: 0).ToArray<float>().Chunk(Height * Width).ToArray();
        float[] own = [.. Picture.SelectMany(row => row)], mirrored = [.. Picture.SelectMany(row => row.Reverse())];
        Assert.All(flipped, picture => Assert.True(picture.SequenceEqual(own) || picture.SequenceEqual(mirrored)));
        Assert.InRange(flipped.Count(picture => picture.SequenceEqual(mirrored)), 310, 490); // 5 deviations around 400
    }

    [Theory]
    [InlineData(BatchLayerName.Flip)]
    [InlineData(BatchLayerName.Rotation)]
    [InlineData(BatchLayerName.Zoom)]
    [InlineData(BatchLayerName.Translation)]
    [InlineData(BatchLayerName.Perspective)]
    public void Draws_follow_from_the_position_in_the_run_and_differ_between_pictures_unless_told(BatchLayerName name)
    {
        var each = new BatchLayerRecipe { Name = name, Probability = name is BatchLayerName.Flip ? 0.5 : 1, Mode = FlipMode.HorizontalAndVertical };
        var first = Apply([each], batch: 3);
        Assert.Equal(first, Apply([each], batch: 3));
        Assert.NotEqual(first, Apply([each], batch: 4));
        Assert.True(first.Chunk(Height * Width).DistinctBy(picture => string.Join(' ', picture)).Count() > 1);
        Assert.Single(Apply([each with { IsSameForBatch = true }], batch: 3).Chunk(Height * Width).DistinctBy(picture => string.Join(' ', picture)));
        Assert.Equal(Pixels(8).ToArray<float>(), Apply([each with { Probability = 0 }], batch: 3));

        float[] Apply(BatchLayerRecipe[] recipes, int batch) => new BatchLayers(recipes).Apply(Pixels(8), seed: 1, epoch: 1, batch).ToArray<float>();
    }

    [Fact]
    public void Angles_stay_within_the_limit()
    {
        // A single bright pixel far from the middle moves by no more than its distance times the angle.
        var pixels = Tensor.Zeros([200, 1, 33, 33]);
        pixels.Narrow(2, 16, 1).Narrow(3, 32, 1).FillInPlace(1);
        var layers = new BatchLayers([new() { Name = BatchLayerName.Rotation, Degrees = 5, Fill = FillMode.Constant }]);
        var rotated = layers.Apply(pixels, 1, 1, 0).ToArray<float>().Chunk(33 * 33);
        Assert.All(rotated, picture => Assert.All(picture.Index().Where(item => item.Item > 1e-3), item => Assert.InRange(item.Index / 33, 14, 18)));
    }

    private static Tensor Pixels(int count) => Tensor.From([.. Enumerable.Repeat(Picture.SelectMany(row => row), count).SelectMany(row => row)], count, 1, Height, Width);
}
