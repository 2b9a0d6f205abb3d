using System.Diagnostics;
using Mien.Core;
using Mien.Inference;
using Mien.Onnx.Rewriting;
using Mien.Torch;
using static Mien.Onnx.Tests.SmallNetwork;

namespace Mien.Onnx.Tests;

/// <summary>Networks that are rewritten into Mien's own operators, computed by them and by libtorch.</summary>
public sealed class OwnOperatorsTests : IDisposable
{
    // Sums in another order: measured up to 1e-6.
    private const double Tolerance = 1e-5;

    private const int DrawnCount = 24;

    private static readonly string[] Activations = ["none", "relu", "relu6", "silu", "hardswish", "gated"];

    private readonly string _folder = Directory.CreateTempSubdirectory("mien-operators-").FullName;

    public OwnOperatorsTests()
    {
        Parity.RequireRuntime();
        Assert.SkipUnless(PreparedModel.HasOperators, "This processor has no AVX2, or MIEN_OPERATORS_LEVEL is 0: there are no operators of Mien's own.");
    }

    public static TheoryData<Design> Designs => new()
    {
        new Design { Channels = 3, Activation = "none", Sum = Sum.None, Gate = Gate.None },
        new Design { Channels = 17, Activation = "relu", Gate = Gate.HardSigmoid, Stride = 1, Kernel = 5 },
        new Design { Channels = 24, Activation = "relu6", Sum = Sum.Activated },
        new Design { Channels = 40, Activation = "silu", Sum = Sum.BehindActivation, Kernel = 7 },
        new Design { Channels = 40, Activation = "hardswish", Sum = Sum.None, Stride = 2 },
        new Design { Channels = 17, Activation = "silu", Sum = Sum.None, Stride = 2, Kernel = 5, Gate = Gate.None, ProjectionKernel = 3 },
        new Design { Channels = 16, Activation = "gated", Kernel = 1, Extra = new Conv2d(16, 48, (3, 1), (2, 0), stride: 3), LastChannels = 48 },
        new Design { Channels = 24, Activation = "relu", Sum = Sum.Activated, Extra = new MaxPool2d(3, stride: 2, padding: 1) },
        new Design { Channels = 33, Activation = "none", Sum = Sum.None, Extra = new MaxPool2d(2) },
        new Design { Channels = 17, Extra = new Conv2d(17, 17, kernelSize: 3, padding: 1, groups: 17) }, // behind a scaled convolution 1x1 with a sum
        new Design { Channels = 24, Sum = Sum.None, Gate = Gate.None, Extra = new Bypassed(new Conv2d(24, 24, kernelSize: 3, padding: 1, groups: 24)) },
        new Design { Channels = 24, Extra = new Bypassed(new Conv2d(24, 24, kernelSize: 1)) },
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Designs))]
    public void A_block_gives_what_libtorch_gives(Design design)
    {
        using var network = Build(design);
        using var session = PreparedModel.Load(Bytes(network, 65, 38));
        Assert.All((int[])[1, 3], count => Assert.InRange(Parity.Difference(network, session, count, 65, 38), 0, Tolerance));
    }

    [Fact]
    public void Blocks_that_are_drawn_give_what_libtorch_gives()
    {
        for (var index = 0; index < DrawnCount; index++)
        {
            var (design, heightPx, widthPx) = Draw(index);
            using var network = Build(design);
            using var session = PreparedModel.Load(Bytes(network, heightPx, widthPx), threads: 1 + (index % 2));
            var difference = Parity.Difference(network, session, 1 + (index % 4), heightPx, widthPx);
            Assert.True(difference <= Tolerance, $"Drawn block {index} differs by {difference}: {design}, {heightPx} x {widthPx} pixels.");
        }
    }

    [Fact]
    public void Maps_that_are_computed_some_rows_at_a_time_give_it_too()
    {
        using var network = Build(new() { Channels = 3, Stride = 2, Sum = Sum.None });
        using var session = PreparedModel.Load(Bytes(network, 230, 300));
        Assert.InRange(Parity.Difference(network, session, 1, 230, 300), 0, Tolerance);
    }

    // The library reads the variable once in a process.
    [Fact]
    public async Task Kernels_for_AVX2_give_it_too()
    {
        Assert.SkipUnless(PreparedModel.OperatorsLevel == 4, "Only these kernels are used here.");
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, Environment = { [PreparedModel.OperatorsLevelVariable] = "3" } };
        string[] assembly = Path.GetFileName(Environment.ProcessPath) == "dotnet" ? [typeof(OwnOperatorsTests).Assembly.Location] : [];
        foreach (var argument in (string[])[.. assembly, "-nologo", "-noColor", "-method", "*.A_block_gives_*", "-method", "*.Blocks_that_are_drawn_*", "-method", "*.OwnActivationsTests.*"])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.Contains($"Total: {Designs.Count + 1 + Enum.GetValues<Activation>().Length}, Errors: 0, Failed: 0, Skipped: 0,", output, StringComparison.Ordinal);
    }

    // Larger ones of these families differ in numbers of channels and blocks only.
    [Theory]
    [InlineData("mobilenet_v2", 64)]
    [InlineData("mobilenet_v3_small", 65)]
    [InlineData("mobilenet_v3_large", 64)]
    [InlineData("efficientnet_b0", 97)]
    [InlineData("efficientnet_v2_s", 64)]
    [InlineData("affect_efficientnet", 64)]
    [InlineData("affect_mobilenet", 65)]
    public void An_architecture_gives_what_libtorch_gives(string name, int inputPx)
    {
        using var network = RandomNetwork.Build(name, inputPx);
        using var session = PreparedModel.Load(Bytes(network, inputPx, inputPx));
        Assert.All((int[])[1, 3], count => Assert.InRange(Parity.Difference(network, session, count, inputPx, inputPx), 0, Tolerance));
    }

    // 8 bits of each factor: measured up to 2e-3.
    [Theory]
    [InlineData("resnet18", 65)]
    [InlineData("mobilenet_v2", 64)]
    [InlineData("mobilenet_v3_small", 65)]
    [InlineData("efficientnet_b0", 97)]
    public void An_architecture_in_bfloat16_gives_nearly_what_libtorch_gives(string name, int inputPx)
    {
        Assert.SkipUnless(PreparedModel.HasBfloat16Operators, "This processor has no avx512_bf16.");
        using var network = RandomNetwork.Build(name, inputPx);
        using var session = PreparedModel.Load(Bytes(network, inputPx, inputPx, inBfloat16: true));
        Assert.All((int[])[1, 3], count => Assert.InRange(Parity.Difference(network, session, count, inputPx, inputPx), 1e-4, 4e-3));
    }

    // The channels of the block are no multiple of two, and none of 16.
    [Theory]
    [InlineData(3, true)]
    [InlineData(17, true)]
    [InlineData(17, false)]
    public void A_block_in_bfloat16_gives_nearly_what_libtorch_gives(int channels, bool isDepthwise)
    {
        Assert.SkipUnless(PreparedModel.HasBfloat16Operators, "This processor has no avx512_bf16.");
        using var network = Build(new() { Channels = channels, IsDepthwise = isDepthwise });
        using var session = PreparedModel.Load(Bytes(network, 65, 38, inBfloat16: true));
        Assert.InRange(Parity.Difference(network, session, 2, 65, 38), 1e-5, 1e-2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_picture_has_the_same_bits_alone_in_a_batch_and_with_any_number_of_threads(bool inBfloat16)
    {
        Assert.SkipUnless(!inBfloat16 || PreparedModel.HasBfloat16Operators, "This processor has no avx512_bf16.");
        const int Side = 65, Count = 3, Classes = 1000;
        using var network = RandomNetwork.Build("mobilenet_v3_small", Side);
        var path = Path.Combine(_folder, "model.ort");
        PreparedModel.Write(Bytes(network, Side, Side, inBfloat16), path);
        using var one = PreparedModel.Open(path, threads: 1);
        using var two = PreparedModel.Open(path, threads: 2);
        var pixels = RandomNetwork.Pictures(Count, Side, Side);
        var together = Answers(one, pixels, Count);
        Assert.Equal(together, Answers(two, pixels, Count));
        Assert.Equal(together, pixels.Chunk(pixels.Length / Count).SelectMany(picture => Answers(one, picture, 1)));
        Assert.Equal(together, pixels.Chunk(pixels.Length / Count).SelectMany(picture => Answers(two, picture, 1)));

        static float[] Answers(InferenceSession session, float[] pixels, int count)
        {
            var answers = new float[count * Classes];
            session.Run(pixels, [count, 3, Side, Side], [answers], TestContext.Current.CancellationToken);
            return answers;
        }
    }

    [Fact]
    public void Only_models_that_Mien_made_itself_reach_the_operators()
    {
        using var network = Build(new());
        var bytes = Bytes(network, 64, 64);
        Assert.Contains("mien", Assert.Throws<InferenceException>(() => InferenceSession.Load(bytes)).Message, StringComparison.Ordinal);
        var path = Path.Combine(_folder, "model.onnx");
        File.WriteAllBytes(path, bytes);
        Assert.Contains("mien", Assert.Throws<InferenceException>(() => InferenceSession.Load(path)).Message, StringComparison.Ordinal);
        PreparedModel.Load(bytes).Dispose();
    }

    // Channels, kernels, maps and pictures in numbers that fill no tile, block or vector.
    private static (Design Design, int HeightPx, int WidthPx) Draw(int index)
    {
        var random = new RandomStream(5, "blocks", index: index);
        var (kernel, hasSum) = (1 + random.NextInt32(7), random.NextBool(0.5));
        kernel = hasSum ? kernel | 1 : kernel; // the same size behind it
        var (height, width) = (1 + random.NextInt32(5), 1 + random.NextInt32(5));
        var (channels, last) = (1 + random.NextInt32(70), 1 + random.NextInt32(70));
        return (new()
        {
            Channels = channels,
            Wide = 2 + random.NextInt32(69), // a convolution by channel of a single one is a dense one
            Squeezed = 1 + random.NextInt32(20),
            Kernel = kernel,
            Stride = hasSum ? 1 : 1 + random.NextInt32(2),
            Activation = Activations[random.NextInt32(Activations.Length)],
            Gate = (Gate)random.NextInt32(3),
            Sum = hasSum ? (Sum)(1 + random.NextInt32(3)) : Sum.None,
            Extra = new Conv2d(channels, last, (height, width), (random.NextInt32(height), random.NextInt32(width)), stride: 1 + random.NextInt32(3)),
            LastChannels = last,
        }, 10 + random.NextInt32(60), 10 + random.NextInt32(60));
    }

    private static byte[] Bytes(Module network, int heightPx, int widthPx, bool inBfloat16 = false)
    {
        var model = OnnxExport.Convert(network, new() { HeightPx = heightPx, WidthPx = widthPx }).WithOwnOperators(inBfloat16);
        Assert.NotNull(model);
        Assert.Contains("GlobalMean", model.Operators);
        return model.ToBytes();
    }

    // What a layer takes is read by two, and what it gives.
    private sealed class Bypassed : Module
    {
        private readonly Module _layer;

        public Bypassed(Module layer) => _layer = Child("layer", layer);

        protected override Tensor Compute(Tensor input)
        {
            var output = _layer.Forward(input);
            return output + input + output;
        }
    }
}
