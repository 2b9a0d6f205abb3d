using System.Text.Json;
using Mien.Core;
using Mien.Training;

namespace Mien.Experiments.Tests;

public sealed class RunCatalogTests : IDisposable
{
    private const string Header = "epoch,learning_rate,train_loss,train_accuracy,val_loss,val_accuracy,val_balanced_accuracy,val_macro_f1,is_best\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("mien-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Runs_are_found_with_their_best_scores_and_how_they_stand()
    {
        Write("a", "lr: 0.1", "1,0.1,1,0.5,1.5,0.3,0.3,0.25,1\n2,0.1,1,0.5,1.4,0.4,0.35,0.35,1\n3,0.1,1,0.5,1.6,0.2,0.3,0.3,0\n", "{\"event\":\"end\",\"outcome\":\"Finished\"}\n");
        Write("series/b", "lr: 0.2", "1,0.2,1,0.5,1.2,0.5,0.5,0.5,1\n", "{\"time\":\"2026-01-02T03:04:05Z\",\"event\":\"start\"}\n{\"event\":\"ste");
        Write("c", "lr: 0.3", "", "");
        Directory.CreateDirectory(Path.Combine(_folder, "nothing"));
        using var hold = new RunFolder(Path.Combine(_folder, "c")).Lock();

        var runs = RunCatalog.Find(_folder, Assert.Fail);
        Assert.Equal(["a", "c", "series/b"], runs.Select(run => run.Name));
        Assert.Equal([RunStatus.Finished, RunStatus.Running, RunStatus.Interrupted], runs.Select(run => run.Status));
        Assert.Equal([2, null, 1], runs.Select(run => run.BestEpoch));
        Assert.Equal(2026, runs[2].Started!.Value.Year);
        Assert.Equal(["series/b", "a", "c"], RunTables.Sorted(runs, "macro_f1").Select(run => run.Name));
        Assert.Equal(["series/b", "a", "c"], RunTables.Sorted(runs, "loss").Select(run => run.Name));

        Assert.Contains("| a | resnet18 | finished | 3/5 | 2 | 0.400 | 0.350 | 0.350 | 1.400 |", Narrow(RunTables.List(runs).ToMarkdown()), StringComparison.Ordinal);
        Assert.Contains("\na,resnet18,finished,3,5,2,0.4,0.35,0.35,1.4,,,\n", RunTables.ToCsv(runs), StringComparison.Ordinal);
        using var json = JsonDocument.Parse(RunTables.ToJson(runs));
        Assert.Equal(0.5, json.RootElement[2].GetProperty("scores").GetProperty("macro_f1").GetDouble());
        Assert.Equal(0.2, json.RootElement[2].GetProperty("recipe").GetProperty("optimizer.lr").GetDouble());
        Assert.Contains("| optimizer.lr | 0.1 | 0.3 | 0.2 |", Narrow(RunTables.Differences(runs).ToMarkdown()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_cannot_be_read_is_told_and_the_others_are_listed()
    {
        Write("good", "lr: 0.1", "", "");
        Write("odd", "lr: 0.1", "1,2\n", "");
        Write("bad", "learning: 0.1", "", "");
        List<string> problems = [];
        Assert.Equal(["good"], RunCatalog.Find(_folder, problems.Add).Select(run => run.Name));
        Assert.Contains(problems, problem => problem.Contains("unknown key 'learning'", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.Contains("Expected 9 numbers in line 2", StringComparison.Ordinal));
        Assert.Contains("there is no recipe.yml in it", Assert.Throws<ConfigException>(() => RunCatalog.Read(_folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Curves_of_runs_are_drawn_into_a_new_file()
    {
        Write("a", "lr: 0.1", "1,0.1,1,0.5,1.5,0.3,0.3,0.25,1\n2,0.1,1,0.5,1.4,0.4,0.35,0.35,1\n", "");
        Write("b", "lr: 0.2", "1,0.2,1,0.5,1.2,0.5,0.5,0.5,1\n", "");
        var runs = RunComparison.Read([Path.Combine(_folder, "a"), Path.Combine(_folder, "b")]);
        var file = Path.Combine(_folder, "curves.png");
        var chart = RunComparison.Draw(runs, file);
        Assert.True(chart.Path == file || chart.Problem!.Contains("gnuplot-nox", StringComparison.Ordinal), chart.Problem);
        File.WriteAllText(file, "kept");
        Assert.Contains("nothing is ever overwritten", Assert.Throws<ConfigException>(() => RunComparison.Draw(runs, file)).Message, StringComparison.Ordinal);
    }

    private static string Narrow(string table) => string.Join(' ', table.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private void Write(string name, string optimizer, string history, string events)
    {
        var folder = new RunFolder(Path.Combine(_folder, name));
        Directory.CreateDirectory(folder.Path);
        File.WriteAllText(folder.Recipe, $"data: {{path: x}}\nmodel: {{name: resnet18}}\nepochs: 5\noptimizer: {{{optimizer}}}\n");
        File.WriteAllText(folder.History, Header + history);
        File.WriteAllText(folder.Events, events);
    }
}
