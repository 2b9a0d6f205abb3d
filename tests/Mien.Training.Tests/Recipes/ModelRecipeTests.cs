using Mien.Core;
using Mien.Torch;

namespace Mien.Training.Tests;

public sealed class ModelRecipeTests
{
    [Fact]
    public void Weights_mode_freezing_and_head_can_be_given_and_read_back()
    {
        var recipe = Read("""
            head: {name: vgg-top, sizes: [2048, 512], dropout: [0, 0.5, 0.2]}
              flatten: true
              dropout: 0.3
              initializer: he_normal
              kernel_l2: 1e-4
              weights: ../w/net.h5
              mode: linear
              replace_head: true
              freeze: [conv1, layer1.*]
              unfreeze: [{epoch: 5, pattern: layer4.*}, {epoch: 9, pattern: [layer3.*, layer2]}]
            """);
        var model = recipe.Model;
        Assert.Equal(new HeadRecipe { Name = "vgg-top", Sizes = [2048, 512], Dropout = [0, 0.5, 0.2] }, model.Head);
        Assert.Equal((true, 0.3, KernelInitializer.HeNormal, 1e-4), (model.Flattens, model.Dropout, model.Initializer, model.KernelL2));
        Assert.Equal(("/w/net.h5", TrainingMode.Linear, true), (model.Weights!.File, model.EffectiveMode, model.ReplacesHead));
        Assert.Equal(["conv1", "layer1.*"], model.Freeze!.Patterns);
        Assert.Equal([5, 9], model.Unfreeze.Select(step => step.Epoch));
        Assert.Equal(recipe, RecipeReader.Parse(RecipeWriter.Write(recipe), "r.yml", "/elsewhere"));
    }

    [Fact]
    public void What_is_known_of_weights_is_read_back()
    {
        var recipe = Read("weights: {file: a.pth, sha256: " + new string('a', 64) + ", labels: [a, 'b: c'], licence: MIT}");
        Assert.Equal(["a", "b: c"], recipe.Model.Weights!.Labels);
        Assert.Equal(TrainingMode.Finetune, recipe.Model.EffectiveMode);
        Assert.Equal(recipe, RecipeReader.Parse(RecipeWriter.Write(recipe), "r.yml", "/elsewhere"));
        Assert.Equal(recipe.Model.Weights, recipe.Model.Weights with { File = "/moved/a.pth" });
        Assert.NotEqual(recipe.Model.Weights, recipe.Model.Weights with { Sha256 = new('b', 64) });
    }

    [Theory]
    [InlineData("head: vgg", "'model.head': expected original or classifier, vgg-top, affect, or {name: ..., sizes: [...], dropout: [...]} but got 'vgg'")]
    [InlineData("head: {name: vgg-top, sizes: [2048]}", "'model.head': expected 2 sizes for vgg-top but got 1")]
    [InlineData("head: {name: vgg-top, sizes: [2048, x]}", "'model.head': expected sizes from 1 to 65536")]
    [InlineData("head: {name: affect, dropout: 1}", "'model.head': expected rates of dropout from 0 to below 1")]
    [InlineData("head: {name: nothing}", "'model.head': expected one of classifier, vgg-top, affect but got 'nothing'")]
    [InlineData("mode: finetune", "'model.mode': expected 'model.weights', a file to start from, with finetune")]
    [InlineData("weights: a.pth\n  mode: scratch", "'model.mode': expected finetune or linear with 'model.weights'")]
    [InlineData("weights: {file: a.pth, sha256: abc}", "'model.weights': expected none or a path, or {file: path")]
    [InlineData("unfreeze: [{epoch: 2, pattern: fc}]", "'model.unfreeze': expected 'model.freeze' or 'model.mode: linear' with it")]
    [InlineData("freeze: conv1\n  unfreeze: [{epoch: 21, pattern: conv1}]", "'model.unfreeze': expected epochs up to 'epochs', 20, but got 21")]
    [InlineData("freeze: []", "'model.freeze': expected none or a list of patterns such as [conv1, layer1.*] but got an empty list")]
    [InlineData("freeze: conv1\n  unfreeze: [{epoch: 0, pattern: conv1}]", "a whole number of at least 1 but got '0'")]
    public void What_does_not_fit_is_said(string keys, string message) =>
        Assert.Contains(message, Assert.Throws<ConfigProblemsException>(() => Read(keys)).Message);

    private static Recipe Read(string keys) => RecipeReader.Parse($"data:\n  path: faces\nmodel:\n  name: resnet18\n  {keys}\n", "r.yml", "/base");
}
