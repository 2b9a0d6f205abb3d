using System.Text.Json;

namespace Mien.Metrics.Tests;

/// <summary>Cases of tests/golden/metrics/metrics.json; see the README there.</summary>
internal static class MetricsGolden
{
    // Both sides are short sums in double precision; far above their rounding and far below any real difference.
    public const double Tolerance = 1e-10;

    private static readonly JsonElement Root = JsonDocument.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden", "metrics", "metrics.json"))).RootElement;

    public static IEnumerable<string> Names(string section) => Root.GetProperty(section).EnumerateObject().Select(item => item.Name);

    public static JsonElement Case(string section, string name) => Root.GetProperty(section).GetProperty(name);

    public static JsonElement Section(string name) => Root.GetProperty(name);

    public static ClassProbabilities Probabilities(JsonElement item)
    {
        double[] rows = [.. item.GetProperty("probs_millionths").EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(value => value.GetInt64() / 1e6)];
        return new([.. item.GetProperty("y_true").EnumerateArray().Select(value => value.GetInt32())], rows, 8);
    }

    public static double[] Values(JsonElement item, string name) => [.. item.GetProperty(name).EnumerateArray().Select(value => value.GetInt64() / 1e4)];

    /// <summary>null stands for a score that is not defined.</summary>
    public static double Number(JsonElement value) => value.ValueKind is JsonValueKind.Null ? double.NaN : value.GetDouble();

    public static void AssertEqual(JsonElement expected, IEnumerable<double> actual) =>
        Assert.All(expected.EnumerateArray().Zip(actual), pair => Assert.Equal(Number(pair.First), pair.Second, Tolerance));
}
