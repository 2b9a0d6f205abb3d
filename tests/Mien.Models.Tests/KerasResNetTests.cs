using System.Text.Json;
using System.Text.Json.Nodes;
using Mien.Core;
using Mien.Models.Blocks;
using Mien.Models.Goldens;
using Mien.Torch;

namespace Mien.Models.Tests;

public sealed class KerasResNetTests : IDisposable
{
    private readonly TensorScope _scope = TensorScope.Begin();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Every_golden_output_of_the_original_is_met()
    {
        var report = GoldenVerifier.Verify(GoldenFolder.PathOf("keras_resnet_goldens.json"));
        Assert.True(report.Passed, string.Join('\n', report.Lines()));
        Assert.Equal("keras_resnet18, keras_resnet50, keras_resnet18_flatten", report.Model);
        Assert.Equal(6, report.Cases.Count);
        Assert.All(report.Cases, run => Assert.Equal(32, run.ComparedCount)); // 8 logits and 8 probabilities of two pictures
    }

    [Fact]
    public void A_file_of_one_model_is_verified_too_and_says_which_stage_is_wrong()
    {
        var report = VerifyChanged("keras_resnet18", golden =>
        {
            golden["logits_f64"]![1]![3] = 0.453927; // 0.453926423041
            golden["trace_f64"]![4]![3] = 216.363; // 216.363035
        });
        Assert.Equal([true, false], report.Cases.Select(run => run.Passed));
        Assert.Equal("logit 3 of picture 1", report.Cases[1].Quantity);
        Assert.StartsWith("conv3.block2: expected l2 216.363", report.Cases[1].FirstWrongStage);
    }

    [Fact]
    public void A_wrong_probability_behind_right_logits_is_named() => Assert.All(
        VerifyChanged("keras_resnet18", golden => golden["softmax_f64"]![0]![7] = 0.4318).Cases, // 0.431751029117
        run => Assert.Equal("probability 7 of picture 0", run.Quantity));

    [Fact]
    public void Parameters_that_differ_in_shape_role_or_number_are_named() => Assert.Contains(
        "expected 18 kernel (64, 65, 3, 3) but got 18 kernel (64, 64, 3, 3), 'conv2.block2.1_conv.weight'",
        VerifyChanged("keras_resnet18", golden => golden["parameters"]![18]![2]![1] = 65).Failure);

    [Theory]
    [InlineData("input", "grey pictures", "Expected an input such as '[2,3,96,96]'")]
    [InlineData("input", "[3,3,96,96]", "Expected an input such as '[2,3,96,96]'")]
    [InlineData("input", "[2,3,1,1], flattened", "the formula gives others")]
    public void Words_that_do_not_describe_the_pictures_are_a_failure(string field, string words, string expected) =>
        Assert.Contains(expected, VerifyChanged("keras_resnet18", golden => golden[field] = words).Failure);

    [Theory]
    [InlineData("keras_resnet18")]
    [InlineData("keras_resnet50")]
    public void Every_layer_of_the_original_summary_is_there(string name)
    {
        var expected = SummaryOf(name);
        using var model = ModelRegistry.Find(name).Build(new KerasResNetOptions { Normalizes = true, EndsInSoftmax = true });
        var actual = RunLayers(model.Train(false), Tensor.Zeros([1, 3, 224, 224]));
        Assert.All(
            ["Rescaling", "Conv2D", "BatchNormalization", "ReLU", "MaxPooling2D", "GlobalAveragePooling2D", "Dense", "Softmax"],
            type => Assert.Equal(LayersOf(expected, type), actual.Where(layer => layer.Type == type).Select(layer => layer.Text)));
    }

    // The totals of Keras' summaries, which count moving moments as parameters that do not train.
    [Theory]
    [InlineData("keras_resnet18", 11_703_912, 9_600)]
    [InlineData("keras_resnet34", 21_823_208, 17_024)]
    [InlineData("keras_resnet50", 25_636_712, 53_120)]
    [InlineData("keras_resnet101", 44_707_176, 105_344)]
    [InlineData("keras_resnet152", 60_419_944, 151_424)]
    public void Totals_are_those_of_the_original(string name, long total, long notTrainable)
    {
        using var shapes = ShapesOnly.Begin();
        using var model = ModelRegistry.Find(name).Build(new ModelOptions());
        Assert.Equal(total, KerasCount(model));
        Assert.Equal(total - notTrainable, model.NamedParameters().Sum(item => item.Tensor.Count));
    }

    [Fact]
    public void The_imagenet_one_has_the_published_counts_with_and_without_top()
    {
        using var shapes = ShapesOnly.Begin();
        var info = ModelRegistry.Find("keras_resnet50_imagenet");
        using var whole = info.Build(new ModelOptions());
        using var features = info.Build(new ModelOptions { Head = new NoHead() });
        Assert.Equal(25_636_712, KerasCount(whole));
        Assert.Equal(23_587_712, KerasCount(features));
    }

    [Theory]
    [InlineData(11, 2, 1, 1)]
    [InlineData(22, 2, 0, 1)]
    [InlineData(7, 1, 1, 1)]
    [InlineData(1, 2, 1, 1)]
    public void The_border_is_that_of_TensorFlow(long size, int stride, long before, long after) =>
        Assert.Equal((before, after), SamePadding.Border(size, kernelSize: 3, stride));

    [Fact]
    public void Softmax_is_inside_on_request()
    {
        var pictures = FormulaModel.Pictures([2, 3, 48, 48]);
        var logits = Forward(new KerasResNetOptions { ClassCount = 5 }, pictures);
        Assert.Equal(logits.Softmax(1).ToArray<float>(), Forward(new KerasResNetOptions { ClassCount = 5, EndsInSoftmax = true }, pictures).ToArray<float>());
    }

    [Fact]
    public void Raw_pixels_are_divided_by_255_on_request_behind_the_layers_of_the_user()
    {
        var pictures = FormulaModel.RawPictures([2, 3, 48, 48]);
        var expected = Forward(new KerasResNetOptions(), pictures * 2 * (1 / 255.0)).ToArray<float>();
        var actual = Forward(new KerasResNetOptions { Normalizes = true, AfterInput = () => new Rescaling(2) }, pictures).ToArray<float>();
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5f)); // the products are rounded in another order
    }

    [Fact]
    public void A_net_that_flattens_is_made_for_one_size_and_says_which()
    {
        KerasResNetOptions options = new() { Flattens = true, InputPx = 64, Head = new NoHead() };
        Assert.Equal([1, 512 * 2 * 2], Forward(options, Tensor.Zeros([1, 3, 64, 64])).Shape);
        Assert.Contains("Expected pictures of 64 x 64", Assert.Throws<MienException>(() => Forward(options, Tensor.Zeros([1, 3, 96, 96]))).Message);
        Assert.Throws<ConfigException>(() => Forward(options with { InputPx = 10 }, Tensor.Zeros([1, 3, 10, 10])));
    }

    [Theory]
    [InlineData("keras_resnet18", 11, 1)]
    [InlineData("keras_resnet50", 96, 2)]
    [InlineData("keras_resnet50", 97, 2)]
    [InlineData("keras_resnet50_imagenet", 75, 3)]
    public void Flattened_maps_have_the_size_that_is_counted_on(string name, int inputPx, int sidePx)
    {
        using var model = ModelRegistry.Find(name).Build(new KerasResNetOptions { Flattens = true, InputPx = inputPx, Head = new NoHead() });
        var channels = name == "keras_resnet18" ? 512 : 2048;
        Assert.Equal([1, channels * sidePx * sidePx], model.Train(false).Forward(Tensor.Zeros([1, 3, inputPx, inputPx])).Shape);
    }

    [Fact]
    public void Kernels_alone_are_kept_small_by_twice_the_coefficient()
    {
        using var model = ModelRegistry.Find("keras_resnet18").Build(new KerasResNetOptions { ClassCount = 4, KernelL2 = 1e-4 });
        model.InitializeParameters(seed: 3);
        KernelPenalty[] penalties = [.. ((IKernelPenalties)model).KernelPenalties];
        Assert.Equal(
            model.NamedParameters().Where(item => item.Tensor.Rank > 1).Select(item => item.Name), penalties.Select(penalty => penalty.Name));
        Assert.Equal(21, penalties.Length);
        var kernel = penalties[^1].Kernel;
        penalties[^1].Loss().Backward();
        Assert.All(kernel.ToArray<float>().Zip(kernel.Grad!.ToArray<float>()), pair => Assert.Equal(2e-4f * pair.First, pair.Second, 1e-10f));
        using var free = ModelRegistry.Find("keras_resnet18").Build(new ModelOptions());
        Assert.Empty(((IKernelPenalties)free).KernelPenalties);
    }

    [Fact]
    public void A_head_of_the_user_is_not_kept_small()
    {
        using var shapes = ShapesOnly.Begin();
        using var model = ModelRegistry.Find("keras_resnet18").Build(new KerasResNetOptions { KernelL2 = 1e-4, Head = new VggTopHead() });
        Assert.Equal(20, ((IKernelPenalties)model).KernelPenalties.Count());
    }

    [Fact]
    public void Options_that_make_no_sense_are_refused()
    {
        Assert.Throws<ConfigException>(() => new KerasResNetOptions { KernelL2 = -1 });
        Assert.Throws<ConfigException>(() => new KerasResNetOptions { KernelL2 = double.NaN });
        Assert.Throws<ConfigException>(() => new ModelOptions { InputPx = 0 });
    }

    private static VerifyReport VerifyChanged(string model, Action<JsonNode> change)
    {
        var golden = JsonNode.Parse(File.ReadAllText(GoldenFolder.PathOf("keras_resnet_goldens.json")))![model]!;
        change(golden);
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, golden.ToJsonString());
            return GoldenVerifier.Verify(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static Tensor Forward(KerasResNetOptions options, Tensor pictures)
    {
        using var noGrad = NoGrad.Begin();
        using var model = ModelRegistry.Find("keras_resnet18").Build(options);
        model.InitializeParameters(seed: 1);
        return model.Train(false).Forward(pictures);
    }

    // Keras counts the moving moments.
    private static long KerasCount(Module model) =>
        model.StateDict().Where(item => !item.Name.EndsWith("num_batches_tracked", StringComparison.Ordinal)).Sum(item => item.Tensor.Count);

    private static JsonElement SummaryOf(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(GoldenFolder.PathOf("keras_resnets.json")));
        return document.RootElement.GetProperty("models").GetProperty(name).Clone();
    }

    // Rows are [id, type, shape in H, W, C order, parameters, inputs].
    private static IEnumerable<string> LayersOf(JsonElement summary, string type) => summary.GetProperty("layers").EnumerateArray()
        .Where(row => row[1].GetString() == type)
        .Select(row => $"({string.Join(", ", row[2].EnumerateArray().Select(size => size.GetInt64()))}) {row[3].GetInt64()}");

    private static List<(string Type, string Text)> RunLayers(Module model, Tensor pictures)
    {
        List<(string, string)> layers = [];
        foreach (var (_, module) in model.NamedModules())
        {
            if (KerasTypeOf(module) is { } type)
            {
                var count = KerasCount(module);
                module.OutputObserver = output => layers.Add((type, $"({string.Join(", ", HeightWidthChannels(output))}) {count}"));
            }
        }

        using var noGrad = NoGrad.Begin();
        model.Forward(pictures);
        return layers;
    }

    private static IEnumerable<long> HeightWidthChannels(Tensor output) =>
        output.Rank == 4 ? [output.Size(2), output.Size(3), output.Size(1)] : output.Shape.Skip(1);

    private static string? KerasTypeOf(Module module) => module switch
    {
        Rescaling => "Rescaling",
        Conv2d => "Conv2D",
        BatchNorm2d => "BatchNormalization",
        Relu => "ReLU",
        MaxPool2d => "MaxPooling2D",
        GlobalAveragePool2d => "GlobalAveragePooling2D",
        Dense => "Dense",
        Softmax => "Softmax",
        _ => null,
    };
}
