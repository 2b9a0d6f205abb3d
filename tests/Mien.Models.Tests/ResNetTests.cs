using Mien.Torch;

namespace Mien.Models.Tests;

public sealed class ResNetTests
{
    [Fact]
    public void Fresh_convolutions_keep_the_variance_of_the_backward_pass()
    {
        using var model = ModelRegistry.Find("resnet18").Build(new ModelOptions());
        model.InitializeParameters(seed: 1);
        var state = model.StateDict().ToDictionary(item => item.Name, item => item.Tensor);
        var weights = state["layer3.1.conv2.weight"].ToArray<float>();

        // Kaiming normal, fan out: sqrt(2 / (256 * 9)); the sample deviation of 589,824 draws is within 0.4 % at four sigma.
        var expected = Math.Sqrt(2.0 / (256 * 9));
        Assert.Equal(expected, Math.Sqrt(weights.Average(value => (double)value * value)), expected * 0.004);
        Assert.Equal(0, weights.Average(value => (double)value), expected * 0.006);
        Assert.All(state["bn1.weight"].ToArray<float>(), value => Assert.Equal(1, value));
        Assert.All(state["fc.weight"].ToArray<float>(), value => Assert.InRange(value, -1 / MathF.Sqrt(512), 1 / MathF.Sqrt(512)));
    }

    [Fact]
    public void Pictures_of_any_size_give_one_row_of_scores_each()
    {
        using var scope = TensorScope.Begin();
        using var model = ModelRegistry.Find("resnet18").Build(new ModelOptions { ClassCount = 8, InputChannels = 1 });
        model.InitializeParameters(seed: 1);
        model.Train(false);
        Assert.Equal([3, 8], model.Forward(Tensor.Zeros([3, 1, 48, 40])).Shape);
    }
}
