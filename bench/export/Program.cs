// export FOLDER [MODEL ...]: exports architectures (default all) with random weights and norms, runs each file in ONNX Runtime for one and three
// pictures at two sizes, and prints the largest difference from libtorch relative to the largest logit. The files stay in FOLDER: 20 GB for all.
using System.Diagnostics;
using System.Globalization;
using Mien.Core;
using Mien.Inference;
using Mien.Models;
using Mien.Onnx;
using Mien.Torch;

Directory.CreateDirectory(args[0]);
var names = args.Length > 1 ? args[1..] : [.. ModelRegistry.All.Select(info => info.Name)];
Console.WriteLine("| architecture | sizes | nodes | any size | difference | seconds |\n| --- | --- | --: | --- | --: | --: |");
foreach (var info in names.Select(ModelRegistry.Find))
{
    var watch = Stopwatch.StartNew();
    var (nodes, largest, anySize, sizes) = (0, 0.0, true, Sizes(info));
    foreach (var size in sizes)
    {
        using var network = Build(info, size);
        OnnxModel Convert(bool any) => OnnxExport.Convert(network, new() { Channels = info.DefaultInputChannels, HeightPx = size, WidthPx = size, AnySize = any });
        var model = Convert(any: false);
        if (size == sizes[0])
        {
            try
            {
                Convert(any: true);
            }
            catch (ConfigException)
            {
                anySize = false;
            }
        }

        nodes = model.Operators.Length;
        var path = Path.Combine(args[0], $"{info.Name}-{size}.onnx");
        model.Save(path);
        using var session = InferenceSession.Load(path);
        largest = new[] { 1, 3 }.Select(count => Difference(network, session, count)).Append(largest).Max();
    }

    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"| {info.Name} | {string.Join(", ", sizes)} | {nodes} | {(anySize ? "yes" : "no")} | {largest:0.0e+0} | {watch.Elapsed.TotalSeconds:0.0} |"));
}

static int[] Sizes(ModelInfo info) =>
    info.Family is "ViT" or "FER CNN" ? [info.DefaultInputPx] : info.Name.StartsWith("inception", StringComparison.Ordinal) ? [96, 139] : [64, 101];

static Module Build(ModelInfo info, int size)
{
    var network = info.Build(info.DefaultOptions with { InputPx = size });
    network.InitializeParameters(seed: 1);
    foreach (var (name, tensor) in network.StateDict())
    {
        if (name.EndsWith("running_mean", StringComparison.Ordinal) || name is "class_token" or "heads.head.weight")
        {
            tensor.CopyFrom<float>(Values(name, tensor.Count, -0.1f, 0.1f));
        }
        else if (name.EndsWith("running_var", StringComparison.Ordinal))
        {
            tensor.CopyFrom<float>(Values(name, tensor.Count, 0.5f, 1.5f));
        }
    }

    return network.Train(false);
}

static double Difference(Module network, InferenceSession session, int count)
{
    long[] shape = [count, .. session.Input.Shape.Skip(1)];
    var pixels = Values("pictures", shape.Aggregate(1L, (product, size) => product * size), -2, 2);
    using var scope = TensorScope.Begin();
    using var inference = InferenceMode.Begin();
    var expected = network.Forward(Tensor.From(pixels, shape)).ToArray<float>();
    var actual = new float[expected.Length];
    session.Run(pixels, shape, [actual]);
    return expected.Zip(actual, (first, second) => Math.Abs(first - second)).Max() / expected.Max(Math.Abs);
}

static float[] Values(string name, long count, float low, float high)
{
    var stream = new RandomStream(7, name);
    var values = new float[count];
    foreach (ref var value in values.AsSpan())
    {
        value = (float)stream.NextDouble(low, high);
    }

    return values;
}
