using System.Text.Json;
using Mien.Core;
using Mien.Data.Pipelines;
using Mien.Data.Splitting;
using Mien.Data.Transforms;

namespace Mien.Data.Tests.Splitting;

public sealed class AppliedJsonTests
{
    private static readonly JsonSerializerOptions Snake = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    [Fact]
    public void Parameters_are_written_as_the_serializer_writes_them()
    {
        object[] draws =
        [
            new RotateDraw(-12.3456789), new MotionBlurDraw(3, 0, 1, 2, 0), new PixelDropoutDraw(new(1, 2, 255), ulong.MaxValue), new NoDraw(),
            new CoarseDropoutDraw([new(1, 2, 3, 4), new(5, 6, 7, 8)]), new GridDistortionDraw([0.5, 1e-20], []),
        ];
        Assert.Equal(JsonSerializer.Serialize(draws, Snake), AppliedJson.Of(draws.Select(draw => new AppliedTransform("any", draw))));
        Assert.Equal("[{}]", AppliedJson.Of([new("HorizontalFlip", null)]));
    }

    [Fact]
    public void What_any_transform_draws_is_written_as_the_serializer_writes_it()
    {
        var context = new TransformContext { Applied = [] };
        foreach (var transform in TransformCatalog.All.OfType<RandomTransform>())
        {
            var random = new RandomStream(1, "test");
            _ = (transform with { AlwaysApply = true }).Apply(PictureTree.Noise(seed: 1, 24, 20, 3), ref random, context);
        }

        Assert.InRange(context.Applied.Count, 30, 100);
        Assert.Equal(JsonSerializer.Serialize(context.Applied.Select(applied => applied.Parameters ?? new object()), Snake), AppliedJson.Of(context.Applied));
    }
}
