// throughput make MODEL SIZE FILE: writes fresh weights of an architecture as 'mien train' writes them.
// throughput run FILE ENGINE PRECISION: loads them as 'mien predict' does and prints what computes. Then, for each line "BATCH SECONDS" on
// standard input, predicts batches that are in memory for so long and prints pictures a second.
using System.Diagnostics;
using System.Globalization;
using Mien.Core;
using Mien.Experiments;
using Mien.Models;
using Mien.Training;

if (args[0] == "make")
{
    var (info, size) = (ModelRegistry.Find(args[1]), int.Parse(args[2], CultureInfo.InvariantCulture));
    using var module = info.Build(info.DefaultOptions with { InputPx = size });
    module.InitializeParameters(seed: 1);
    ModelFile.Write(args[3], module, new(info.Name, new(Enumerable.Range(0, info.DefaultClassCount).Select(index => $"class {index}")), Preprocessing.ImageNet(size)));
    return;
}

using var model = new EngineOptions { Engine = args[2], Precision = args[3], Device = "cpu" }.Load(args[1]);
Console.WriteLine($"{model.Engine} {model.PrecisionName}");
while (Console.ReadLine()?.Split(' ') is [var batch, var seconds])
{
    Console.WriteLine(Measure(int.Parse(batch, CultureInfo.InvariantCulture), double.Parse(seconds, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture));
}

double Measure(int batch, double seconds)
{
    var pixels = new float[batch * model.Preprocessing.HeightPx * model.Preprocessing.WidthPx * model.Preprocessing.Channels];
    for (var i = 0; i < pixels.Length; i++)
    {
        pixels[i] = (i % 255 / 127.5f) - 1;
    }

    model.Probabilities(pixels, batch); // warms up
    var watch = Stopwatch.StartNew();
    var count = 0;
    do
    {
        model.Probabilities(pixels, batch);
        count += batch;
    }
    while (watch.Elapsed.TotalSeconds < seconds);
    return count / watch.Elapsed.TotalSeconds;
}
