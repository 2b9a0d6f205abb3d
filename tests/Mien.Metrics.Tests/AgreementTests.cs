using System.Text.Json;

namespace Mien.Metrics.Tests;

/// <summary>Agreement of more than two raters.</summary>
public sealed class AgreementTests
{
    [Fact]
    public void Alpha_of_four_raters_with_missing_values_is_that_of_the_classic_example()
    {
        var golden = MetricsGolden.Section("krippendorff_with_missing");
        int?[][] raters = [.. golden.GetProperty("raters").EnumerateArray()
            .Select(rater => rater.EnumerateArray().Select(value => value.ValueKind is JsonValueKind.Null ? (int?)null : value.GetInt32()).ToArray())];

        Assert.Equal(golden.GetProperty("nominal").GetDouble(), Agreement.KrippendorffNominal(raters), MetricsGolden.Tolerance);
        double?[][] numbers = [.. raters.Select(rater => rater.Select(value => (double?)value).ToArray())];
        Assert.Equal(golden.GetProperty("interval").GetDouble(), Agreement.KrippendorffInterval(numbers), MetricsGolden.Tolerance);
    }

    [Fact]
    public void Two_raters_agree_as_much_as_their_confusion_matrix_says()
    {
        int?[] first = [0, 1, 2, 2, 1, 0, 0], second = [0, 1, 1, 2, 1, 0, 2];
        var matrix = ConfusionMatrix.From<int>([.. first.Select(value => value!.Value)], [.. second.Select(value => value!.Value)], 3);

        Assert.Equal(Agreement.KrippendorffNominal([first, second]), Agreement.KrippendorffNominal(matrix), 12);
    }

    [Fact]
    public void Raters_of_different_lengths_are_refused() =>
        Assert.Throws<ArgumentException>(() => Agreement.KrippendorffNominal([[1, 2], [1]]));
}
