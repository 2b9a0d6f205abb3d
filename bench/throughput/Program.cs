// throughput make MODEL SIZE FILE: writes fresh weights of an architecture as 'mien train' writes them.
// throughput export FILE OUT.onnx [int8]: exports them as 'mien export' does, for int8 with ranges from noise: right for the speed only.
// throughput run FILE ENGINE PRECISION: loads them as 'mien predict' does and prints what computes. Then, for each line "BATCH SECONDS" on
// standard input, predicts batches that are in memory for so long and prints pictures a second. The engine session runs an .onnx file alone, without
// what Mien does around it.
// throughput steady FILE.onnx COUNT: predicts so many pictures from 8 threads, compares every answer with that of one thread, and prints the memory meanwhile.
using System.Globalization;
using Mien.Bench;
using Mien.Core;
using Mien.Experiments;
using Mien.Imaging;
using Mien.Models;
using Mien.Training;

switch (args[0])
{
    case "make":
        Make(args[1], Whole(args[2]), args[3]);
        break;
    case "export":
        Export(args[1], args[2], isInt8: args is [.., "int8"]);
        break;
    case "run" when args[2] == "session":
        using (var session = new SessionWork(args[1]))
        {
            Serve("session", session.Predict);
        }

        break;
    case "run":
        using (var model = new EngineOptions { Engine = args[2], Precision = args[3], Device = "cpu" }.Load(args[1]))
        {
            Serve($"{model.Engine} {model.PrecisionName}", batch => ModelWork(model, batch));
        }

        break;
    case "steady":
        Steadiness.Measure(args[1], Whole(args[2]));
        break;
    default:
        throw new ArgumentException($"Expected make, export, run or steady but got '{args[0]}'.");
}

static void Make(string name, int size, string file)
{
    var info = ModelRegistry.Find(name);
    using var module = info.Build(info.DefaultOptions with { InputPx = size });
    module.InitializeParameters(seed: 1);
    ModelFile.Write(file, module, new(info.Name, new(Enumerable.Range(0, info.DefaultClassCount).Select(index => $"class {index}")), Preprocessing.ImageNet(size)));
}

static void Export(string weights, string output, bool isInt8)
{
    if (!isInt8)
    {
        ModelExport.Run(weights, output);
        return;
    }

    var (folder, size) = (Directory.CreateTempSubdirectory("mien-bench-").FullName, ModelFile.ReadDescription(weights).Preprocessing);
    for (var i = 0; i < 8; i++)
    {
        var (picture, random) = (new Image(size.WidthPx, size.HeightPx, 3), new RandomStream(1, "noise", index: i));
        foreach (ref var value in picture.Pixels.AsSpan())
        {
            value = (byte)random.NextInt32(256);
        }

        ImageCodec.Write(picture, Path.Combine(folder, $"{i}.png"));
    }

    ModelExport.Run(weights, output, new() { Int8 = new() { Folder = folder, Force = true } });
    Directory.Delete(folder, recursive: true);
}

static Action ModelWork(TrainedModel model, int batch)
{
    var pixels = Pixels.Of(batch * model.Preprocessing.HeightPx * model.Preprocessing.WidthPx * model.Preprocessing.Channels);
    return () => model.Probabilities(pixels, batch);
}

static void Serve(string what, Func<int, Action> prepare)
{
    Console.WriteLine(what);
    while (Console.ReadLine()?.Split(' ') is [var batch, var seconds])
    {
        Console.WriteLine(Rate(prepare(Whole(batch)), Whole(batch), double.Parse(seconds, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture));
    }
}

static double Rate(Action predict, int batch, double seconds)
{
    predict(); // warms up
    var watch = System.Diagnostics.Stopwatch.StartNew();
    var count = 0;
    do
    {
        predict();
        count += batch;
    }
    while (watch.Elapsed.TotalSeconds < seconds);
    return count / watch.Elapsed.TotalSeconds;
}

static int Whole(string text) => int.Parse(text, CultureInfo.InvariantCulture);
