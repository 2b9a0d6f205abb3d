using Mien.Core;
using Mien.Torch;

namespace Mien.Training.Tests;

public sealed class OptimizerFactoryTests : IDisposable
{
    private readonly TinyNet _net = new(); // conv, norm and head, each with weight and bias

    public void Dispose() => _net.Dispose();

    [Theory]
    [InlineData(OptimizerName.Sgd, typeof(Sgd), 0.05, 5e-4, 0.9)]
    [InlineData(OptimizerName.Adam, typeof(Adam), 0.001, 0, 0.9)]
    [InlineData(OptimizerName.Adamw, typeof(Adam), 0.001, 0.01, 0.9)]
    [InlineData(OptimizerName.Rmsprop, typeof(RmsProp), 0.01, 0, 0)]
    public void Each_optimizer_has_its_own_defaults(OptimizerName name, Type type, double rate, double decay, double momentum)
    {
        using var optimizer = OptimizerFactory.Create(new() { Name = name }, _net);
        Assert.IsType(type, optimizer);
        var group = Assert.Single(optimizer.Groups);
        Assert.Equal((rate, decay, momentum, 6), (group.BaseLearningRate, group.WeightDecay, group.BaseMomentum, group.Parameters.Count));
    }

    [Fact]
    public void A_parameter_belongs_to_the_first_group_that_it_matches()
    {
        using var optimizer = OptimizerFactory.Create(
            new()
            {
                LearningRate = 0.1,
                WeightDecay = 0.2,
                Groups = [new() { Match = new(["head.bias", "norm"]), LearningRate = 3 }, new() { Match = new(["head.*"]), LearningRateFactor = 0.5, WeightDecay = 0, Momentum = 0.1 }],
            },
            _net);
        Assert.Equal(
        [
            ("others", "conv.weight conv.bias", 0.1, 0.2, 0.9),
            ("head.bias, norm", "norm.weight norm.bias head.bias", 3, 0.2, 0.9),
            ("head.*", "head.weight", 0.05, 0, 0.1),
        ],
        optimizer.Groups.Select(group => (group.Name, string.Join(' ', group.Parameters.Select(parameter => parameter.Name)), group.BaseLearningRate, group.WeightDecay, group.BaseMomentum)));
    }

    [Fact]
    public void Weight_decay_may_spare_norms_and_biases()
    {
        using var optimizer = OptimizerFactory.Create(new() { NoDecay = NoDecay.NormsAndBiases, WeightDecay = 0.1 }, _net);
        Assert.Equal(["conv.weight", "head.weight"], optimizer.Groups.Where(group => group.WeightDecay > 0).SelectMany(group => group.Parameters).Select(parameter => parameter.Name));
        using var biases = OptimizerFactory.Create(new() { NoDecay = NoDecay.Biases, WeightDecay = 0.1 }, _net);
        Assert.Equal(["conv.bias", "norm.bias", "head.bias"], biases.Groups.Where(group => group.WeightDecay == 0).SelectMany(group => group.Parameters).Select(parameter => parameter.Name));
    }

    [Fact]
    public void A_frozen_group_gets_no_gradients_and_is_not_stepped()
    {
        using var optimizer = OptimizerFactory.Create(new() { Groups = [new() { Match = new(["conv.*", "norm.*"]), Frozen = true }] }, _net);
        Assert.Equal(["head.weight", "head.bias"], optimizer.Parameters.Select(parameter => parameter.Name));
        Assert.Equal(optimizer.Parameters.Select(parameter => parameter.Name), _net.NamedParameters().Where(parameter => parameter.Tensor.RequiresGrad).Select(parameter => parameter.Name));
    }

    [Fact]
    public void A_pattern_of_a_group_that_matches_nothing_is_refused_with_the_nearest_layer()
    {
        var error = Assert.Throws<ConfigException>(() => OptimizerFactory.Create(new() { Groups = [new() { Match = new(["conv", "haed.*"]) }] }, _net));
        Assert.Equal("'optimizer.groups[].match': expected every pattern to match parameters of the model but 'haed.*' matches none; did you mean 'head'?", error.Message);
        Assert.Throws<ConfigException>(() => OptimizerFactory.Create(new() { Groups = [new() { Match = new(["*"]), Frozen = true }] }, _net));
    }
}
