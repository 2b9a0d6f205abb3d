// weights MODEL FILE PICTURES SIZE ROUNDS: loads a file into an architecture and runs it on pictures (raw float32, N x 3 x SIZE x SIZE).
// Prints the logits, the times of loading, and the most memory that the process had, as JSON.
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Mien.Models;
using Mien.Models.Weights;
using Mien.Torch;

var (info, path, size) = (ModelRegistry.Find(args[0]), args[1], int.Parse(args[3], CultureInfo.InvariantCulture));
var pixels = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(args[2])).ToArray();
TorchRuntime.Initialize(new TorchOptions { Threads = Environment.ProcessorCount });

List<double> toModel = [], toLastByte = [];
for (var round = 0; round < int.Parse(args[4], CultureInfo.InvariantCulture); round++)
{
    var watch = Stopwatch.StartNew();
    using var timed = Load().Module;
    toModel.Add(watch.Elapsed.TotalMilliseconds);
    using var scope = TensorScope.Begin();
    using var noGrad = NoGrad.Begin();
    foreach (var (_, tensor) in timed.StateDict())
    {
        tensor.Sum();
    }

    toLastByte.Add(watch.Elapsed.TotalMilliseconds);
}

using var outer = TensorScope.Begin();
using var inference = InferenceMode.Begin();
var loaded = Load();
using var model = loaded.Module.Train(false);
var bytes = model.StateDict().Sum(item => item.Tensor.Count * item.Tensor.DType.ElementBytes());
var logits = model.Forward(Tensor.From(pixels, pixels.Length / (3 * size * size), 3, size, size)).ToArray<float>();
Console.WriteLine(JsonSerializer.Serialize(new
{
    logits,
    remarks = loaded.Remarks,
    to_model_ms = toModel,
    to_last_byte_ms = toLastByte,
    weight_bytes = bytes,
    peak_bytes = Process.GetCurrentProcess().PeakWorkingSet64,
}));

LoadedModel Load()
{
    using var file = WeightsFile.Open(path);
    return file.Build(info, info.DefaultOptions);
}
