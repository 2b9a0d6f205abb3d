namespace Mien.Cli.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData]
    [InlineData("--help")]
    public void Help_goes_to_the_output_and_succeeds(params string[] args)
    {
        var call = CallResult.Of(args);
        Assert.Equal((0, ""), (call.ExitCode, call.Error));
        Assert.Contains("Commands:", call.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_version_is_one_line_with_the_name_of_the_program() =>
        Assert.Matches(@"^mien \d+\.\d+\.\d+( \([0-9a-f]{7}\))?\n$", CallResult.Of("--version").Output);

    [Fact]
    public void A_misspelt_command_is_misuse_and_the_message_names_the_right_one()
    {
        var call = CallResult.Of("dats");
        Assert.Equal((2, ""), (call.ExitCode, call.Output));
        Assert.StartsWith("error: ", call.Error, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'data'? See 'mien --help'.", call.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_group_of_commands_without_its_command_shows_its_help_as_misuse()
    {
        var call = CallResult.Of("data");
        Assert.Equal(2, call.ExitCode);
        Assert.Contains("Usage:", call.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("evaluate")]
    [InlineData("predict")]
    public void Help_of_a_command_needs_no_arguments_and_ends_with_examples(string command)
    {
        var call = CallResult.Of(command, "--help");
        Assert.Equal((0, ""), (call.ExitCode, call.Error));
        Assert.Contains($"Examples:\n  mien {command} runs/faces-1", call.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("train recipe.yml --folds", "--folds")]
    [InlineData("evaluate run faces --bootstrap many", "many")]
    [InlineData("runs --sort", "--sort")]
    [InlineData("explain run face.png --patch wide", "wide")]
    public void A_value_that_is_missing_or_none_is_misuse(string line, string named)
    {
        var call = CallResult.Of(line.Split(' '));
        Assert.Equal((2, ""), (call.ExitCode, call.Output));
        Assert.Contains(named, call.Error, StringComparison.Ordinal);
    }

    // Before the model is loaded: a run of hours must not end with a name that is taken.
    [Theory]
    [InlineData("predict run photo.jpg --draw {0}", "is there already; nothing is replaced")]
    [InlineData("predict run a.jpg b.jpg --draw {0}/faces.mp4", "Expected a single video for '--draw")]
    [InlineData("predict run clip.mp4 --every 0", "Expected every first frame (1) or more but got 0")]
    [InlineData("predict run clip.mp4 --smooth -1", "Expected smoothing over 0 to 60 seconds but got -1")]
    public void Drawing_and_frames_that_cannot_be_are_misuse(string line, string message)
    {
        var folder = Directory.CreateTempSubdirectory("mien-test-");
        File.WriteAllText(Path.Combine(folder.FullName, "mine.txt"), "mine");
        var call = CallResult.Of(string.Format(System.Globalization.CultureInfo.InvariantCulture, line, folder.FullName).Split(' '));
        Assert.Equal(["mine.txt"], folder.EnumerateFileSystemInfos().Select(file => file.Name));
        folder.Delete(recursive: true);
        Assert.Equal((2, ""), (call.ExitCode, call.Output));
        Assert.Contains(message, call.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Calibration_needs_a_run_or_pictures_and_weights_rather_than_an_export()
    {
        var folder = Directory.CreateTempSubdirectory("mien-cli-").FullName;
        var export = Path.Combine(folder, "faces.onnx");
        File.WriteAllText(export, "");
        Assert.Contains("Name a folder of pictures that training never saw", Refusal(folder), StringComparison.Ordinal);
        Assert.Contains("Calibrate the run", Refusal(export), StringComparison.Ordinal);
        Assert.Contains("one by one", Refusal("runs/a,runs/b"), StringComparison.Ordinal);
        Assert.Contains("--split belongs to DIR", Refusal(folder, "--split", "test"), StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);

        static string Refusal(params string[] words)
        {
            var call = CallResult.Of(["calibrate", .. words]);
            Assert.Equal((2, ""), (call.ExitCode, call.Output));
            return call.Error;
        }
    }
}
