using System.Text.RegularExpressions;
using Mien.Models.Goldens;
using Mien.Torch;

namespace Mien.Models.Tests;

public sealed partial class PublishedNamesTests
{
    [Fact]
    public void Densenet_files_have_a_dot_in_the_names_of_norms_and_convolutions() => AssertTranslates(
        "densenet121", name => DenseLayerPart().Replace(name, "$1.$2."), "features.denseblock2.denselayer3.norm.1.weight", "features.transition1.norm.weight", "features.norm0.bias");

    [Fact]
    public void Vit_files_number_the_two_linear_layers() => AssertTranslates(
        "vit_b_16",
        name => name.Replace(".mlp.0.", ".mlp.linear_1.", StringComparison.Ordinal).Replace(".mlp.3.", ".mlp.linear_2.", StringComparison.Ordinal),
        "encoder.layers.encoder_layer_11.mlp.linear_2.bias", "class_token");

    [Fact]
    public void Auxiliary_classifiers_of_a_file_are_left_out_where_the_net_has_none()
    {
        var published = ListingOf("googlenet_aux").ToDictionary(name => name, _ => 0);
        Assert.Equal(ListingOf("googlenet"), ModelRegistry.Find("googlenet").PublishedNames.Translate(published).Keys);
        Assert.Equal(ListingOf("googlenet_aux"), ModelRegistry.Find("googlenet_aux").PublishedNames.Translate(published).Keys);
        Assert.Equal(
            ListingOf("inception_v3_noaux"),
            ModelRegistry.Find("inception_v3_noaux").PublishedNames.Translate(ListingOf("inception_v3").ToDictionary(name => name, _ => 0)).Keys);
    }

    [Fact]
    public void A_published_densenet_without_batch_counters_loads()
    {
        using var scope = TensorScope.Begin();
        var info = ModelRegistry.Find("densenet121");
        using var source = info.Build(new ModelOptions());
        source.InitializeParameters(seed: 1);
        var published = source.StateDict().Where(item => !item.Name.EndsWith("num_batches_tracked", StringComparison.Ordinal))
            .ToDictionary(item => DenseLayerPart().Replace(item.Name, "$1.$2."), item => item.Tensor);
        using var model = info.Build(new ModelOptions());
        model.LoadStateDict(info.PublishedNames.Translate(published));
        Assert.Equal(
            source.NamedParameters().Select(item => item.Tensor.Norm().ToDouble()), model.NamedParameters().Select(item => item.Tensor.Norm().ToDouble()));
    }

    private static void AssertTranslates(string model, Func<string, string> publish, params string[] examples)
    {
        var names = ListingOf(model);
        var published = names.ToDictionary(publish, name => name);
        Assert.All(examples, example => Assert.Contains(example, published.Keys));
        var translated = ModelRegistry.Find(model).PublishedNames.Translate(published);
        Assert.Equal(names, translated.Keys);
        Assert.All(translated, item => Assert.Equal(item.Key, item.Value));

        // Files that are saved anew have today's names.
        Assert.Equal(names, ModelRegistry.Find(model).PublishedNames.Translate(names.ToDictionary(name => name)).Keys);
    }

    private static string[] ListingOf(string model) =>
        [.. StateListing.Find(GoldenFolder.PathOf("goldens/any.json"), [model]).Entries.Select(entry => entry.Name)];

    [GeneratedRegex(@"(denselayer\d+\.(?:norm|conv))([12])\.")]
    private static partial Regex DenseLayerPart();
}
