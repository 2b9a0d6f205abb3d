using System.Globalization;
using System.Text.Json;

namespace Mien.Cli.Tests;

/// <summary><c>mien evaluate --predictions</c> on tables made of golden/metrics/metrics.json.</summary>
public sealed class EvaluatePredictionsTests : IDisposable
{
    private const double Tolerance = 1e-10; // as of the scores themselves: a table holds the same numbers

    private static readonly JsonElement Golden = JsonDocument.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden", "metrics", "metrics.json"))).RootElement;

    private readonly string _folder = Directory.CreateTempSubdirectory("mien-scores-").FullName;

    public static TheoryData<string> Classifications => [.. Golden.GetProperty("classification").EnumerateObject().Select(item => item.Name)];

    public static TheoryData<string> Affects => [.. Golden.GetProperty("valence_arousal").EnumerateObject().Select(item => item.Name)];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Classifications))]
    public void Scores_of_a_table_are_those_of_scikit_learn(string name)
    {
        var item = Golden.GetProperty("classification").GetProperty(name);
        var scores = Score(Table(item), "--bootstrap", "0");

        foreach (var expected in item.GetProperty("expected").EnumerateObject().Where(IsScore))
        {
            AssertEqual(expected.Value, scores.GetProperty(expected.Name), expected.Name);
        }
    }

    [Theory]
    [MemberData(nameof(Affects))]
    public void Scores_of_valence_and_arousal_are_those_of_the_reference(string name)
    {
        var item = Golden.GetProperty("valence_arousal").GetProperty(name);
        var (truth, prediction) = (Values(item, "truth_1e4", 1e4), Values(item, "prediction_1e4", 1e4));
        var rows = truth.Zip(prediction, (of, with) => $"{Text(of)},{Text(with)},{Text(with)},{Text(of)}");
        var scores = Score(Write("va.csv", ["valence_true,valence,arousal,arousal_true", .. rows]), "--bootstrap", "0");

        foreach (var expected in item.GetProperty("expected").EnumerateObject().Where(expected => !expected.Name.StartsWith("seed_", StringComparison.Ordinal)))
        {
            AssertEqual(expected.Value, scores.GetProperty("valence").GetProperty(expected.Name), expected.Name);
            AssertEqual(expected.Value, scores.GetProperty("arousal").GetProperty(expected.Name), expected.Name);
        }

        Assert.Equal(2 * truth.Length, scores.GetProperty("pooled").GetProperty("count").GetInt32());
    }

    [Fact]
    public void Intervals_hold_the_score_and_subgroups_and_comparisons_are_told()
    {
        var table = Table(Golden.GetProperty("classification").GetProperty("main_500"), row => row % 3 == 0 ? "left" : "right");

        var scores = Score(table, "--by", "side", "--against", table, "--bootstrap", "200");

        var interval = scores.GetProperty("intervals_95").GetProperty("accuracy");
        Assert.InRange(0.532, interval[0].GetDouble(), interval[1].GetDouble());
        Assert.InRange(interval[1].GetDouble() - interval[0].GetDouble(), 0.06, 0.11); // 4 standard errors of 0.0223 are 0.089
        Assert.Equal(167, scores.GetProperty("by").GetProperty("side").EnumerateArray().Single(group => group.GetProperty("value").GetString() == "left").GetProperty("count").GetInt32());
        Assert.Equal(0, scores.GetProperty("comparison").GetProperty("differences").GetProperty("macro_f1").GetProperty("value").GetDouble());
        Assert.Equal(1, scores.GetProperty("comparison").GetProperty("mcnemar").GetProperty("p_value").GetDouble());
    }

    [Fact]
    public void Tables_for_people_show_every_group_of_scores()
    {
        var table = Table(Golden.GetProperty("classification").GetProperty("main_500"), row => row % 2 == 0 ? "left" : "right");

        var told = CallResult.Of("evaluate", "--predictions", table, "--by", "side", "--against", table, "--bootstrap", "50").Output;

        Assert.All(
            ["mean of classes", "cohen_kappa", "ece (15 bins)", "left", "McNemar", "bootstrap over 500 pictures"],
            words => Assert.Contains(words, told, StringComparison.Ordinal));
    }

    [Fact]
    public void Without_draws_there_are_no_intervals_anywhere()
    {
        var table = Table(Golden.GetProperty("classification").GetProperty("main_500"), row => row % 2 == 0 ? "left" : "right");

        var scores = Score(table, "--by", "side", "--against", table, "--bootstrap", "0");

        Assert.False(scores.TryGetProperty("intervals_95", out _));
        Assert.All(scores.GetProperty("by").GetProperty("side").EnumerateArray(), group => Assert.Equal("[null,null]", group.GetProperty("accuracy_interval_95").GetRawText()));
        Assert.Equal("[null,null]", scores.GetProperty("comparison").GetProperty("differences").GetProperty("accuracy").GetProperty("interval_95").GetRawText());
    }

    [Fact]
    public void A_report_never_replaces_the_table_it_is_made_of_nor_lies_among_other_files()
    {
        var table = Write("predictions.csv", "truth,prob_a,prob_b", "a,1,0");

        var told = CallResult.Of("evaluate", "--predictions", table, "--report", _folder);
        Assert.Equal(2, told.ExitCode);
        Assert.Contains("would replace the table", told.Error, StringComparison.Ordinal);

        var mine = File.ReadAllText(table);
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "others")).FullName;
        var better = Path.Combine(folder, "better.csv");
        File.WriteAllText(better, "truth,prob_a,prob_b\nb,0,1\n");
        Assert.Contains("would replace the table", CallResult.Of("evaluate", "--predictions", better, "--against", table, "--report", _folder).Error, StringComparison.Ordinal);
        Assert.Contains("found 'others'", CallResult.Of("evaluate", "--predictions", better, "--report", _folder).Error, StringComparison.Ordinal);
        Directory.Move(folder, _folder + "-others");
        better = Path.Combine(_folder + "-others", "better.csv");
        Assert.Contains("found 'predictions.csv'", CallResult.Of("evaluate", "--predictions", better, "--report", _folder).Error, StringComparison.Ordinal); // no report's, but mine
        Directory.Delete(_folder + "-others", recursive: true);
        Assert.Equal(mine, File.ReadAllText(table));

        var report = Path.Combine(_folder, "report");
        Assert.Equal(0, CallResult.Of("evaluate", "--predictions", table, "--report", report, "--keep-scripts").ExitCode);
        Assert.Equal(0, CallResult.Of("evaluate", "--predictions", table, "--report", report).ExitCode); // an earlier report gives way
    }

    [Fact]
    public void A_restyled_script_is_not_replaced_and_keeps_its_numbers()
    {
        var table = Write("predictions.csv", "truth,prob_a,prob_b", "a,1,0", "b,0,1");
        var report = Path.Combine(_folder, "report");
        string[] words = ["evaluate", "--predictions", table, "--report", report];
        Assert.Equal(0, CallResult.Of([.. words, "--keep-scripts"]).ExitCode);
        Assert.Equal(0, CallResult.Of([.. words, "--keep-scripts"]).ExitCode); // as it was written, it may be replaced
        var (script, numbers) = (Path.Combine(report, "class_scores.gp"), Path.Combine(report, "class_scores.csv"));
        File.AppendAllText(script, "# mine\n");
        var (mine, itsNumbers) = (File.ReadAllText(script), File.ReadAllText(numbers));
        File.AppendAllText(table, "a,0,1\n");

        var told = CallResult.Of([.. words, "--keep-scripts"]);
        Assert.Equal(0, CallResult.Of(words).ExitCode);

        Assert.Equal(2, told.ExitCode);
        Assert.Contains("class_scores.gp would be replaced, changed since an earlier report wrote it.", told.Error, StringComparison.Ordinal);
        Assert.Equal((mine, itsNumbers), (File.ReadAllText(script), File.ReadAllText(numbers)));
        Assert.Empty(Directory.EnumerateFiles(report, "*.partial"));
    }

    [Fact]
    public void All_faults_of_a_table_are_told_with_their_lines()
    {
        var table = Write("bad.csv", "truth,prob_happy,prob_sad", "happy,0.4,0.6", "hapy,0.4,0.6", "sad,0.4,x", "sad,40,60", "sad,0.4,0.4");

        var told = CallResult.Of("evaluate", "--predictions", table);

        Assert.Equal(2, told.ExitCode);
        Assert.All(
            ["bad.csv:3", "did you mean 'happy'", "bad.csv:4", "prob_sad but got 'x'", "bad.csv:5", "'40'", "bad.csv:6", "make 0.8"],
            words => Assert.Contains(words, told.Error, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Expected a RUN")]
    [InlineData("Expected DIR for --split", "runs/none", "--split", "test")]
    [InlineData("either RUN and DIR or --predictions", "runs/none", "data", "--predictions", "x.csv")]
    public void Words_that_do_not_go_together_are_misuse(string message, params string[] words)
    {
        var told = CallResult.Of(["evaluate", .. words]);

        Assert.Equal(2, told.ExitCode);
        Assert.Contains(message, told.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_without_truth_are_left_out_and_a_table_of_them_alone_is_a_failure()
    {
        Assert.Equal(1, Score(Write("some.csv", "truth,prob_a,prob_b", "a,1,0", ",0.5,0.5"), "--bootstrap", "0").GetProperty("count").GetInt32());
        Assert.Equal(1, CallResult.Of("evaluate", "--predictions", Write("none.csv", "truth,prob_a,prob_b", ",0.5,0.5")).ExitCode);
    }

    private static bool IsScore(JsonProperty expected) =>
        expected.Name is not ("predicted" or "classification_report_csv" or "classification_report_csv_transposed" or "roc_auc_sklearn_error");

    private static void AssertEqual(JsonElement expected, JsonElement actual, string name)
    {
        switch (expected.ValueKind)
        {
            case JsonValueKind.Number:
                Assert.True(actual.ValueKind is JsonValueKind.Number && Math.Abs(expected.GetDouble() - actual.GetDouble()) <= Tolerance, $"{name}: expected {expected} but got {actual}");
                break;
            case JsonValueKind.Object:
                Assert.Equal(expected.EnumerateObject().Select(item => item.Name), actual.EnumerateObject().Select(item => item.Name));
                Assert.All(expected.EnumerateObject(), item => AssertEqual(item.Value, actual.GetProperty(item.Name), $"{name}.{item.Name}"));
                break;
            case JsonValueKind.Array:
                Assert.Equal(expected.GetArrayLength(), actual.GetArrayLength());
                Assert.All(expected.EnumerateArray().Zip(actual.EnumerateArray()), pair => AssertEqual(pair.First, pair.Second, name));
                break;
            default:
                Assert.Equal(expected.ToString(), actual.ToString());
                break;
        }
    }

    private string Table(JsonElement item, Func<int, string>? side = null)
    {
        string[] names = [.. Golden.GetProperty("class_names").EnumerateArray().Select(name => name.GetString()!)];
        var labels = item.GetProperty("y_true").EnumerateArray().Select(label => names[label.GetInt32()]);
        var rows = item.GetProperty("probs_millionths").EnumerateArray().Select(row => string.Join(",", row.EnumerateArray().Select(value => Text(value.GetInt64() / 1e6))));
        return Write("scores.csv", [
            "file,side,truth," + string.Join(",", names.Select(name => "prob_" + name)),
            .. labels.Zip(rows).Select((pair, row) => $"{row}.png,{side?.Invoke(row)},{pair.First},{pair.Second}")]);
    }

    private static double[] Values(JsonElement item, string name, double scale) => [.. item.GetProperty(name).EnumerateArray().Select(value => value.GetInt64() / scale)];

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private string Write(string name, params string[] lines)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllLines(path, lines);
        return path;
    }

    private static JsonElement Score(string table, params string[] words)
    {
        var told = CallResult.Of(["evaluate", "--predictions", table, "--json", .. words]);
        Assert.True(told.ExitCode == 0, told.Error);
        return JsonDocument.Parse(told.Output).RootElement;
    }
}
