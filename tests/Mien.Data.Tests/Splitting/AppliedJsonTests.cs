using System.Text.Json;
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
}
