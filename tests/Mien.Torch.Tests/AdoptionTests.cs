namespace Mien.Torch.Tests;

/// <summary>Modules without memory that take over the tensors of a file.</summary>
public sealed class AdoptionTests : IDisposable
{
    private readonly TensorScope _scope = TensorScope.Begin();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void A_module_without_memory_shares_that_of_the_weights_and_learns()
    {
        using var layer = Outline(() => new Linear(2, 1));
        var weight = Tensor.From([1f, 2f], 1, 2);
        layer.LoadStateDict(new Dictionary<string, Tensor> { ["weight"] = weight, ["bias"] = Tensor.From([3f]) });
        Assert.True(layer.Weight.SharesMemoryWith(weight));
        Assert.True(layer.Weight.RequiresGrad);
        Assert.False(weight.RequiresGrad);
        layer.Forward(Tensor.From([1f, 1f], 1, 2)).Backward();
        Assert.Equal([1f, 1f], layer.Weight.Grad!.ToArray<float>());
    }

    [Fact]
    public void The_memory_lives_as_long_as_the_module()
    {
        using var layer = Outline(() => new Linear(2, 1, bias: false));
        using (TensorScope.Begin())
        {
            layer.LoadStateDict(new Dictionary<string, Tensor> { ["weight"] = Tensor.From([1f, 2f], 1, 2) });
        }

        Assert.Equal([1f, 2f], layer.Weight.ToArray<float>());
    }

    [Fact]
    public void Another_type_or_layout_becomes_that_of_the_module()
    {
        using var layer = Outline(() => new Linear(2, 2, bias: false));
        layer.LoadStateDict(new Dictionary<string, Tensor> { ["weight"] = Tensor.From([1.0, 2, 3, 4], 2, 2).Transpose(0, 1) });
        Assert.Equal([1f, 3, 2, 4], layer.Weight.ToArray<float>());
        Assert.True(layer.Weight.IsContiguous());
    }

    [Fact]
    public void Nothing_changes_when_something_does_not_fit()
    {
        using var layer = Outline(() => new Linear(2, 1));
        Assert.Throws<CheckpointException>(() => layer.LoadStateDict(new Dictionary<string, Tensor> { ["weight"] = Tensor.From([1f, 2f], 1, 2) }));
        Assert.True(layer.Weight.Device.IsMeta);
    }

    [Fact]
    public void What_is_missing_gets_the_fresh_weights_that_it_would_have_had()
    {
        using var fresh = new Sequential(new Linear(2, 2), new BatchNorm1d(2));
        fresh.InitializeParameters(seed: 4);
        using var outline = Outline(() => new Sequential(new Linear(2, 2), new BatchNorm1d(2)));
        outline.LoadStateDict(new Dictionary<string, Tensor> { ["1.weight"] = Tensor.From([5f, 6f]), ["1.bias"] = Tensor.From([7f, 8f]) }, strict: false);
        outline.InitializeMissing(seed: 4);
        var (expected, actual) = (fresh.StateDict().ToArray(), outline.StateDict().ToArray());
        Assert.Equal(expected[0].Tensor.ToArray<float>(), actual[0].Tensor.ToArray<float>());
        Assert.All(actual, item => Assert.Equal(Device.Cpu, item.Tensor.Device));
    }

    private static T Outline<T>(Func<T> build)
        where T : Module
    {
        using var shapes = ShapesOnly.Begin();
        return build();
    }
}
