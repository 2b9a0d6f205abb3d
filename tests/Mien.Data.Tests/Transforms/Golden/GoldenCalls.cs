using Mien.Core;
using Mien.Data.Transforms;
using Mien.Imaging;
using Blur = Mien.Data.Transforms.Blur;

namespace Mien.Data.Tests.Transforms.Golden;

/// <summary>For each transform, how Albumentations' parameters become a draw of ours, which is then applied.</summary>
internal static class GoldenCalls
{
    private static readonly Dictionary<string, Func<GoldenCall, Image, Image>> ByTransform = new(StringComparer.Ordinal)
    {
        [nameof(Affine)] = (call, image) => call.Change(image, OnlyDraw((Affine)call.Transform, image)),
        [nameof(Blur)] = (call, image) => call.Change(image, new BlurDraw(call.Whole("ksize"))),
        [nameof(CLAHE)] = (call, image) => call.Change(image, new CLAHEDraw(call.Number("clip_limit"))),
        [nameof(CenterCrop)] = ChangeOnly,
        [nameof(CoarseDropout)] = (call, image) => call.Change(image, new CoarseDropoutDraw([.. call.Numbers("holes").Chunk(4).Select(ToHole)])),
        [nameof(ColorJitter)] = (call, image) => call.Change(image, new ColorJitterDraw(
            call.Number("brightness"), call.Number("contrast"), call.Number("saturation"), call.Number("hue"), [.. call.Numbers("order").Select(step => (int)step)])),
        [nameof(Downscale)] = (call, image) => call.Change(image, new DownscaleDraw(call.Number("scale"))),
        [nameof(ElasticTransform)] = (call, image) => call.Change(image, new ElasticTransformDraw(call.Whole("random_state"))),
        [nameof(Equalize)] = ChangeOnly,
        [nameof(GaussNoise)] = (call, image) => GaussNoise.Add(image, call.Numbers("gauss"), new ImagePool()),
        [nameof(GaussianBlur)] = (call, image) => call.Change(image, new GaussianBlurDraw(call.Whole("ksize"), call.Number("sigma"))),
        [nameof(GridDistortion)] = (call, image) => call.Change(image, GridDraw(call)),
        [nameof(HorizontalFlip)] = ChangeOnly,
        [nameof(HueSaturationValue)] = (call, image) =>
            call.Change(image, new HueSaturationValueDraw(call.Number("hue_shift"), call.Number("sat_shift"), call.Number("val_shift"))),
        [nameof(ImageCompression)] = Recompress,
        [nameof(InvertImg)] = ChangeOnly,
        [nameof(MedianBlur)] = (call, image) => call.Change(image, new MedianBlurDraw(call.Whole("ksize"))),
        [nameof(MotionBlur)] = (call, image) => call.Change(image, MotionDraw(call.Numbers("kernel"))),
        [nameof(PadIfNeeded)] = ChangeOnly,
        [nameof(Perspective)] = (call, image) => call.Change(image, PerspectiveDraw(call.Drawn("normal_4x2"))),
        [nameof(PixelDropout)] = Drop,
        [nameof(Posterize)] = (call, image) => call.Change(image, PosterizeDraw(call.Numbers("num_bits"))),
        [nameof(RGBShift)] = (call, image) => call.Change(image, new RGBShiftDraw(call.Number("r_shift"), call.Number("g_shift"), call.Number("b_shift"))),
        [nameof(RandomBrightnessContrast)] = (call, image) => call.Change(image, new BrightnessContrastDraw(call.Number("alpha"), call.Number("beta"))),
        [nameof(RandomCrop)] = (call, image) => call.Change(image, new RandomCropDraw(call.Number("h_start"), call.Number("w_start"))),
        [nameof(RandomGamma)] = (call, image) => call.Change(image, new RandomGammaDraw(call.Number("gamma"))),
        [nameof(RandomResizedCrop)] = (call, image) => call.Change(image, PartDraw(call, image)),
        [nameof(RandomRotate90)] = (call, image) => call.Change(image, new RandomRotate90Draw(call.Whole("factor"))),
        [nameof(Resize)] = ChangeOnly,
        [nameof(Rotate)] = (call, image) => call.Change(image, new RotateDraw(call.Number("angle"))),
        [nameof(Sharpen)] = (call, image) => call.Change(image, new SharpenDraw(call.Drawn("alpha")[0], call.Drawn("lightness")[0])),
        [nameof(ShiftScaleRotate)] = (call, image) =>
            call.Change(image, new ShiftScaleRotateDraw(call.Number("angle"), call.Number("scale"), call.Number("dx"), call.Number("dy"))),
        [nameof(Solarize)] = (call, image) => call.Change(image, new SolarizeDraw(call.Number("threshold"))),
        [nameof(ToGray)] = ChangeOnly,
        [nameof(Transpose)] = ChangeOnly,
        [nameof(VerticalFlip)] = ChangeOnly,
    };

    public static Image Change(GoldenCall call, Image image) => ByTransform[call.Name](call, image);

    /// <summary>The line with this kernel; several may have it, and all of them blur alike.</summary>
    public static MotionBlurDraw MotionDraw(double[] kernel)
    {
        var size = (int)Math.Sqrt(kernel.Length);
        var weights = new float[kernel.Length];
        var ends =
            from x1 in Enumerable.Range(0, size)
            from y1 in Enumerable.Range(0, size)
            from x2 in Enumerable.Range(0, size)
            from y2 in Enumerable.Range(0, size)
            select new MotionBlurDraw(size, x1, y1, x2, y2);
        return ends.First(draw =>
        {
            MotionKernel.Fill(draw, weights);
            return weights.Select((weight, index) => weight == (float)kernel[index]).All(isEqual => isEqual);
        });
    }

    private static Image ChangeOnly(GoldenCall call, Image image) => call.Change(image, default(NoDraw));

    // All ranges hold one value.
    private static AffineDraw OnlyDraw(Affine affine, Image image)
    {
        var random = new RandomStream(1, "test");
        return affine.Draw(ref random, image);
    }

    private static Hole ToHole(double[] sides) => new((int)sides[0], (int)sides[1], (int)sides[2], (int)sides[3]);

    // Albumentations notes normalised steps, but ours normalises what was drawn.
    private static GridDistortionDraw GridDraw(GoldenCall call) => ((GridDistortion)call.Transform).Normalized
        ? new([.. call.Drawn("draws_x").Select(draw => 1 + draw)], [.. call.Drawn("draws_y").Select(draw => 1 + draw)])
        : new([.. call.Numbers("stepsx")], [.. call.Numbers("stepsy")]);

    // cv2.imencode takes the first channel for blue, which it is; ours is red.
    private static Image Recompress(GoldenCall call, Image image)
    {
        var draw = new ImageCompressionDraw(call.Whole("quality"));
        return image.Channels == 1 ? call.Change(image, draw) : GoldenFiles.SwapRedAndBlue(call.Change(GoldenFiles.SwapRedAndBlue(image), draw));
    }

    private static PerspectiveDraw PerspectiveDraw(double[] normal)
    {
        var offsets = normal.Select(value => Math.Abs(value) % 1).ToArray();
        return new(offsets[0], offsets[1], offsets[2], offsets[3], offsets[4], offsets[5], offsets[6], offsets[7]);
    }

    private static Image Drop(GoldenCall call, Image image)
    {
        var values = call.Numbers("drop_value").Select(value => (Number)value).ToArray();
        var mask = call.Numbers("drop_mask").Select(value => value != 0).ToArray();
        return ((PixelDropout)call.Transform).Drop(image, mask, FillColour.OfPixels(ChannelValues.Each(values)), new ImagePool());
    }

    private static PosterizeDraw PosterizeDraw(double[] bits) => new((int)bits[0], (int)bits[bits.Length / 2], (int)bits[^1]);

    // As numpy cuts: one case was made with a start that leaves the picture, where the part is as narrow as what is left.
    private static RandomResizedCropDraw PartDraw(GoldenCall call, Image image)
    {
        var (width, height) = (call.Whole("crop_width"), call.Whole("crop_height"));
        var x = (int)((image.Width - width + 1) * call.Number("w_start"));
        var y = (int)((image.Height - height + 1) * call.Number("h_start"));
        return new(x, y, Math.Min(width, image.Width - x), Math.Min(height, image.Height - y));
    }
}
