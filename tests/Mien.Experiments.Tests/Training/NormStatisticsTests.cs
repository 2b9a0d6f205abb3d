using Mien.Models;

namespace Mien.Experiments.Tests;

public sealed class NormStatisticsTests
{
    // (1 - m)^n falls below a tenth after 229.1 batches at 1 % and after 21.9 at 10 %.
    [Theory]
    [InlineData("mobilenet_v3_small", 30, "first 8 epochs")]
    [InlineData("mobilenet_v3_small", 230, null)]
    [InlineData("resnet18", 11, "first 2 epochs")]
    [InlineData("resnet18", 22, null)]
    [InlineData("squeezenet1_1", 1, null)] // without batch norms
    public void Users_are_told_how_long_statistics_lag_behind(string model, int batchCount, string? words)
    {
        using var network = ModelRegistry.Find(model).Build(new ModelOptions());

        var remark = NormStatistics.Remark(network, batchCount);

        Assert.Equal(words is not null, remark is not null);
        Assert.Contains(words ?? "", remark ?? "", StringComparison.Ordinal);
    }
}
