using System.Text.Json;
using Mien.Core;
using Mien.Models.Goldens;
using Mien.Torch;

namespace Mien.Models.Tests;

public sealed class ModelRegistryTests
{
    public static TheoryData<string> Names => [.. ModelRegistry.All.Select(info => info.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_model_has_the_names_shapes_and_order_of_its_listing(string name)
    {
        using var model = ModelRegistry.Find(name).Build(new ModelOptions());
        var listing = StateListing.Find(GoldenFolder.PathOf("goldens/any.json"), [name]);
        listing.RequireSame(StateOf(model));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_model_has_the_counts_of_the_original(string name)
    {
        using var counts = JsonDocument.Parse(File.ReadAllText(GoldenFolder.PathOf("counts.json")));
        var expected = counts.RootElement.GetProperty("models").GetProperty(name);
        var info = ModelRegistry.Find(name);
        using var model = info.Build(new ModelOptions());
        Assert.Equal(expected.GetProperty("params").GetInt64(), info.ParameterCount);
        Assert.Equal(expected.GetProperty("params").GetInt64(), model.NamedParameters().Sum(item => item.Tensor.Count));
        Assert.Equal(expected.GetProperty("buffers").GetInt64(), model.NamedBuffers().Sum(item => item.Tensor.Count));
        Assert.Equal(expected.GetProperty("num_state_dict_entries").GetInt32(), model.StateDict().Count());
    }

    [Fact]
    public void A_grey_model_for_seven_classes_differs_in_the_first_and_the_last_layer_alone()
    {
        using var usual = ModelRegistry.Find("resnet18").Build(new ModelOptions());
        using var small = ModelRegistry.Find("resnet18").Build(new ModelOptions { ClassCount = 7, InputChannels = 1 });
        var differing = StateOf(usual).Zip(StateOf(small)).Where(pair => pair.First.ToString() != pair.Second.ToString()).Select(pair => pair.Second.ToString());
        Assert.Equal(["conv1.weight (64, 1, 7, 7) float32", "fc.weight (7, 512) float32", "fc.bias (7) float32"], differing);
    }

    [Fact]
    public void Case_does_not_matter() => Assert.Equal("resnet18", ModelRegistry.Find("ResNet18").Name);

    [Fact]
    public void An_unknown_name_is_answered_with_the_nearest() => Assert.StartsWith(
        "There is no model 'resnet81'; did you mean 'resnet18'?", Assert.Throws<ConfigException>(() => ModelRegistry.Find("resnet81")).Message);

    [Fact]
    public void Options_that_no_model_can_have_are_refused()
    {
        Assert.Throws<ConfigException>(() => new ModelOptions { ClassCount = 0 });
        Assert.Throws<ConfigException>(() => new ModelOptions { InputChannels = 4 });
    }

    private static StateEntry[] StateOf(Module model) =>
        [.. model.StateDict().Select(item => new StateEntry(item.Name, item.Tensor.Shape, item.Tensor.DType.ToString().ToLowerInvariant()))];
}
