using System.Text.Json;
using Mien.Core;
using Mien.Data.Splitting;

namespace Mien.Data.Tests.Splitting;

public sealed class SplitCountsTests
{
    private static readonly JsonElement[] Rows = ReadRows();

    public static TheoryData<int> RowNumbers => [.. Enumerable.Range(0, Rows.Length)];

    [Fact]
    public void All_rows_of_the_reference_are_there() => Assert.Equal(122, Rows.Length);

    [Theory]
    [MemberData(nameof(RowNumbers))]
    public void Counts_are_those_of_the_reference(int number)
    {
        var row = Rows[number];
        var sizes = row.GetProperty("class_sizes").EnumerateObject().Select(size => (size.Name, size.Value.GetInt32())).ToArray();
        if (row.TryGetProperty("error_class", out var failing))
        {
            var refusal = Assert.Throws<ConfigException>(() => SplitCounts.Compute(sizes, Rule(row)));
            Assert.Contains($"'{failing.GetString()}'", refusal.Message, StringComparison.Ordinal);
            return;
        }

        var counts = SplitCounts.Compute(sizes, Rule(row));
        var expected = row.GetProperty("expected");
        Assert.All(counts, item => Assert.Equal(
            (expected.GetProperty("train").GetProperty(item.Name).GetInt32(), expected.GetProperty("test").GetProperty(item.Name).GetInt32()),
            (item.TrainFinal, item.TestFinal)));
        var totals = row.GetProperty("totals");
        Assert.Equal(
            (totals.GetProperty("train").GetInt32(), totals.GetProperty("test").GetInt32()),
            (counts.Sum(item => item.TrainFinal), counts.Sum(item => item.TestFinal)));
    }

    [Fact]
    public void A_validation_part_leaves_train_as_it_is_and_comes_out_of_test()
    {
        var counts = Assert.Single(SplitCounts.Compute([("happy", 100)], new() { ValidationFraction = 0.1 }));
        Assert.Equal((80, 10, 10), (counts.Train, counts.Validation, counts.Test));
    }

    [Fact]
    public void A_balanced_test_part_is_filled_up_to_what_validation_leaves_of_the_largest_class()
    {
        var counts = SplitCounts.Compute([("happy", 100), ("sad", 50)], new() { ValidationFraction = 0.1, BalanceTest = true });
        Assert.Equal([10, 10], counts.Select(item => item.TestFinal));
        Assert.Equal([80, 40], counts.Select(item => item.TrainFinal));
    }

    [Theory]
    [InlineData(0.5, 0, 1)]
    [InlineData(1.01, 0, 1)]
    [InlineData(double.NaN, 0, 1)]
    [InlineData(0.8, 0.21, 1)]
    [InlineData(0.8, -0.1, 1)]
    [InlineData(0.8, 0, 0.99)]
    [InlineData(0.8, 0, double.PositiveInfinity)]
    public void A_share_or_multiplier_out_of_range_is_refused(double train, double validation, double multiplier) =>
        Assert.Throws<ConfigException>(() => SplitCounts.Compute(
            [("happy", 10)], new() { TrainFraction = train, ValidationFraction = validation, GlobalMultiplier = multiplier }));

    private static SplitRule Rule(JsonElement row)
    {
        var options = row.GetProperty("options");
        return new()
        {
            TrainFraction = options.GetProperty("train_split").GetDouble(),
            BalanceTrain = options.GetProperty("balance_train").GetBoolean(),
            BalanceTest = options.GetProperty("balance_test").GetBoolean(),
            GlobalMultiplier = options.GetProperty("global_multiplier").GetDouble(),
        };
    }

    private static JsonElement[] ReadRows()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "golden", "albumentations", "split_counts.json");
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return [.. document.RootElement.Clone().GetProperty("rows").EnumerateArray()];
    }
}
