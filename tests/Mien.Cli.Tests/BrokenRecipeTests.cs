namespace Mien.Cli.Tests;

/// <summary>Recipes as people get them wrong. Each is answered with place, key, what was expected and the nearest that would do, before anything is on the disk.</summary>
public sealed class BrokenRecipeTests : IDisposable
{
    private const string Start = "data: {path: faces}\nmodel: {name: resnet18}\n"; // a broken line is the third

    private readonly string _folder = Directory.CreateTempSubdirectory("mien-recipe-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("epoch: 10", "r.yml:3:1: unknown key 'epoch'; did you mean 'epochs'?")]
    [InlineData("epochs: ten", "r.yml:3:9: 'epochs': expected a whole number from 1 to 1000000 but got 'ten'")]
    [InlineData("epochs: 2.5", "r.yml:3:9: 'epochs': expected a whole number from 1 to 1000000 but got '2.5'")]
    [InlineData("batch_size: 32", "r.yml:3:1: unknown key 'batch_size'; expected one of data, model, epochs, batch,")]
    [InlineData("batch: 0", "r.yml:3:8: 'batch': expected a whole number from 1 to 65536 but got '0'")]
    [InlineData("learning_rate: 0.1", "r.yml:3:1: unknown key 'learning_rate'")]
    [InlineData("lr: 0.1", "r.yml:3:1: unknown key 'lr'; did you mean 'optimizer.lr'?")]
    [InlineData("optimiser: {lr: 0.1}", "r.yml:3:1: unknown key 'optimiser'; did you mean 'optimizer'?")]
    [InlineData("optimizer: adam", "r.yml:3:12: 'optimizer': expected keys below it: name, flavor, lr,")]
    [InlineData("optimizer: {name: Adam}", "r.yml:3:19: 'optimizer.name': expected one of sgd, adam, adamw, rmsprop but got 'Adam'; did you mean 'adam'?")]
    [InlineData("optimizer: {name: adam, nesterov: true}", "r.yml:3:35: 'optimizer.nesterov' is used by optimizer.name sgd alone, but that is 'adam'; leave the key out or change the name")]
    [InlineData("optimizer: {name: adam, lr: 1e-3, beta_1: 0.9}", "r.yml:3:35: unknown key 'beta_1'; did you mean 'optimizer.beta1'?")]
    [InlineData("optimizer: {lr: 0,1}", "r.yml:3:17: 'optimizer.lr': expected a number above 0, at most 1000 but got '0'")]
    [InlineData("optimizer: {nesterov: true, momentum: 0}", "r.yml:3:23: 'optimizer.nesterov': expected a momentum above 0")]
    [InlineData("optimizer: {flavor: tensorflow}", "r.yml:3:21: 'optimizer.flavor': expected one of torch, keras but got 'tensorflow'")]
    [InlineData("optimizer: {no_decay: norm}", "r.yml:3:23: 'optimizer.no_decay': expected one of none, biases, norms_and_biases but got 'norm'")]
    [InlineData("optimizer: {groups: {match: fc.*}}", "r.yml:3:21: 'optimizer.groups': expected a list of {match: ..., lr: ...")]
    [InlineData("optimizer: {groups: [{mach: fc.*}]}", "r.yml:3:23: 'optimizer.groups': unknown key 'mach'; did you mean 'optimizer.groups[].match'?")]
    [InlineData("schedule: cosine", "r.yml:3:11: 'schedule': expected keys below it: name,")]
    [InlineData("schedule: {name: onecycle}", "r.yml:3:18: 'schedule.name': expected one of constant, one_cycle, cosine, cosine_warmup, step, multi_step, exponential, inverse_time, plateau but got 'onecycle'; did you mean 'one_cycle'?")]
    [InlineData("schedule: {name: plateau, patiance: 3}", "r.yml:3:27: unknown key 'patiance'; did you mean 'schedule.patience'?")]
    [InlineData("schedule: {name: multi_step, milestones: 30}", "r.yml:3:42: 'schedule.milestones': expected a list of rising whole numbers of at least 1, such as [30, 60] but got '30'")]
    [InlineData("schedule: {name: cosine, gamma: 0.5}", "r.yml:3:33: 'schedule.gamma' is used by schedule.name step, multi_step, exponential alone, but that is 'cosine'")]
    [InlineData("schedule: {name: cosine, min_lr: 1}", "r.yml:3:34: 'schedule.min_lr': expected at most 'optimizer.lr'")]
    [InlineData("loss: focal", "r.yml:3:7: 'loss': expected keys below it: name, gamma,")]
    [InlineData("loss: {class_weights: balance}", "r.yml:3:23: 'loss.class_weights': expected none, balanced, sqrt_balanced, {effective: beta}, a list of numbers above 0, or {class: number} but got 'balance'; did you mean 'balanced'?")]
    [InlineData("loss: {label_smoothing: 10%}", "r.yml:3:25: 'loss.label_smoothing': expected a number from 0 to below 1 but got '10%'")]
    [InlineData("augment: [HorizontalFlp]", "r.yml:3:11: 'augment': unknown transform 'HorizontalFlp'; did you mean 'HorizontalFlip'?")]
    [InlineData("augment: [HorizontalFlip: {p: 1.5}]", "r.yml:3:31: 'augment': expected p of HorizontalFlip to be a number from 0 to 1 but got '1.5'")]
    [InlineData("augment: {file: a.yml}", "r.yml:3:10: 'augment': expected a list of transforms such as [HorizontalFlip], or a file that holds one")]
    [InlineData("normalize: image_net", "r.yml:3:12: 'normalize': expected one of imagenet, unit, symmetric, caffe, none, or {mean: [...], deviation: [...]} but got 'image_net'; did you mean 'imagenet'?")]
    [InlineData("mix: {mixup: yes}", "r.yml:3:14: 'mix.mixup': expected a number from 0 to 100 but got 'yes'")]
    [InlineData("precision: fp16", "r.yml:3:12: 'precision': expected one of auto, float32, bfloat16 but got 'fp16'")]
    [InlineData("monitor: val_loss", "r.yml:3:10: 'monitor': expected one of macro_f1, accuracy, balanced_accuracy, loss, ccc but got 'val_loss'")]
    [InlineData("device: gpu", "r.yml:3:9: 'device': expected auto, cpu, cuda or cuda:NUMBER but got 'gpu'")]
    [InlineData("seed: 1\nseed: 2", "r.yml:4:1: key 'seed' is given twice, first in line 3")]
    [InlineData("seed: [1", "not valid YAML")]
    public void A_broken_line_is_answered(string line, string answer) => Refuse(Start + line, answer);

    [Theory]
    [InlineData("model: {name: resnet18}", "r.yml:1:1: 'data.path' is missing: expected a path")]
    [InlineData("data: {path: faces}", "r.yml:1:1: 'model.name' is missing: expected text")]
    [InlineData("data: {path: faces}\nmodel: {name: resnt18}", "r.yml:2:15: 'model.name': expected a model of the registry but got 'resnt18'; did you mean 'resnet18'?")]
    [InlineData("data: {path: faces}\nmodel: {name: resnet18, size: 96}", "r.yml:2:25: unknown key 'size'; expected one of name, input,")]
    [InlineData("data: {path: faces, val: 0.2}\nmodel: {name: resnet18}", "r.yml:1:21: unknown key 'val'")]
    [InlineData("data: {path: faces, validation: 20}\nmodel: {name: resnet18}", "r.yml:1:33: 'data.validation': expected a fraction above 0, below 1, or a folder but got '20'")]
    [InlineData("data: {path: faces}\nmodel: {name: resnet18, channels: 2}", "r.yml:2:35: 'model.channels': expected 3 (colour) or 1 (grey) but got '2'")]
    [InlineData("data: {path: faces}\nmodel: {name: resnet18, augment: [{name: zoom, degrees: 3}]}", "r.yml:2:57: 'model.augment[].degrees' is used by model.augment[].name rotation alone, but that is 'zoom'")]
    public void A_broken_section_is_answered(string recipe, string answer) => Refuse(recipe, answer);

    [Fact]
    public void An_option_is_answered_like_a_line()
    {
        File.WriteAllText(Path.Combine(_folder, "r.yml"), Start);
        var call = CallResult.Of("train", Path.Combine(_folder, "r.yml"), "--set", "optimizer.momentun=0.9", "--run", Path.Combine(_folder, "run"));
        Assert.Equal(2, call.ExitCode);
        Assert.Contains("--set optimizer.momentun: unknown key 'momentun'; did you mean 'optimizer.momentum'?", call.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder, "run")));
    }

    private void Refuse(string recipe, string answer)
    {
        File.WriteAllText(Path.Combine(_folder, "r.yml"), recipe);
        var call = CallResult.Of("train", Path.Combine(_folder, "r.yml"), "--run", Path.Combine(_folder, "run"));
        Assert.Contains(answer, call.Error, StringComparison.Ordinal);
        Assert.Equal(2, call.ExitCode);
        Assert.Equal("", call.Output);
        Assert.Equal(["r.yml"], Directory.GetFileSystemEntries(_folder).Select(Path.GetFileName));
    }
}
