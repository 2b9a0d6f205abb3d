using System.Text.Json;

namespace Mien.Metrics.Tests;

/// <summary>Scores of scikit-learn 1.2.1; see tests/golden/metrics/README.md.</summary>
public sealed class ScikitLearnParityTests
{
    // Both sides are sums of a few hundred terms in double precision; 1e-10 is far above their rounding and far below any real difference.
    private const double Tolerance = 1e-10;

    private static readonly Golden File = JsonSerializer.Deserialize<Golden>(
        System.IO.File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden", "metrics", "classification.json")), JsonSerializerOptions.Web)!;

    public static TheoryData<string> Cases => [.. File.Cases.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Counts_agree(string name)
    {
        var (golden, matrix) = Load(name);

        for (var row = 0; row < File.Classes; row++)
        {
            Assert.Equal(golden.Confusion[row], Enumerable.Range(0, File.Classes).Select(column => matrix[row, column]));
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Shares_agree(string name)
    {
        var (golden, matrix) = Load(name);

        Assert.Equal(golden.Accuracy, ClassificationMetrics.Accuracy(matrix), Tolerance);
        Assert.Equal(golden.BalancedAccuracy, ClassificationMetrics.BalancedAccuracy(matrix), Tolerance);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Scores_of_every_class_agree(string name)
    {
        var (golden, matrix) = Load(name);

        foreach (var (expected, score) in golden.PerClass.Zip(ClassificationMetrics.PerClass(matrix)))
        {
            AssertEqual(expected, score);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Averages_agree(string name)
    {
        var (golden, matrix) = Load(name);

        AssertEqual(golden.Macro, ClassificationMetrics.MacroAverage(matrix));
        AssertEqual(golden.Weighted, ClassificationMetrics.WeightedAverage(matrix));
    }

    private static (GoldenCase Golden, ConfusionMatrix Matrix) Load(string name)
    {
        var golden = File.Cases[name];
        return (golden, ConfusionMatrix.From<int>(golden.Truth, golden.Predicted, File.Classes));
    }

    private static void AssertEqual(double[] expected, ClassScore score)
    {
        Assert.Equal(expected[0], score.Precision, Tolerance);
        Assert.Equal(expected[1], score.Recall, Tolerance);
        Assert.Equal(expected[2], score.F1, Tolerance);
        Assert.Equal(expected[3], score.Support);
    }

    private sealed record Golden(int Classes, Dictionary<string, GoldenCase> Cases);

    private sealed record GoldenCase(
        int[] Truth, int[] Predicted, double Accuracy, double BalancedAccuracy, long[][] Confusion, double[][] PerClass, double[] Macro, double[] Weighted);
}
