using Mien.Models.Goldens;
using Mien.Torch;

namespace Mien.Models.Tests;

public sealed class GreyInputTests : IDisposable
{
    private readonly TensorScope _scope = TensorScope.Begin();

    public void Dispose() => _scope.Dispose();

    // float32 rounds the sum of three kernels once more; scores are of the order of 1.
    [Theory]
    [InlineData("resnet18", "conv1.weight")]
    [InlineData("mobilenet_v2", "features.0.0.weight")]
    [InlineData("swin_t", "features.0.0.weight")]
    [InlineData("keras_resnet18", "conv1_conv.weight")]
    public void A_grey_picture_gives_the_scores_of_its_three_equal_channels(string name, string kernel)
    {
        using var noGrad = NoGrad.Begin();
        var info = ModelRegistry.Find(name);
        using var colour = info.Build(new ModelOptions { ClassCount = 5 });
        colour.InitializeParameters(seed: 6);
        using var grey = info.Build(new ModelOptions { ClassCount = 5, InputChannels = 1 });
        var adaptation = GreyInput.Adapt(grey, colour.StateDict().ToDictionary(item => item.Name, item => item.Tensor));
        Assert.Equal(kernel, adaptation.KernelName);
        grey.LoadStateDict(adaptation.State);
        var picture = FormulaModel.Pictures([1, 1, 48, 48]);
        var expected = colour.Train(false).Forward(picture.Expand(-1, 3, -1, -1)).ToArray<float>();
        var actual = grey.Train(false).Forward(picture).ToArray<float>();
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(1)]
    public void Weights_of_a_net_with_as_many_channels_stay_as_they_are(int channels)
    {
        using var model = ModelRegistry.Find("mobilenet_v2").Build(new ModelOptions { ClassCount = 5, InputChannels = channels });
        var state = model.StateDict().ToDictionary(item => item.Name, item => item.Tensor);
        var adaptation = GreyInput.Adapt(model, state);
        Assert.Null(adaptation.KernelName);
        Assert.Same(state, adaptation.State);
    }
}
