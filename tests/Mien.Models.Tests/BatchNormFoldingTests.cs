using Mien.Models.Goldens;
using Mien.Torch;

namespace Mien.Models.Tests;

public sealed class BatchNormFoldingTests
{
    // float32 rounds to 6e-8; folding rounds each weight once more, over 18 or 50 layers.
    [Theory]
    [InlineData("resnet18", DType.Float32, 1e-5)]
    [InlineData("resnet18", DType.Float64, 1e-12)]
    [InlineData("resnet50", DType.Float32, 1e-5)]
    [InlineData("resnet50", DType.Float64, 1e-12)]
    public void A_folded_model_gives_the_same_scores(string name, DType dtype, double relativeTolerance)
    {
        using var scope = TensorScope.Begin();
        using var noGrad = NoGrad.Begin();
        using var model = FormulaModelOf(name).To(dtype).Train(false);
        var pictures = FormulaModel.Pictures([2, 3, 64, 64]).To(dtype);
        var before = model.Forward(pictures).To(DType.Float64).ToArray<double>();
        Assert.Equal(model.NamedModules().Count(item => item.Module is BatchNorm2d), BatchNormFolding.Fold(model));
        var after = model.Forward(pictures).To(DType.Float64).ToArray<double>();
        var largest = before.Max(Math.Abs);
        Assert.True(largest > 1);
        Assert.All(before.Zip(after), pair => Assert.Equal(pair.First, pair.Second, relativeTolerance * largest));
    }

    // A norm in front of its convolution, as DenseNet has most, cannot be folded.
    [Theory]
    [InlineData("mobilenet_v2", 1.0, 52)]
    [InlineData("mobilenet_v3_small", 1.1875, 34)]
    [InlineData("efficientnet_b0", 1.375, 49)]
    [InlineData("regnet_y_400mf", 1.0, 53)]
    [InlineData("shufflenet_v2_x1_0", 1.0625, 56)]
    [InlineData("googlenet", 1.1875, 57)]
    [InlineData("densenet121", 1.375, 59)]
    [InlineData("keras_resnet18", 0.75, 20)]
    [InlineData("keras_resnet50", 0.75, 53)]
    public void Norms_are_folded_in_every_family(string name, double gain, int expectedCount)
    {
        using var scope = TensorScope.Begin();
        using var noGrad = NoGrad.Begin();
        using var model = FormulaModelOf(name, gain).To(DType.Float64).Train(false);
        var pictures = FormulaModel.Pictures([1, 3, 64, 64]).To(DType.Float64);
        var before = model.Forward(pictures).ToArray<double>();
        Assert.Equal(expectedCount, BatchNormFolding.Fold(model));
        var largest = before.Max(Math.Abs);
        Assert.All(before.Zip(model.Forward(pictures).ToArray<double>()), pair => Assert.Equal(pair.First, pair.Second, 1e-11 * largest));
    }

    [Fact]
    public void Folding_twice_is_folding_once()
    {
        using var model = ModelRegistry.Find("resnet18").Build(new ModelOptions());
        Assert.Equal(20, BatchNormFolding.Fold(model));
        Assert.Equal(0, BatchNormFolding.Fold(model));
    }

    [Fact]
    public void A_folded_norm_refuses_to_train()
    {
        using var scope = TensorScope.Begin();
        using var model = ModelRegistry.Find("resnet18").Build(new ModelOptions());
        BatchNormFolding.Fold(model);
        model.Train();
        Assert.Throws<InvalidOperationException>(() => model.Forward(Tensor.Zeros([2, 3, 32, 32])));
    }

    [Fact]
    public void A_convolution_with_a_bias_keeps_it_in_the_sum()
    {
        using var scope = TensorScope.Begin();
        using var noGrad = NoGrad.Begin();
        var model = new Sequential(new Conv2d(2, 3, kernelSize: 3), new BatchNorm2d(3), new Relu());
        foreach (var ((name, tensor), number) in model.StateDict().Where(item => item.Tensor.DType == DType.Float32).Select((item, number) => (item, number)))
        {
            var values = new float[tensor.Count];
            WeightFormula.Fill(values, name, tensor.Shape, (uint)number, gain: 1);
            tensor.CopyFrom<float>(values);
        }

        model.Train(false);
        var pictures = FormulaModel.Pictures([1, 2, 8, 8]);
        var before = model.Forward(pictures).ToArray<float>();
        Assert.Equal(1, BatchNormFolding.Fold(model));
        Assert.All(before.Zip(model.Forward(pictures).ToArray<float>()), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Fact]
    public void A_norm_without_a_convolution_before_it_stays()
    {
        using var model = new Sequential(new BatchNorm2d(3), new Conv2d(3, 3, kernelSize: 1), new Relu(), new BatchNorm2d(3));
        Assert.Equal(0, BatchNormFolding.Fold(model));
    }

    private static Module FormulaModelOf(string name, double gain = 0.875) => FormulaModel.Build(
        new GoldenFile { Model = name, Gain = gain, Mode = "eval" }, GoldenFolder.PathOf("goldens/any.json"), [2, 3, 64, 64], outputCount: null);
}
