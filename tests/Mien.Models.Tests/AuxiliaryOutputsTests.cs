using Mien.Core;
using Mien.Torch;

namespace Mien.Models.Tests;

public sealed class AuxiliaryOutputsTests
{
    [Theory]
    [InlineData("googlenet_aux", 2, 64)]
    [InlineData("googlenet", 0, 64)]
    [InlineData("inception_v3", 1, 299)]
    [InlineData("inception_v3_noaux", 0, 75)]
    public void Training_gives_the_scores_of_the_auxiliary_classifiers_too(string name, int expected, int sizePx)
    {
        using var scope = TensorScope.Begin();
        using var noGrad = NoGrad.Begin();
        using var model = ModelRegistry.Find(name).Build(new ModelOptions { ClassCount = 5, Dropout = 0 });
        model.InitializeParameters(seed: 1);
        var net = (IAuxiliaryOutputs)model;
        var pictures = Tensor.Ones([2, 3, sizePx, sizePx]);
        var outputs = net.ForwardWithAuxiliary(pictures);
        Assert.Equal(expected, outputs.Auxiliary.Length);
        Assert.All([outputs.Scores, .. outputs.Auxiliary], scores => Assert.Equal([2, 5], scores.Shape));
        Assert.Equal(model.Forward(pictures).ToArray<float>(), outputs.Scores.ToArray<float>());

        model.Train(false);
        Assert.Empty(net.ForwardWithAuxiliary(pictures).Auxiliary);
    }

    [Theory]
    [InlineData("googlenet_transform_input")]
    [InlineData("inception_v3_transform_input")]
    public void The_transformation_of_colours_refuses_grey_pictures(string name) =>
        Assert.Contains("three colours", Assert.Throws<ConfigException>(() => ModelRegistry.Find(name).Build(new ModelOptions { InputChannels = 1 })).Message);

    [Fact]
    public void A_transformer_names_the_size_that_it_was_made_for()
    {
        using var scope = TensorScope.Begin();
        using var shapes = ShapesOnly.Begin();
        using var model = ModelRegistry.Find("vit_b_16").Build(new ModelOptions());
        Assert.Contains("224 x 224", Assert.Throws<MienException>(() => model.Forward(Tensor.Zeros([1, 3, 96, 100]))).Message);
    }
}
