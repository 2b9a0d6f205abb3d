using System.Text.Json;

namespace Mien.Cli.Tests;

/// <summary>Commands called as a user calls them, on small generated data.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mien-cli-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Pictures_are_drawn_trained_on_measured_and_predicted()
    {
        var (faces, run) = (Path.Combine(_folder, "faces"), Path.Combine(_folder, "run"));
        Succeed("data", "synth", faces, "--count", "64", "--size", "32", "--test", "0.25");
        Assert.Equal(65, File.ReadAllLines(Path.Combine(faces, "annotations.csv")).Length);

        var trained = Succeed("train", Recipe(faces), "--run", run, "--set", "epochs=1");
        Assert.Contains("mien evaluate", trained.Output, StringComparison.Ordinal);
        Assert.Contains("epoch 1/1", trained.Error, StringComparison.Ordinal);
        Assert.Contains("is a folder of 8 class folders", trained.Error, StringComparison.Ordinal);

        var resumed = Succeed("train", "--resume", run);
        Assert.Contains("finished before", resumed.Output, StringComparison.Ordinal);

        var measured = Succeed("evaluate", run, faces, "--json");
        using var scores = JsonDocument.Parse(measured.Output);
        Assert.DoesNotContain("Trained on pictures of this folder", measured.Error, StringComparison.Ordinal);
        Assert.Contains("Trained on pictures of this folder", Succeed("evaluate", run, faces, "--split", "train", "--no-report").Error, StringComparison.Ordinal);
        Assert.InRange(scores.RootElement.GetProperty("accuracy").GetDouble(), 0, 1);
        var test = Directory.GetFiles(Path.Combine(faces, "test"), "*.png", SearchOption.AllDirectories).Length;
        Assert.Equal(test, scores.RootElement.GetProperty("count").GetInt32());

        var why = Path.Combine(_folder, "why");
        var face = Directory.GetFiles(Path.Combine(faces, "test"), "*.png", SearchOption.AllDirectories)[0];
        using var explained = JsonDocument.Parse(Succeed("explain", run, face, "--no-detect", "--method", "both", "--features", "--layer", "layer1", "--json", "--out", why).Output);
        Assert.Equal(["grad-cam", "occlusion"], explained.RootElement.GetProperty("maps").EnumerateArray().Select(map => map.GetProperty("method").GetString()));
        Assert.All(explained.RootElement.GetProperty("maps").EnumerateArray(), map => Assert.True(File.Exists(map.GetProperty("file").GetString())));
        Assert.True(Directory.Exists(explained.RootElement.GetProperty("features").GetString()));
        Assert.Equal(2, CallResult.Of("explain", run, face, "--out", why).ExitCode);

        var validated = Succeed("evaluate", run, "--json", "--no-report");
        using var heldOut = JsonDocument.Parse(validated.Output);
        Assert.DoesNotContain("Trained on pictures of this folder", validated.Error, StringComparison.Ordinal);
        Assert.Equal("validation", heldOut.RootElement.GetProperty("split").GetString());
        Assert.Contains($"and {heldOut.RootElement.GetProperty("count").GetInt32()} to validate", trained.Error, StringComparison.Ordinal);

        Assert.Contains("\nComputed by ", Succeed("evaluate", run, "--no-report").Output, StringComparison.Ordinal);

        var predicted = Succeed("predict", run, Path.Combine(faces, "test"), "--no-detect", "--json");
        Assert.Equal(test, predicted.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("\nComputed by ", predicted.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dataset_is_described_and_its_faces_are_cut_out()
    {
        var (faces, report, crops) = (Path.Combine(_folder, "faces"), Path.Combine(_folder, "report"), Path.Combine(_folder, "crops"));
        Succeed("data", "synth", faces, "--count", "24", "--size", "96", "--test", "0.25");

        var told = Succeed("data", "stats", faces, "--faces", "4", "--out", report);
        Assert.Contains("looked for in 4:", told.Output, StringComparison.Ordinal);
        Assert.Contains($"Report: {report}/index.html", told.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(report, "index.html")));

        using var json = JsonDocument.Parse(Succeed("data", "stats", faces, "--faces", "none", "--json").Output);
        Assert.Equal(24, json.RootElement.GetProperty("kinds").GetProperty("readable").GetInt32());

        var cut = Succeed("data", "crop", faces, crops, "--size", "48", "--none", "keep");
        Assert.Contains("Wrote 24 pictures", cut.Output, StringComparison.Ordinal);
        Assert.Equal(25, File.ReadAllLines(Path.Combine(crops, "annotations.csv")).Length);
    }

    [Theory]
    [InlineData("stats", "--faces", "some")]
    [InlineData("crop", "--none", "nothing")]
    public void A_value_that_is_none_is_misuse(params string[] words) =>
        Assert.Equal(2, CallResult.Of(["data", words[0], _folder, .. words[0] == "crop" ? [Path.Combine(_folder, "out")] : Array.Empty<string>(), .. words[1..]]).ExitCode);

    [Fact]
    public void A_folder_with_something_in_it_is_not_written_to()
    {
        File.WriteAllText(Path.Combine(_folder, "mine.txt"), "precious");
        foreach (var words in (string[][])[["data", "synth", _folder], ["demo", _folder]])
        {
            var call = CallResult.Of(words);
            Assert.Equal(2, call.ExitCode);
            Assert.Contains("mine.txt", call.Error, StringComparison.Ordinal);
            Assert.Equal(["mine.txt"], Directory.EnumerateFileSystemEntries(_folder).Select(Path.GetFileName));
        }
    }

    [Theory]
    [InlineData("train")]
    [InlineData("train", "recipe.yml", "--resume", "run")]
    [InlineData("train", "--resume", "run", "--device", "cpu")]
    public void Training_starts_from_a_recipe_or_a_run_and_not_from_both(params string[] words)
    {
        var call = CallResult.Of(words);
        Assert.Equal(2, call.ExitCode);
        Assert.Contains("--resume", call.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_golden_that_cannot_be_read_fails_the_verification_and_is_counted()
    {
        var call = CallResult.Of("models", "verify", Path.Combine(_folder, "none.json"));
        Assert.Equal(1, call.ExitCode);
        Assert.EndsWith("0 passed, 1 failed\n", call.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_models_are_listed_with_their_parameters() =>
        Assert.Matches(@"resnet18 +ResNet +11,689,512 ", Succeed("models").Output);

    [Fact]
    public void The_doctor_says_as_json_what_it_found()
    {
        using var found = JsonDocument.Parse(Succeed("doctor", "--json", "--no-speed").Output);
        Assert.True(found.RootElement.GetProperty("ok").GetBoolean());
        Assert.Contains(found.RootElement.GetProperty("checks").EnumerateArray(), check => check.GetProperty("name").GetString() == "libtorch");
    }

    [Fact]
    public void A_table_of_pictures_is_imported_and_says_what_it_did_to_people_and_programs()
    {
        var (faces, result) = (Path.Combine(_folder, "faces"), Path.Combine(_folder, "imported"));
        Succeed("data", "synth", faces, "--count", "16", "--size", "32");
        File.AppendAllText(Path.Combine(faces, "annotations.csv"), "gone.png,happy,,,\n");
        var table = Path.Combine(faces, "annotations.csv");

        using var planned = JsonDocument.Parse(Succeed("data", "import", "csv", table, result, "--dry-run", "--json").Output);
        Assert.Equal(16, planned.RootElement.GetProperty("count").GetInt32());
        Assert.Equal(1, planned.RootElement.GetProperty("problem_count").GetInt32());
        Assert.False(Directory.Exists(result));
        Assert.Contains("gone.png", CallResult.Of("data", "import", "csv", table, result, "--strict").Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(result));

        var call = Succeed("data", "import", "csv", table, result, "--label-map", "anger=rage");
        Assert.Contains("Imported 16 pictures", call.Output, StringComparison.Ordinal);
        Assert.Contains("annotations.csv:18: gone.png: there is no such picture", call.Output, StringComparison.Ordinal);
        Assert.True(Directory.Exists(Path.Combine(result, "train", "rage")));
        Assert.StartsWith("Nothing to do", Succeed("data", "import", "csv", table, result, "--label-map", "anger=rage").Output, StringComparison.Ordinal);
        Assert.Equal(CommandLine.Misuse, CallResult.Of("data", "import", "csv", table, result).ExitCode);
    }

    [Fact]
    public void A_collection_is_not_trained_on_before_it_is_imported_and_the_command_is_told()
    {
        File.WriteAllText(Path.Combine(_folder, "fer2013.csv"), "emotion,pixels,Usage\n");
        var recipe = Path.Combine(_folder, "tiny.yml");
        File.WriteAllText(recipe, $"data:\n  path: {_folder}\nmodel:\n  name: resnet18\n  input: 32\n");

        var call = CallResult.Of("train", recipe, "--run", Path.Combine(_folder, "run"));

        Assert.Equal(2, call.ExitCode);
        Assert.Contains($"mien data import fer2013 {_folder} OUT", call.Error, StringComparison.Ordinal);
    }

    private static CallResult Succeed(params string[] words)
    {
        var call = CallResult.Of(words);
        Assert.True(call.ExitCode == 0, call.Error);
        return call;
    }

    private string Recipe(string faces)
    {
        var path = Path.Combine(_folder, "tiny.yml");
        File.WriteAllText(path, $"data:\n  path: {faces}/train\nmodel:\n  name: resnet18\n  input: 32\nbatch: 16\n");
        return path;
    }
}
