using System.Text.Json;

namespace Mien.Cli.Tests;

/// <summary><c>mien data split</c> and <c>mien data relabel</c> as users and programs call them.</summary>
public sealed class PreparationCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mien-cli-").FullName;

    public PreparationCommandTests()
    {
        foreach (var (name, count) in new[] { ("happy", 6), ("sad", 4) })
        {
            for (var number = 0; number < count; number++)
            {
                var path = Path.Combine(Directory.CreateDirectory(Path.Combine(Source, "train", name)).FullName, $"{number}.ppm");
                File.WriteAllText(path, $"P6\n2 1\n255\n{number}abcde");
            }
        }

        File.WriteAllText(Labels, ",pth,label,relFCs\n0,happy/0.ppm,sad,0.9\n1,sad/1.ppm,sad,0.9\n");
    }

    private string Source => Path.Combine(_folder, "faces");

    private string Out => Path.Combine(_folder, "out");

    private string Labels => Path.Combine(Source, "labels.csv");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Names_that_would_move_the_cursor_are_written_out()
    {
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(Source, "train", "e\e[2Jvil")).FullName, "\e[31m.txt"), "");
        var call = CallResult.Of("data", "split", Source, "--dry-run");
        Assert.Equal(0, call.ExitCode);
        Assert.Contains("e\\u001b[2Jvil", call.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', call.Output + call.Error);
    }

    [Fact]
    public void A_split_in_place_says_that_an_earlier_one_will_be_forgotten()
    {
        Assert.Equal(0, CallResult.Of("data", "split", Source, "--seed", "1").ExitCode);
        foreach (var name in new[] { "train.csv", "test.csv", "augmented.csv" })
        {
            File.Delete(Path.Combine(Source, name));
        }

        Directory.Delete(Path.Combine(Source, "test"), recursive: true);
        Assert.Contains("was split in place before", CallResult.Of("data", "split", Source, "--seed", "2").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_relabelling_says_as_json_what_it_did()
    {
        using var told = Json("relabel", Source, "--output-path", Out, "--json");
        Assert.Equal(10, Number(told, "count"));
        Assert.Equal(1, Number(told, "moved"));
        Assert.Equal(1, Number(told, "renamed"));
        Assert.Equal(8, Number(told, "without_row"));
        Assert.Equal(0, Number(told, "problem_count"));
        Assert.Equal(5, told.RootElement.GetProperty("classes").GetProperty("sad").GetInt32());
        Assert.True(File.Exists(Path.Combine(Out, "train/sad/0~happy.ppm")));
    }

    [Fact]
    public void A_split_says_as_json_what_it_will_do_has_done_and_has_undone()
    {
        string[] words = ["split", Source, "--balance", "--train-split", "0.7", "--json"];
        using var planned = Json([.. words, "--dry-run"]);
        Assert.True(planned.RootElement.GetProperty("dry_run").GetBoolean());
        using var done = Json([.. words, "--seed", "27"]);
        Assert.Equal((10, 3), (Number(done, "count"), Number(done, "copies")));
        Assert.Equal(27, Number(done, "seed"));
        var sad = done.RootElement.GetProperty("classes")[1];
        Assert.Equal("sad", sad.GetProperty("name").GetString());
        Assert.Equal([4, 3, 0, 1, 5, 1], ((string[])["size", "train", "validation", "test", "train_final", "test_final"]).Select(name => sad.GetProperty(name).GetInt32()));
        using var undone = Json("split", Source, "--undo", "--json");
        Assert.Equal(10, Number(undone, "pictures"));
        Assert.Equal(3, Number(undone, "deleted_copies"));
    }

    [Fact]
    public void A_seed_that_was_drawn_is_said_and_repeats_the_split()
    {
        using var first = Json("split", Source, "--balance", "--output-path", Out, "--json");
        using var second = Json("split", Source, "--balance", "--output", Out + "2", "--json", "--seed", first.RootElement.GetProperty("seed").GetRawText());
        Assert.Equal(Contents(Out), Contents(Out + "2"));
    }

    [Theory]
    [InlineData("--train-split 0.5", "over 0.5 and below 1 but got 0.5")]
    [InlineData("--train-split 1", "over 0.5 and below 1 but got 1")]
    [InlineData("--train-split most", "most")]
    [InlineData("--seed 0", "positive --seed but got 0")]
    [InlineData("--seed -3", "-3")]
    [InlineData("--val-split 0.3", "from 0 to 0.2")]
    [InlineData("--global-multiplier 0.9", "at least 1 but got 0.9")]
    [InlineData("--group-col person", "'person'")]
    [InlineData("--group-pattern (", "regular expression")]
    [InlineData("--label-col a --filename-col A", "two different names")]
    [InlineData("--link", "--output-path")]
    [InlineData("--output-path OUT", "'mine.txt'")]
    [InlineData("--output-path SOURCE", "same folder")]
    [InlineData("--output-path SOURCE/new", "inside of the source")]
    [InlineData("--undo", "nothing to undo")]
    [InlineData("--pipeline-yaml none.yml", "none.yml")]
    public void Misuse_of_split_ends_with_2_a_reason_and_nothing_changed(string words, string reason)
    {
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Out).FullName, "mine.txt"), "precious");
        var before = Contents(_folder);
        var call = CallResult.Of(["data", "split", Source, .. words.Replace("OUT", Out, StringComparison.Ordinal).Replace("SOURCE", Source, StringComparison.Ordinal).Split(' ')]);
        Assert.Equal(2, call.ExitCode);
        Assert.Contains(reason, call.Error, StringComparison.Ordinal);
        Assert.Equal(before, Contents(_folder));
    }

    [Fact]
    public void Misuse_of_relabel_ends_with_2_and_a_folder_that_is_missing_with_1()
    {
        Refuse(2, "'mine.txt'", "relabel", Source, "--output-path", _folder + "/full");
        Refuse(2, "inside of the source", "relabel", Source, "--output-path", Source + "/new");
        Refuse(2, "--output-path", "relabel", Source);
        Refuse(2, "labels.csv: has no row of 8 of 10 pictures", "relabel", Source, "--output-path", Out, "--strict");
        Refuse(1, "No such folder", "relabel", _folder + "/none", "--output-path", Out);
        Refuse(1, "No such folder", "split", _folder + "/none");
        Refuse(1, "Expected a folder 'train'", "split", _folder);
        File.WriteAllText(Labels, "file,label\nhappy/0.ppm,sad\n");
        Refuse(2, "expected a column 'pth'", "relabel", Source, "--output-path", Out);
        File.Delete(Labels);
        Refuse(2, "no file '" + Labels, "relabel", Source, "--output-path", Out);
    }

    [Fact]
    public void A_part_that_cannot_be_balanced_is_misuse_and_nothing_moves()
    {
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(Source, "train/awe")).FullName, "0.ppm"), "P6\n1 1\n255\nabc");
        Refuse(2, "'awe' (1 in all)", "split", Source, "--balance-test");
    }

    private void Refuse(int exitCode, string reason, params string[] words)
    {
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, "full")).FullName, "mine.txt"), "precious");
        var before = Contents(_folder);
        var call = CallResult.Of(["data", .. words]);
        Assert.Contains(reason, call.Error, StringComparison.Ordinal);
        Assert.Equal(exitCode, call.ExitCode);
        Assert.Equal(before, Contents(_folder));
    }

    private static JsonDocument Json(params string[] words)
    {
        var call = CallResult.Of(["data", .. words]);
        Assert.True(call.ExitCode == 0, call.Error);
        return JsonDocument.Parse(call.Output);
    }

    private static int Number(JsonDocument told, string name) => told.RootElement.GetProperty(name).GetInt32();

    private static SortedDictionary<string, string> Contents(string folder) => new(
        Directory.GetFiles(folder, "*", SearchOption.AllDirectories).ToDictionary(path => Path.GetRelativePath(folder, path), path => Convert.ToHexString(File.ReadAllBytes(path))), StringComparer.Ordinal);
}
