// augment DIR IMAGES PASSES: processor time of the default pipeline and of each of its transforms on pictures in memory, as JSON.
using System.Globalization;
using System.Text.Json;
using Mien.Core;
using Mien.Data;
using Mien.Imaging;

const int SizePx = 96;
var (imageCount, passes) = (int.Parse(args[1], CultureInfo.InvariantCulture), int.Parse(args[2], CultureInfo.InvariantCulture));
var images = Directory.EnumerateFiles(args[0], "*", SearchOption.AllDirectories).Where(ImageCodec.HasImageExtension).Order(StringComparer.Ordinal)
    .Take(imageCount).Select(path => Geometry.Resize(ImageCodec.Read(path), SizePx, SizePx, Interpolation.Area)).ToArray();

Dictionary<string, string> steps = new()
{
    ["HorizontalFlip"] = "",
    ["RandomBrightnessContrast"] = "",
    ["MotionBlur"] = "",
    ["GaussNoise"] = "",
    ["GaussianBlur"] = "",
    ["PixelDropout"] = "",
    ["Rotate"] = "limit: 20, border_mode: replicate, ",
};
var microseconds = new Dictionary<string, double> { ["default pipeline"] = Measure(TransformPipeline.Read(args[3])) };
foreach (var (name, parameters) in steps)
{
    microseconds[name] = Measure(TransformPipeline.Parse($"- {name}: {{{parameters}p: 1}}", name));
}

Console.WriteLine(JsonSerializer.Serialize(new { microseconds }));

double Measure(TransformPipeline pipeline)
{
    var context = new TransformContext();
    void Run(int pass)
    {
        for (var index = 0; index < images.Length; index++)
        {
            var random = new RandomStream(1, "augment", pass, index);
            pipeline.Apply(images[index], ref random, context);
            context.Pool.Reset();
        }
    }

    for (var warmUp = 0; warmUp < 3; warmUp++)
    {
        Run(warmUp);
        Thread.Sleep(100); // the compiler improves hot methods in the background
    }

    var before = Environment.CpuUsage.TotalTime;
    for (var pass = 0; pass < passes; pass++)
    {
        Run(pass);
    }

    return (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / (passes * images.Length);
}
