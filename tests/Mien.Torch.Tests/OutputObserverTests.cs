namespace Mien.Torch.Tests;

public sealed class OutputObserverTests
{
    [Fact]
    public void An_observer_sees_the_output_before_the_next_module_overwrites_it()
    {
        using var scope = TensorScope.Begin();
        var model = new Sequential(new Identity(), new Relu(inPlace: true));
        var seen = new List<(string Name, float[] Values)>();
        foreach (var (name, module) in model.NamedChildren())
        {
            module.OutputObserver = output => seen.Add((name, output.ToArray<float>()));
        }

        model.Forward(Tensor.From([-1f, 2]));
        Assert.Equal(["0", "1"], seen.Select(item => item.Name));
        Assert.Equal([-1, 2], seen[0].Values);
        Assert.Equal([0, 2], seen[1].Values);
    }
}
