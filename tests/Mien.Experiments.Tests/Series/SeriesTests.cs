using Mien.Core;
using Mien.Training;

namespace Mien.Experiments.Tests;

public sealed class SeriesTests : IDisposable
{
    private readonly DrawnFaces _faces = new();

    private string SeriesPath => Path.Combine(_faces.Folder, "series");

    public void Dispose() => _faces.Dispose();

    [Fact]
    public void A_grid_is_every_combination_with_names_for_folders()
    {
        var members = SeriesMembers.Grid([SweepAxis.ParseList("optimizer.lr=1e-3,1e-4"), SweepAxis.ParseList("loss.class_weights=[1,2,3], none")]);
        Assert.Equal(["lr-1e-3_class_weights-.1.2.3.", "lr-1e-3_class_weights-none", "lr-1e-4_class_weights-.1.2.3.", "lr-1e-4_class_weights-none"], members.Select(member => member.Name));
        Assert.Equal(["optimizer.lr=1e-4", "loss.class_weights=none"], members[3].Overrides);
        Assert.Equal(["seed-1_fold-1", "seed-1_fold-2", "seed-7_fold-1", "seed-7_fold-2"], SeriesMembers.Repeats(2, [1, 7]).Select(member => member.Name));
        Assert.Equal(["point-1", "point-2"], SeriesMembers.Grid([SweepAxis.ParseList("augment=[],{}"), SweepAxis.ParseList("model.name=" + new string('x', 99))]).Select(member => member.Name));
    }

    [Fact]
    public void Random_points_lie_in_their_ranges_and_repeat()
    {
        SweepAxis[] axes = [SweepAxis.ParseRange("optimizer.lr=1e-5..1e-1"), SweepAxis.ParseRange("epochs=3..5"), SweepAxis.ParseList("batch=8,16")];
        var members = SeriesMembers.Random(axes, 200, seed: 3);
        Assert.Equal(members.Select(member => member.Name), SeriesMembers.Random(axes, 200, seed: 3).Select(member => member.Name));
        var rates = members.Select(member => double.Parse(member.Overrides[0].Split('=')[1], System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        Assert.All(rates, rate => Assert.InRange(rate, 1e-5, 1e-1));
        Assert.InRange(rates.Count(rate => rate < 1e-3), 70, 130); // half of the decades; 5 deviations of a binomial are 35
        Assert.Equal(["epochs=3", "epochs=4", "epochs=5"], members.Select(member => member.Overrides[1]).Distinct().Order());
    }

    [Theory]
    [InlineData("optimizer.lr")]
    [InlineData("=1")]
    [InlineData("batch=1,,2")]
    public void What_is_no_list_is_refused(string text) => Assert.Throws<ConfigException>(() => SweepAxis.ParseList(text));

    [Theory]
    [InlineData("lr=1..")]
    [InlineData("lr=2..1")]
    [InlineData("lr=1,2")]
    public void What_is_no_range_is_refused(string text) => Assert.Throws<ConfigException>(() => SweepAxis.ParseRange(text));

    [Fact]
    public void A_series_stopped_in_the_middle_goes_on_and_ends_like_a_whole_one()
    {
        var plan = Plan(SeriesMembers.Repeats(null, [1, 2])) with { AreRepeats = true };
        plan.Write(SeriesPath);
        using var cancellation = new CancellationTokenSource();
        var stopped = new Series(plan, SeriesPath);
        Assert.False(stopped.Run(_ => new() { Callbacks = [new CancelAt(3, cancellation)] }, _ => { }, cancellation.Token));
        Assert.Equal([MemberStatus.Waiting, MemberStatus.Waiting], stopped.Results.Select(result => result.Status));

        var resumed = new Series(SeriesPlan.Read(SeriesPath), SeriesPath);
        Assert.True(resumed.Run(_ => new(), _ => { }, TestContext.Current.CancellationToken));
        Assert.Equal([MemberStatus.Finished, MemberStatus.Finished], resumed.Results.Select(result => result.Status));
        Experiment.Train(plan.RecipeOf(plan.Members[1]), Path.Combine(_faces.Folder, "alone"), cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(File.ReadAllText(Path.Combine(_faces.Folder, "alone", "history.csv")), File.ReadAllText(Path.Combine(SeriesPath, "seed-2", "history.csv")));

        var table = SeriesTables.Table(resumed.Results, areRepeats: true).ToText();
        Assert.Matches(@"mean ± deviation +\d\.\d{3} ± \d\.\d{3}", table);
        SeriesTables.Write(SeriesPath, resumed.Results, MonitoredScore.MacroF1);
        Assert.Equal(3, File.ReadAllLines(Path.Combine(SeriesPath, "results.csv")).Length);
        Assert.Contains("holds some. Continue them with --resume", Assert.Throws<ConfigException>(() => plan.Write(SeriesPath)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Halving_lets_only_the_best_go_on_and_a_loss_that_is_no_number_ends_its_own_run_alone()
    {
        var plan = Plan(SeriesMembers.Grid([SweepAxis.ParseList("optimizer.lr=0.01,1000,0.02,0.03")]), "epochs=4", "schedule={name: constant}") with { Halving = 2 };
        plan.Write(SeriesPath);
        var series = new Series(plan, SeriesPath);
        Assert.True(series.Run(_ => new(), _ => { }, TestContext.Current.CancellationToken));
        var byStatus = series.Results.ToLookup(result => result.Status, result => result.History.Count);
        Assert.Equal([4], byStatus[MemberStatus.Finished]);
        Assert.All(byStatus[MemberStatus.Paused], epochs => Assert.InRange(epochs, 1, 2));
        Assert.Empty(byStatus[MemberStatus.Waiting]);
    }

    private SeriesPlan Plan(IEnumerable<SeriesMember> members, params string[] overrides)
    {
        var recipe = Path.Combine(_faces.Folder, "r.yml");
        File.WriteAllText(recipe, _faces.Recipe());
        return SeriesPlan.Of(recipe, overrides, members);
    }

    private sealed class CancelAt(long step, CancellationTokenSource cancellation) : TrainingCallback
    {
        public override void OnStepEnd(RunContext run, StepReport report)
        {
            if (report.Step == step)
            {
                cancellation.Cancel();
            }
        }
    }
}
