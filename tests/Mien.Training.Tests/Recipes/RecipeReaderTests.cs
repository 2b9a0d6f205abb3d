using Mien.Core;
using Mien.Data;
using Mien.Data.Containers;
using Mien.Data.Transforms;

namespace Mien.Training.Tests;

public sealed class RecipeReaderTests
{
    private const string Minimal = "data:\n  path: faces\nmodel:\n  name: resnet18\n";

    [Fact]
    public void Data_path_and_model_name_suffice()
    {
        var recipe = Read(Minimal);
        Assert.Equal("/base/faces", recipe.Data.Path);
        Assert.Equal("resnet18", recipe.Model.Name);
        Assert.Equal((20, 64, 1UL), (recipe.Epochs, recipe.BatchSize, recipe.Seed));
        Assert.Equal(0.2, recipe.Data.Validation.Fraction);
        Assert.Equal(ScheduleName.OneCycle, recipe.Schedule.Name);
    }

    [Fact]
    public void Every_key_can_be_given()
    {
        var recipe = Read("""
            data: {path: /a, validation: ../val, fingerprint: abc, cache_mib: 0}
            model: {name: resnet50, input: 48, channels: 1}
            epochs: 3
            batch: 2
            seed: 18446744073709551615
            precision: bfloat16
            optimizer: {name: sgd, lr: 1e-4, momentum: 0.5, weight_decay: 0, nesterov: true, clip_norm: 1}
            schedule: {name: step, step_epochs: 2, gamma: 0.5}
            loss: {label_smoothing: 0.1, class_weights: {a: 1, b: 2}}
            augment: []
            normalize: {mean: [0.5], deviation: [0.25]}
            monitor: loss
            checkpoint: {minutes: 0.5, steps: 7}
            workers: 2
            threads: 1
            device: cpu
            """);
        Assert.Equal("/val", recipe.Data.Validation.Folder);
        Assert.Equal(ulong.MaxValue, recipe.Seed);
        Assert.Equal(1e-4, recipe.Optimizer.LearningRate);
        Assert.Equal(1, recipe.Optimizer.ClipNorm);
        Assert.Equal([1f, 2f], recipe.Loss.ClassWeights.Resolve(new LabelSet(["a", "b"]), [1, 1])!);
        Assert.Equal((1, 48), (recipe.Preprocessing.Channels, recipe.Preprocessing.WidthPx));
        Assert.Equal([0.25f], recipe.Preprocessing.Scaling.Deviation);
        Assert.Equal((7, 2, 1, "cpu"), (recipe.Checkpoint.Steps, recipe.Workers, recipe.Threads, recipe.Device));
    }

    [Fact]
    public void All_problems_come_at_once_in_the_order_of_the_text()
    {
        var problems = Problems("""
            data:
              validation: 1.5
            model: resnet18
            epochs: 0
            optimzer:
              lr: 0.1
            schedule:
              name: onecycle
            """);
        Assert.Equal(
        [
            "r.yml:2:15: 'data.validation': expected a fraction above 0, below 1, or a folder but got '1.5'",
            "r.yml:2:3: 'data.path' is missing: expected a path",
            "r.yml:3:8: 'model': expected keys below it: name, input, channels, augment, head, tanh, flatten, dropout, initializer, kernel_l2, weights, mode, replace_head, freeze, unfreeze; but got 'resnet18'",
            "r.yml:4:9: 'epochs': expected a whole number from 1 to 1000000 but got '0'",
            "r.yml:5:1: unknown key 'optimzer'; did you mean 'optimizer'?",
            "r.yml:8:9: 'schedule.name': expected one of constant, one_cycle, cosine, cosine_warmup, step, multi_step, exponential, inverse_time, plateau but got 'onecycle'; did you mean 'one_cycle'?",
        ],
        problems);
    }

    [Theory]
    [InlineData("optimizer: {lr: 0}", "'optimizer.lr': expected a number above 0, at most 1000 but got '0'")]
    [InlineData("optimizer: {lr: -1}", "but got '-1'")]
    [InlineData("optimizer: {lr: nan}", "but got 'nan'")]
    [InlineData("optimizer: {lr: '0.1'}", "but got the text \"0.1\"")]
    [InlineData("optimizer: {lr: }", "but got nothing")]
    [InlineData("optimizer: {lr: [0.1]}", "but got [0.1]")]
    [InlineData("optimizer: {momentum: 1}", "'optimizer.momentum': expected a number from 0 to below 1 but got '1'")]
    [InlineData("optimizer: {momentum: 0, nesterov: true}", "expected a momentum above 0 with nesterov")]
    [InlineData("optimizer: {nesterov: yes}", "expected true or false but got 'yes'")]
    [InlineData("optimizer: {name: adm}", "'optimizer.name': expected one of sgd, adam, adamw, rmsprop but got 'adm'; did you mean 'adam'?")]
    [InlineData("optimizer: {name: adam, momentum: 0.5}", "'optimizer.momentum' is used by optimizer.name sgd, rmsprop alone, but that is 'adam'")]
    [InlineData("optimizer: {name: rmsprop, flavor: keras}", "'optimizer.flavor': expected torch for rmsprop")]
    [InlineData("optimizer: {groups: [{lr: 1}]}", "'optimizer.groups[].match' is missing: expected a list of patterns")]
    [InlineData("optimizer: {groups: [{match: fc.*, lrr: 1}]}", "'optimizer.groups': unknown key 'lrr'; did you mean 'optimizer.groups[].lr'?")]
    [InlineData("optimizer: {groups: [{match: fc.*, lr: 0}]}", "'optimizer.groups[].lr': expected none or a number above 0, at most 1000 but got '0'")]
    [InlineData("optimizer: {groups: [fc.*]}", "but got 'fc.*'")]
    [InlineData("optimizer: {groups: [{match: fc.*, lr: 1, lr_factor: 2}]}", "expected either lr or lr_factor")]
    [InlineData("schedule: {name: multi_step, milestones: [3, 2]}", "expected a list of rising whole numbers of at least 1, such as [30, 60] but got '2'")]
    [InlineData("schedule: {name: plateau, factor: 1}", "expected a number above 0, below 1 but got '1'")]
    [InlineData("batch: 1.5", "expected a whole number from 1 to 65536 but got '1.5'")]
    [InlineData("batch: 99999999999999999999", "expected a whole number")]
    [InlineData("seed: -1", "'seed': expected a whole number of at least 0 but got '-1'")]
    [InlineData("precision: bf16", "expected one of auto, float32, bfloat16 but got 'bf16'")]
    [InlineData("workers: many", "expected auto or a whole number from 1 to 256 but got 'many'")]
    [InlineData("lr: 0.1", "unknown key 'lr'; did you mean 'optimizer.lr'?")]
    [InlineData("optimizer.lr: 0.1", "unknown key 'optimizer.lr'; did you mean 'optimizer.lr'?", true)]
    [InlineData("loss: {class_weights: balancd}", "did you mean 'balanced'?")]
    [InlineData("loss: {class_weights: {effective: 1}}", "'loss.class_weights': expected a number from 0 to below 1, such as 0.999, for 'effective' but got '1'")]
    [InlineData("loss: {gamma: 2}", "'loss.gamma' is used by loss.name focal alone, but that is 'cross_entropy'")]
    [InlineData("mix: {mixup: -1}", "'mix.mixup': expected a number from 0 to 100 but got '-1'")]
    [InlineData("loss: {class_weights: [1, -2]}", "expected numbers above 0 but got '-2'")]
    [InlineData("loss: {class_weights: {sad: x}}", "expected a number above 0 for 'sad' but got 'x'")]
    [InlineData("loss: {label_smoothing: 1}", "from 0 to below 1")]
    [InlineData("schedule: {name: constant, warmup: 0.2}", "'schedule.warmup' is used by schedule.name one_cycle, cosine_warmup alone, but that is 'constant'")]
    [InlineData("schedule: {name: cosine, min_lr: 1}", "'schedule.min_lr': expected at most 'optimizer.lr'")]
    [InlineData("normalize: {mean: [0.5], deviation: [0]}", "deviations above 0")]
    [InlineData("normalize: {mean: [0.5], deviation: [0.5]}", "expected 3 means and deviations")]
    [InlineData("normalize: imagnet", "did you mean 'imagenet'?")]
    [InlineData("augment: [HorizontlFlip]", "'augment': unknown transform 'HorizontlFlip'; did you mean 'HorizontalFlip'?")]
    [InlineData("augment: {p: 1}", "'augment': expected a list of transforms such as [HorizontalFlip], or a file that holds one")]
    [InlineData("augment: [Normalize]", "'augment': expected no Normalize at the end; how a model's input is scaled holds for evaluation too")]
    [InlineData("augment: no.yml", "'augment': Cannot read the pipeline file '/base/no.yml'")]
    [InlineData("monitor: f1", "expected one of macro_f1, accuracy, balanced_accuracy, loss, ccc")]
    [InlineData("device: gpu", "'device': expected auto, cpu, cuda or cuda:NUMBER but got 'gpu'")]
    [InlineData("epochs: !!python/object 3", "expected no tag")]
    [InlineData("epochs: 1\nepochs: 2", "key 'epochs' is given twice, first in line 5")]
    public void A_wrong_value_is_answered_with_what_was_expected_and_what_came(string line, string message, bool isDotted = false)
    {
        var problem = Assert.Single(Problems(Minimal + line));
        Assert.StartsWith("r.yml:", problem, StringComparison.Ordinal);
        Assert.Contains(isDotted ? "write it as" : message, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("data:\n\tpath: x", "got a tab")]
    [InlineData("data: [", "not valid YAML")]
    [InlineData("data: *x", "names no anchor")]
    [InlineData("- a", "expected keys such as 'data:' and 'model:' but got [a]")]
    [InlineData("a: 1\n---\nb: 2", "expected one document")]
    public void A_text_that_is_no_recipe_is_refused_with_its_place(string yaml, string message)
    {
        var problem = Assert.Single(Problems(yaml));
        Assert.StartsWith("r.yml:", problem, StringComparison.Ordinal);
        Assert.Contains(message, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_text_misses_data_path_and_model_name() =>
        Assert.Equal(["r.yml: 'data.path' is missing: expected a path", "r.yml: 'model.name' is missing: expected text"], Problems(""));

    [Fact]
    public void Aliases_repeat_a_value_but_not_without_limit()
    {
        Assert.Equal(0.25, Read("data: {path: a, validation: &x 0.25}\nmodel: {name: m}\nloss: {label_smoothing: *x}").Loss.LabelSmoothing);
        var bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n" + string.Concat(Enumerable.Range(1, 9).Select(i =>
            $"a{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 10))}]\n"));
        Assert.Contains("expected at most 10000 values", Assert.Single(Problems(bomb)), StringComparison.Ordinal);
    }

    [Fact]
    public void Depth_and_size_are_limited()
    {
        Assert.Contains("nested at most 64 deep", Assert.Single(Problems("a: " + new string('[', 5000))), StringComparison.Ordinal);
        Assert.Contains("expected at most 1048576 characters", Assert.Single(Problems(new string(' ', 2_000_000))), StringComparison.Ordinal);
    }

    [Fact]
    public void An_override_wins_over_the_file_and_problems_name_the_option()
    {
        Assert.Equal(0.5, Read(Minimal + "optimizer: {lr: 0.1}", "optimizer.lr=0.5").Optimizer.LearningRate);
        Assert.Equal(1, Read(Minimal, "threads=1").Threads);
        Assert.Equal(["--set optimizer.lr: 'optimizer.lr': expected a number above 0, at most 1000 but got 'fast'"], Problems(Minimal, "optimizer.lr=fast"));
        Assert.Equal(["--set optimizr.lr: unknown key 'optimizr'; did you mean 'optimizer'?"], Problems(Minimal, "optimizr.lr=1"));
        Assert.Equal(["--set: expected key=value, such as optimizer.lr=1e-4, but got 'lr'"], Problems(Minimal, "lr"));
    }

    [Fact]
    public void A_path_starts_from_where_it_is_written()
    {
        Assert.Equal("/base/faces", Read(Minimal).Data.Path);
        Assert.Equal(Path.GetFullPath("faces"), Read(Minimal, "data.path=faces").Data.Path);
    }

    [Fact]
    public void Every_wrong_transform_is_placed_where_it_was_written() =>
        Assert.Equal(
            ["r.yml:6:5: 'augment': unknown transform 'Flip'", "r.yml:7:17: 'augment': expected p of Rotate to be a number from 0 to 1 but got '2'"],
            Problems(Minimal + "augment:\n  - Flip\n  - Rotate: {p: 2}\n").Select(problem => problem.Split("; ")[0]));

    [Fact]
    public void A_pipeline_file_becomes_part_of_the_recipe()
    {
        var folder = Directory.CreateTempSubdirectory("mien-test-").FullName;
        File.WriteAllText(Path.Combine(folder, "augment.yml"), "- HorizontalFlip: {p: 0.25}\n");
        var recipe = RecipeReader.Parse(Minimal + "augment: augment.yml", "r.yml", folder);
        Directory.Delete(folder, recursive: true);
        Assert.Equal(AugmentRecipe.Parse("[HorizontalFlip: {p: 0.25}]"), recipe.Augment);
        Assert.Contains("augment:\n  - {HorizontalFlip: {p: 0.25}}\n", RecipeWriter.Write(recipe), StringComparison.Ordinal);
    }

    [Fact]
    public void A_pipeline_that_was_saved_may_be_the_augmentation_and_stays_what_it_is()
    {
        var folder = Directory.CreateTempSubdirectory("mien-recipe-").FullName;
        var saved = new TransformPipeline(new Compose { Probability = 0.5, Children = [new OneOf { Children = [new HorizontalFlip(), new Rotate { AlwaysApply = true }] }] });
        saved.Save(Path.Combine(folder, "augment.yml"));

        var recipe = RecipeReader.Parse(Minimal + "augment: augment.yml", "r.yml", folder);

        Assert.Equal(saved.Root, recipe.Augment.Pipeline.Root);
        Assert.Equal(recipe, RecipeReader.Parse(RecipeWriter.Write(recipe), "r.yml", "/"));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void A_recipe_that_is_no_text_is_refused_with_the_place()
    {
        var path = Path.GetTempFileName();
        File.WriteAllBytes(path, [(byte)'a', 0xFF]);
        Assert.Contains("Expected a recipe in UTF-8 but byte 2", Assert.Throws<ConfigException>(() => RecipeReader.Read(path)).Message, StringComparison.Ordinal);
        File.Delete(path);
    }

    [Fact]
    public void A_missing_file_is_one_clear_line() =>
        Assert.Contains("Cannot read the recipe '/no/such.yml'", Assert.Throws<ConfigException>(() => RecipeReader.Read("/no/such.yml")).Message, StringComparison.Ordinal);

    private static Recipe Read(string yaml, params string[] overrides) => RecipeReader.Parse(yaml, "r.yml", "/base", overrides);

    private static IEnumerable<string> Problems(string yaml, params string[] overrides) =>
        Assert.Throws<ConfigProblemsException>(() => Read(yaml, overrides)).Problems.Select(problem => problem.ToString());
}
