using Mien.Data;

namespace Mien.Training.Tests;

public sealed class PublishedRecipesTests
{
    private static string Folder { get; } = Path.Combine(Repository.Root, "recipes");

    // Those that begin with augment- are pipelines of transforms, which recipes name.
    public static TheoryData<string> Names => [.. Directory.GetFiles(Folder, "*.yml").Where(path => !Path.GetFileName(path).StartsWith("augment-", StringComparison.Ordinal)).Select(path => Path.GetFileName(path)!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_published_recipe_is_valid_and_says_in_a_comment_what_it_is_for(string name)
    {
        var path = Path.Combine(Folder, name);
        Assert.StartsWith("# ", File.ReadAllText(path), StringComparison.Ordinal);
        var recipe = RecipeReader.Read(path, ["data.path=faces"]);
        Assert.Equal(recipe, RecipeReader.Parse(RecipeWriter.Write(recipe), name, "/"));
    }

    [Fact]
    public void A_recipe_may_name_a_published_pipeline()
    {
        var recipe = RecipeReader.Read(Path.Combine(Folder, "faces-resnet18.yml"), [$"augment={Path.Combine(Folder, "augment-default.yml")}"]);

        Assert.Equal(TransformPipeline.Default.Root, recipe.Augment.Pipeline.Root);
        Assert.Equal(recipe, RecipeReader.Parse(RecipeWriter.Write(recipe), "r.yml", "/"));
    }

    [Fact]
    public void The_recipe_for_photographs_is_the_one_it_was_measured_with()
    {
        var recipe = RecipeReader.Read(Path.Combine(Folder, "faces-resnet18.yml"));
        Assert.Equal(("resnet18", 96, 20, 64), (recipe.Model.Name, recipe.Model.InputPx, recipe.Epochs, recipe.BatchSize));
        Assert.Equal(new OptimizerRecipe { LearningRate = 0.05, Momentum = 0.9, Nesterov = true, WeightDecay = 5e-4 }, recipe.Optimizer);
        Assert.Equal(new ScheduleRecipe { WarmupFraction = 0.2 }, recipe.Schedule);
        Assert.Equal(new LossRecipe { LabelSmoothing = 0.1, ClassWeights = ClassWeighting.SqrtBalanced }, recipe.Loss);
    }
}
