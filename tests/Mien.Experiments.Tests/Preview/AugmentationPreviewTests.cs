using Mien.Core;
using Mien.Data;

namespace Mien.Experiments.Tests;

public sealed class AugmentationPreviewTests : IDisposable
{
    private readonly DrawnFaces _faces = new();

    public void Dispose() => _faces.Dispose();

    [Fact]
    public void Equal_seeds_give_equal_previews_and_others_differ()
    {
        var pipeline = TransformPipeline.Parse("- HorizontalFlip: {p: 0.5}\n- Rotate: {limit: 40, p: 1}\n", "pipeline");
        PreviewOptions options = new() { PictureCount = 3, SampleCount = 4, PicturePx = 60 };

        var preview = AugmentationPreview.Draw(pipeline, _faces.Faces, options);

        Assert.Equal(preview.Pixels, AugmentationPreview.Draw(pipeline, _faces.Faces, options).Pixels);
        Assert.NotEqual(preview.Pixels, AugmentationPreview.Draw(pipeline, _faces.Faces, options with { Seed = 2 }).Pixels);
        Assert.Equal(10 + (5 * (60 + 8 + 10)), preview.Width); // five columns, each with its frame and gap
    }

    [Fact]
    public void A_path_without_a_picture_is_told()
    {
        var pipeline = TransformPipeline.Parse("- HorizontalFlip", "pipeline");
        Assert.Contains("no such file", Assert.Throws<MienException>(() => AugmentationPreview.Draw(pipeline, "/no/such/face.png")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_preview_that_would_fill_the_memory_is_refused_before_it_is_drawn()
    {
        var options = new PreviewOptions { PictureCount = 100, SampleCount = 30, PicturePx = 512 };
        using var many = new DrawnFaces(picturesPerClass: 9);
        Assert.Contains("at most 200,000,000 pixels", Assert.Throws<ConfigException>(() => AugmentationPreview.Draw(new TransformPipeline([]), many.Faces, options)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 6, 150)]
    [InlineData(6, 31, 150)]
    [InlineData(6, 6, 10)]
    public void Numbers_out_of_range_are_refused(int pictures, int samples, int sizePx) => Assert.Throws<ConfigException>(() =>
        AugmentationPreview.Draw(new TransformPipeline([]), _faces.Faces, new() { PictureCount = pictures, SampleCount = samples, PicturePx = sizePx }));
}
