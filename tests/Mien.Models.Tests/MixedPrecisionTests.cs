using Mien.Models.Goldens;
using Mien.Torch;

namespace Mien.Models.Tests;

public sealed class MixedPrecisionTests
{
    // In the layout and precision of training on a CPU: types that do not fit show here, and parameters that nothing reaches.
    [Theory]
    [InlineData("squeezenet1_1")]
    [InlineData("mobilenet_v2")]
    [InlineData("mobilenet_v3_small")]
    [InlineData("efficientnet_b0")]
    [InlineData("efficientnet_v2_s")]
    [InlineData("googlenet")]
    [InlineData("densenet121")]
    [InlineData("convnext_tiny")]
    [InlineData("regnet_y_400mf")]
    [InlineData("shufflenet_v2_x1_0")]
    [InlineData("swin_t")]
    [InlineData("talha_net")]
    [InlineData("affect_mobilenet")]
    [InlineData("keras_resnet18")]
    [InlineData("keras_resnet50")]
    [InlineData("fercnn3")]
    public void A_training_step_in_mixed_precision_reaches_every_parameter(string name)
    {
        using var scope = TensorScope.Begin();
        var info = ModelRegistry.Find(name);
        using var model = info.Build(new ModelOptions { ClassCount = 3, StochasticDepth = 0 });
        model.InitializeParameters(seed: 1);
        model.To(MemoryFormat.ChannelsLast);
        Step(model).Backward();
        Assert.All(model.NamedParameters(), item => Assert.True(item.Tensor.Grad is { } gradient && gradient.IsFinite().All(), item.Name));
    }

    private static Tensor Step(Module model)
    {
        var pictures = FormulaModel.Pictures([4, 3, 48, 48]).Contiguous(MemoryFormat.ChannelsLast);
        using var mode = Autocast.Begin(Device.Cpu);
        return Functional.CrossEntropy(model.Forward(pictures).To(DType.Float32), Tensor.From([0L, 1L, 2L, 0L]));
    }
}
