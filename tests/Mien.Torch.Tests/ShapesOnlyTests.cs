namespace Mien.Torch.Tests;

public sealed class ShapesOnlyTests : IDisposable
{
    private readonly TensorScope _scope = TensorScope.Begin();

    public void Dispose() => _scope.Dispose();

    // A layer of 4 TB: with memory this would fail.
    [Fact]
    public void A_layer_of_any_size_has_shapes_and_no_memory()
    {
        using var shapes = ShapesOnly.Begin();
        using var layer = new Linear(1_000_000, 1_000_000);
        Assert.True(layer.Weight.Device.IsMeta);
        Assert.Equal("meta", layer.Weight.Device.ToString());
        Assert.Equal(1_000_001_000_000, layer.NamedParameters().Sum(item => item.Tensor.Count));
    }

    [Fact]
    public void The_mode_ends_with_its_scope()
    {
        using (ShapesOnly.Begin())
        {
            using (ShapesOnly.Begin())
            {
                Assert.True(Tensor.Zeros([2]).Device.IsMeta);
            }

            Assert.True(Tensor.Empty([2]).Device.IsMeta);
        }

        Assert.Equal(Device.Cpu, Tensor.Zeros([2]).Device);
    }

    [Fact]
    public void Values_that_are_given_keep_their_memory()
    {
        using var shapes = ShapesOnly.Begin();
        Assert.Equal([1f, 2f], Tensor.From([1f, 2f]).ToArray<float>());
    }
}
