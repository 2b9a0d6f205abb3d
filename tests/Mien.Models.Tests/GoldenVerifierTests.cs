using System.Text.Json.Nodes;

namespace Mien.Models.Tests;

public sealed class GoldenVerifierTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mien-test-").FullName;

    private string GoldenPath => Path.Combine(_folder, "goldens", "resnet18.json");

    private string ListingPath => Path.Combine(_folder, "state_dicts", "resnet18.json");

    public static TheoryData<string> Goldens => [.. FilesIn("goldens"), .. FilesIn("gradients")];

    public GoldenVerifierTests()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "goldens"));
        Directory.CreateDirectory(Path.Combine(_folder, "state_dicts"));
        File.Copy(GoldenFolder.PathOf("state_dicts/resnet18.json"), ListingPath);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_model_runs_every_size_in_both_precisions()
    {
        var report = GoldenVerifier.Verify(GoldenFolder.PathOf("goldens/resnet18.json"));
        Assert.Equal(
            ["float32 (2, 3, 96, 96)", "float32 (2, 3, 224, 224)", "float64 (2, 3, 96, 96)", "float64 (2, 3, 224, 224)"],
            report.Cases.Select(run => run.Name));
    }

    [Theory]
    [MemberData(nameof(Goldens))]
    public void Every_golden_file_is_met(string file)
    {
        var report = GoldenVerifier.Verify(GoldenFolder.PathOf(file));
        Assert.True(report.Passed, string.Join('\n', report.Lines()));
        Assert.NotEmpty(report.Cases);
    }

    [Fact]
    public void Five_steps_of_training_give_the_golden_losses_and_norms()
    {
        var report = GoldenVerifier.Verify(GoldenFolder.PathOf("goldens/train_resnet18_sgd.json"));
        Assert.True(report.Passed, string.Join('\n', report.Lines()));
        Assert.Equal(["float32 training (2, 3, 96, 96)", "float64 training (2, 3, 96, 96)"], report.Cases.Select(run => run.Name));
        Assert.All(report.Cases, run => Assert.Equal(372, run.ComparedCount)); // 5 losses, 32 outputs, 7 gradients, 2 x 164 norms
    }

    [Theory]
    [InlineData("Adam(lr=0.1)", "Expected an optimizer such as 'SGD(")]
    [InlineData("SGD(lr=0.1, beta=2)", "but got 'beta=2'")]
    [InlineData("SGD(lr=fast)", "but got 'lr=fast'")]
    public void An_optimizer_that_the_check_does_not_know_is_a_failure(string optimizer, string expectedPart)
    {
        var golden = JsonNode.Parse(File.ReadAllText(GoldenFolder.PathOf("goldens/train_resnet18_sgd.json")))!;
        golden["optimizer"] = optimizer;
        File.WriteAllText(GoldenPath, golden.ToJsonString());
        Assert.Contains(expectedPart, GoldenVerifier.Verify(GoldenPath).Failure);
    }

    [Fact]
    public void A_wrong_number_fails_both_precisions_and_is_named()
    {
        var report = VerifySmallCase(golden => golden["cases"]![0]!["logits_f64"]!["mean"]![1] = 0.0546); // 0.0545575789935
        Assert.False(report.Passed);
        Assert.All(report.Cases, run => Assert.Equal("mean of picture 1", run.Quantity));
        Assert.All(report.Cases, run => Assert.Equal(4.24210065e-5, run.Deviation, 1e-7));
        Assert.StartsWith("FAILED  resnet18", report.Lines().First());
    }

    [Fact]
    public void The_first_stage_that_differs_is_named_with_both_numbers()
    {
        var report = VerifySmallCase(golden =>
        {
            golden["cases"]![0]!["trace_f64"]![6]![3] = 199.226332;  // layer3, off by five in a billion: the last digit
            golden["cases"]![0]!["trace_f64"]![7]![2] = 0.923231996; // layer4, off by one in a million
        });
        Assert.False(report.Passed);
        Assert.Equal("layer4: expected mean 0.923231996 but got 0.923230996", report.Cases.Single(run => run.Name.StartsWith("float64")).FirstWrongStage);
    }

    [Fact]
    public void A_stage_that_the_model_lacks_is_named()
    {
        var report = VerifySmallCase(golden => golden["cases"]![0]!["trace_f64"]![2]![0] = "act1");
        Assert.Contains(report.Cases, run => run.FirstWrongStage == "act1: the model has no module of that name");
    }

    [Fact]
    public void A_picture_the_model_cannot_take_is_a_failed_case_that_says_how_far_it_came()
    {
        var report = VerifySmallCase(golden =>
        {
            golden["cases"]!.AsArray().Add(golden["cases"]![0]!.DeepClone());
            golden["cases"]![1]!["input_shape"] = new JsonArray(2, 1, 96, 96);
        });
        Assert.Equal([true, false, true, false], report.Cases.Select(run => run.Passed));
        Assert.Contains("conv1", report.Cases[1].FirstWrongStage);
    }

    [Fact]
    public void Wrong_weights_are_told_from_a_wrong_model()
    {
        var report = VerifySmallCase(golden => golden["gain"] = 0.9);
        Assert.StartsWith("The formula fills 'conv1.weight' with ", report.Failure);
    }

    [Fact]
    public void All_names_that_differ_from_the_listing_come_in_one_message()
    {
        File.WriteAllText(ListingPath, File.ReadAllText(ListingPath)
            .Replace("bn1.bias\",[64]", "bn1.bias\",[65]", StringComparison.Ordinal)
            .Replace("\"fc.bias\"", "\"head.bias\"", StringComparison.Ordinal));
        var report = VerifySmallCase(_ => { });
        Assert.Contains("missing: head.bias (1000) float32", report.Failure);
        Assert.Contains("unexpected: fc.bias (1000) float32", report.Failure);
        Assert.Contains("differs: expected bn1.bias (65) float32 but the model has bn1.bias (64) float32", report.Failure);
    }

    [Fact]
    public void Names_in_another_order_are_a_failure()
    {
        var lines = File.ReadAllLines(ListingPath);
        (lines[1], lines[2]) = (lines[2], lines[1]);
        File.WriteAllLines(ListingPath, lines);
        Assert.Contains("order: expected bn1.bias where the model has bn1.weight", VerifySmallCase(_ => { }).Failure);
    }

    [Fact]
    public void A_missing_listing_is_a_failure_that_names_the_file()
    {
        File.Delete(ListingPath);
        Assert.Contains($"'{ListingPath}' but there is no such file", VerifySmallCase(_ => { }).Failure);
    }

    [Fact]
    public void An_unknown_model_is_a_failure_with_a_hint() =>
        Assert.StartsWith("There is no model 'resnet19'; did you mean 'resnet18'?", VerifySmallCase(golden => golden["model"] = "resnet19").Failure);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[1, 2]")]
    [InlineData("""{"model": "resnet18"}""")]
    [InlineData("""{"model": "resnet18", "gain": 1, "mode": "eval"}""")]
    [InlineData("""{"model": "resnet18", "gain": 1, "mode": "eval", "cases": []}""")]
    [InlineData("""{"model": "resnet18", "gain": 1, "mode": "eval", "cases": [null]}""")]
    [InlineData("""{"model": "resnet18", "gain": 1, "mode": "dream", "cases": []}""")]
    [InlineData("""{"model": "resnet18", "gain": "much", "mode": "eval", "cases": []}""")]
    public void A_malformed_file_is_a_failure_that_names_it(string content)
    {
        File.WriteAllText(GoldenPath, content);
        var report = GoldenVerifier.Verify(GoldenPath);
        Assert.False(report.Passed);
        Assert.Contains(GoldenPath, report.Failure);
    }

    [Theory]
    [InlineData("input_shape", "[2, 3, 96]")]
    [InlineData("input_shape", "[3, 3, 96, 96]")]
    [InlineData("num_outputs", "10")]
    [InlineData("trace_f64", """[["conv1", [2, 64], 0.1]]""")]
    [InlineData("trace_f64", """[["conv1", [2, "64"], 0.1, 0.2]]""")]
    public void A_case_that_contradicts_itself_is_a_failure(string field, string value) =>
        Assert.NotNull(VerifySmallCase(golden => golden["cases"]![0]![field] = JsonNode.Parse(value)).Failure);

    [Fact]
    public void A_missing_file_is_a_failure() => Assert.Contains("none.json", GoldenVerifier.Verify(Path.Combine(_folder, "none.json")).Failure);

    private static IEnumerable<string> FilesIn(string folder) =>
        Directory.GetFiles(GoldenFolder.PathOf(folder), "*.json").Select(path => $"{folder}/{Path.GetFileName(path)}").Order();

    // The 96-pixel case of the real file, changed: a wrong number in a golden file is as good as a wrong number in a model.
    private VerifyReport VerifySmallCase(Action<JsonNode> change)
    {
        var golden = JsonNode.Parse(File.ReadAllText(GoldenFolder.PathOf("goldens/resnet18.json")))!;
        golden["cases"]!.AsArray().RemoveAt(1);
        change(golden);
        File.WriteAllText(GoldenPath, golden.ToJsonString());
        return GoldenVerifier.Verify(GoldenPath);
    }
}
