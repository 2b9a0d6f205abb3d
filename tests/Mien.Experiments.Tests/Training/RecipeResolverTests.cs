using Mien.Torch;
using Mien.Training;

namespace Mien.Experiments.Tests;

public sealed class RecipeResolverTests
{
    [Theory]
    [InlineData("resnet18", Precision.Auto, true, Precision.Bfloat16)]
    [InlineData("resnet18", Precision.Auto, false, Precision.Float32)]
    [InlineData("mobilenet_v3_small", Precision.Auto, true, Precision.Float32)] // 132 pictures/s of 224 px instead of 124
    [InlineData("efficientnet_b0", Precision.Auto, true, Precision.Float32)] // 100 of 96 px instead of 80
    [InlineData("efficientnet_b0", Precision.Bfloat16, true, Precision.Bfloat16)]
    public void Precision_is_what_is_faster_for_the_network_unless_it_is_given(string model, Precision asked, bool isFast, Precision expected)
    {
        TorchRuntime.Initialize(new());
        var recipe = new Recipe { Data = new() { Path = "faces" }, Model = new() { Name = model }, Precision = asked };
        var (precision, reason) = RecipeResolver.Decide(recipe, Device.Cpu, TorchRuntime.Info with { HasFastBFloat16 = isFast });
        Assert.Equal(expected, precision);
        Assert.StartsWith(expected.ToString().ToLowerInvariant(), reason, StringComparison.Ordinal);
    }
}
