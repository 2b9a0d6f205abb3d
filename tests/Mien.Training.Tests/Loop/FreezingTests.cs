using Mien.Core;
using Mien.Torch;

namespace Mien.Training.Tests;

public sealed class FreezingTests
{
    private static readonly ModelRecipe Model = new() { Name = "tiny" };

    [Fact]
    public void Frozen_parameters_and_the_statistics_of_their_norms_stay_and_the_others_learn()
    {
        var (before, after) = Train(Model with { Freeze = new(["conv", "norm.*"]) });
        Assert.All(before.Keys.Where(name => !name.StartsWith("head", StringComparison.Ordinal)), name => Assert.Equal(before[name], after[name]));
        Assert.NotEqual(before["head.weight"], after["head.weight"]);
        Assert.NotEqual(before["head.bias"], after["head.bias"]);
    }

    [Fact]
    public void A_norm_whose_scale_learns_follows_the_pictures_though_the_convolution_before_it_is_frozen()
    {
        var (before, after) = Train(Model with { Freeze = new(["conv"]) });
        Assert.Equal(before["conv.weight"], after["conv.weight"]);
        Assert.NotEqual(before["norm.running_mean"], after["norm.running_mean"]);
    }

    [Fact]
    public void What_is_freed_in_the_second_epoch_stays_in_the_first_and_learns_then()
    {
        var atEnd = new List<float[]>();
        var (before, after) = Train(
            Model with { Freeze = new(["conv", "norm"]), Unfreeze = [new() { Epoch = 2, Pattern = new(["conv.*", "norm.*"]) }] },
            new AtEpochEnd(run => atEnd.Add(run.Plan.Model.NamedParameters().First().Tensor.ToArray<float>())));
        Assert.Equal(before["conv.weight"], atEnd[0]);
        Assert.NotEqual(before["conv.weight"], atEnd[1]);
        Assert.Equal(after["conv.weight"], atEnd[1]);
        Assert.NotEqual(before["norm.running_mean"], after["norm.running_mean"]);
    }

    [Fact]
    public void Linear_training_changes_the_head_alone()
    {
        var weights = new StartingWeights("any");
        var (before, after) = Train(Model with { Weights = weights, Mode = TrainingMode.Linear });
        Assert.Equal(["head.bias", "head.weight"], before.Keys.Where(name => !before[name].SequenceEqual(after[name])).Order());
    }

    [Fact]
    public void Patterns_that_match_nothing_and_nets_that_do_not_learn_are_refused()
    {
        using var net = new TinyNet();
        Assert.EndsWith("but 'convs.*' matches none; did you mean 'conv'?", Message(Model with { Freeze = new(["convs.*"]) }));
        Assert.Contains("'model.unfreeze': expected every pattern", Message(Model with { Freeze = new(["conv"]), Unfreeze = [new() { Epoch = 1, Pattern = new(["nothing"]) }] }));
        Assert.Contains("all are frozen", Message(Model with { Freeze = new(["*"]) }));
        Assert.Equal(net.NamedParameters().First().Tensor.Count + 4, new Freezing(net, Model with { Freeze = new(["conv"]) }, Head).FrozenCount);

        string Message(ModelRecipe recipe) => Assert.Throws<ConfigException>(() => new Freezing(net, recipe, Head)).Message;
    }

    private static HashSet<string> Head => ["head.weight", "head.bias"];

    private static (Dictionary<string, float[]> Before, Dictionary<string, float[]> After) Train(ModelRecipe recipe, params IEnumerable<TrainingCallback> callbacks)
    {
        using var run = new TinyRun(change: plan => plan with { Freezing = new Freezing(plan.Model, recipe, Head) }, callbacks: callbacks);
        var before = State(run.Net);
        run.Trainer.Fit(TestContext.Current.CancellationToken);
        return (before, State(run.Net));
    }

    private static Dictionary<string, float[]> State(Module net) =>
        net.StateDict().Where(item => item.Tensor.DType == DType.Float32).ToDictionary(item => item.Name, item => item.Tensor.ToArray<float>());

    private sealed class AtEpochEnd(Action<RunContext> look) : TrainingCallback
    {
        public override void OnEpochEnd(RunContext run, EpochReport report) => look(run);
    }
}
