using System.Collections.Immutable;
using Mien.Models.Weights;
using Mien.Torch;
using Mien.Torch.Serialization;

namespace Mien.Models.Tests.Weights;

public sealed class WeightsFileTests : IDisposable
{
    private const string Model = "squeezenet1_1";

    private readonly string _folder = Directory.CreateTempSubdirectory("mien-test-").FullName;
    private readonly TensorScope _scope = TensorScope.Begin();

    private static ModelInfo Info => ModelRegistry.Find(Model);

    private string FilePath => Path.Combine(_folder, "weights.bin");

    public void Dispose()
    {
        _scope.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_net_is_built_around_a_file_and_gives_the_outputs_of_the_net_that_was_saved()
    {
        using var saved = Save(classCount: 7);
        using var file = WeightsFile.Open(FilePath);
        using var built = file.Build(Info, new() { ClassCount = 7 }).Module;
        Assert.Equal("safetensors", file.Format);
        Assert.Equal(Outputs(saved), Outputs(built));
        Assert.All(built.NamedParameters(), item => Assert.True(item.Tensor.RequiresGrad && item.Tensor.Device == Device.Cpu));
    }

    [Fact]
    public void Training_a_net_that_was_built_around_a_file_changes_the_net_and_not_the_file()
    {
        using var saved = Save(classCount: 7);
        var before = File.ReadAllBytes(FilePath);
        using (var file = WeightsFile.Open(FilePath))
        {
            using var built = file.Build(Info, new() { ClassCount = 7 }).Module;
            built.Forward(Tensor.Ones([2, 3, 64, 64])).Sum().Backward();
            new Sgd(built.NamedParameters(), new() { LearningRate = 0.1 }).Step();
            Assert.NotEqual(Outputs(saved), Outputs(built));
        }

        Assert.Equal(before, File.ReadAllBytes(FilePath));
    }

    [Fact]
    public void A_checkpoint_of_training_gives_the_model_in_it()
    {
        using var saved = Build(classCount: 3);
        Safetensors.Write(
            FilePath, saved.StateDict().Select(item => ("model." + item.Name, item.Tensor)).Append(("optimizer.step", Tensor.Scalar(3))), new Dictionary<string, string> { ["mien.checkpoint"] = "1" });
        using var file = WeightsFile.Open(FilePath);
        using var built = file.Build(Info, new() { ClassCount = 3 }).Module;
        Assert.Equal("checkpoint of Mien", file.Format);
        Assert.Equal(Outputs(saved), Outputs(built));
    }

    [Fact]
    public void Half_precision_becomes_the_precision_of_the_net()
    {
        using var saved = Build(classCount: 3);
        Safetensors.Write(FilePath, saved.StateDict().Select(item => (item.Name, item.Tensor.To(DType.Float16))));
        using var file = WeightsFile.Open(FilePath);
        using var built = file.Build(Info, new() { ClassCount = 3 }).Module;
        Assert.All(built.NamedParameters(), item => Assert.Equal(DType.Float32, item.Tensor.DType));
        saved.To(DType.Float16);
        Assert.Equal(saved.StateDict().Select(item => item.Tensor.To(DType.Float32).Sum().ToDouble()), built.StateDict().Select(item => item.Tensor.Sum().ToDouble()));
    }

    [Fact]
    public void Missing_batch_counters_are_0_and_have_memory()
    {
        var info = ModelRegistry.Find("resnet18");
        using var saved = info.Build(new() { ClassCount = 2 });
        saved.InitializeParameters(seed: 1);
        Safetensors.Write(FilePath, saved.StateDict().Where(item => !item.Name.EndsWith("num_batches_tracked", StringComparison.Ordinal)).Select(item => (item.Name, item.Tensor)));
        using var file = WeightsFile.Open(FilePath);
        using var built = file.Build(info, new() { ClassCount = 2 }).Module;
        Assert.All(built.NamedBuffers().Where(item => item.Name.EndsWith("num_batches_tracked", StringComparison.Ordinal)), item => Assert.Equal(0, item.Tensor.ToDouble()));
    }

    [Fact]
    public void Weights_for_other_classes_are_refused_with_what_to_do()
    {
        using var saved = Save(classCount: 10);
        using var file = WeightsFile.Open(FilePath);
        var message = Assert.Throws<CheckpointException>(() => file.Build(Info, new() { ClassCount = 7 })).Message;
        Assert.StartsWith($"The weights of '{FilePath}' are not those of {Model}. ", message);
        Assert.Contains("shape: classifier.1.weight: expected (7, 512, 1, 1) but got (10, 512, 1, 1)", message);
        Assert.EndsWith("Only the head differs (10 classes in the file, 7 wanted); ask for it to be replaced to train it anew.", message);
    }

    [Fact]
    public void The_head_is_replaced_when_that_is_asked_for_and_said()
    {
        using var saved = Save(classCount: 10);
        using var fresh = Build(classCount: 7, seed: 5);
        using var file = WeightsFile.Open(FilePath);
        var loaded = file.Build(Info, new() { ClassCount = 7 }, new() { ReplacesHead = true, Seed = 5 });
        using var built = loaded.Module;
        Assert.Equal(["The head was replaced by fresh weights (10 classes in the file, 7 wanted): classifier.1.weight, classifier.1.bias."], loaded.Remarks);
        Assert.All(built.NamedParameters(), item =>
        {
            var source = item.Name.StartsWith("classifier.", StringComparison.Ordinal) ? fresh : saved;
            Assert.Equal(source.NamedParameters().Single(other => other.Name == item.Name).Tensor.ToArray<float>(), item.Tensor.ToArray<float>());
        });
    }

    [Fact]
    public void Another_head_takes_the_backbone_of_the_file()
    {
        var info = ModelRegistry.Find("resnet18");
        using var saved = info.Build(new() { ClassCount = 10 });
        saved.InitializeParameters(seed: 1);
        Safetensors.Write(FilePath, saved.StateDict().Select(item => (item.Name, item.Tensor)));
        using var file = WeightsFile.Open(FilePath);
        var wanted = new ModelOptions { ClassCount = 7, Head = new VggTopHead() };
        Assert.EndsWith(
            "Only the head differs (the file has the head of the architecture, another one is wanted); ask for it to be replaced to train it anew.",
            Assert.Throws<CheckpointException>(() => file.Build(info, wanted)).Message);
        var loaded = file.Build(info, wanted, new() { ReplacesHead = true });
        using var built = loaded.Module;
        Assert.StartsWith("The head was replaced by fresh weights", Assert.Single(loaded.Remarks));
        Assert.Equal([1, 7], built.Train(false).Forward(Tensor.Ones([1, 3, 64, 64])).Shape);
        Assert.All(built.StateDict().Where(item => !item.Name.StartsWith("fc", StringComparison.Ordinal)), item =>
            Assert.Equal(saved.StateDict().Single(other => other.Name == item.Name).Tensor.Sum().ToDouble(), item.Tensor.Sum().ToDouble()));
    }

    [Fact]
    public void Colour_weights_are_summed_for_grey_pictures_and_that_is_said()
    {
        using var saved = Save(classCount: 7);
        using var file = WeightsFile.Open(FilePath);
        var loaded = file.Build(Info, new() { ClassCount = 7, InputChannels = 1 });
        using var built = loaded.Module;
        Assert.Equal(["The kernel 'features.0.weight' was summed over its three colours for grey pictures."], loaded.Remarks);
        using var noGrad = NoGrad.Begin();
        var grey = built.Train(false).Forward(Tensor.Ones([1, 1, 64, 64])).ToArray<float>();
        Assert.All(Outputs(saved).Zip(grey), pair => Assert.Equal(pair.First, pair.Second, 1e-5f)); // another order of summing
    }

    [Fact]
    public void Asking_for_a_new_head_keeps_one_that_fits()
    {
        using var saved = Save(classCount: 7);
        using var file = WeightsFile.Open(FilePath);
        var loaded = file.Build(Info, new() { ClassCount = 7 }, new() { ReplacesHead = true });
        using var built = loaded.Module;
        Assert.Empty(loaded.Remarks);
        Assert.Equal(Outputs(saved), Outputs(built));
    }

    [Fact]
    public void A_layer_that_is_half_there_is_replaced_whole_and_named_whole()
    {
        using var saved = Build(classCount: 7);
        using var fresh = Build(classCount: 7, seed: 5);
        Safetensors.Write(FilePath, saved.StateDict().Where(item => item.Name != "classifier.1.bias").Select(item => (item.Name, item.Tensor)));
        using var file = WeightsFile.Open(FilePath);
        var loaded = file.Build(Info, new() { ClassCount = 7 }, new() { ReplacesHead = true, Seed = 5 });
        using var built = loaded.Module;
        Assert.EndsWith(": classifier.1.weight, classifier.1.bias.", Assert.Single(loaded.Remarks));
        Assert.Equal(Tail(fresh), Tail(built));

        static float[] Tail(Module model) => model.NamedParameters().Single(item => item.Name == "classifier.1.weight").Tensor.ToArray<float>();
    }

    [Fact]
    public void A_plain_number_in_the_place_of_the_head_is_another_shape()
    {
        using var saved = Build(classCount: 7);
        Safetensors.Write(FilePath, saved.StateDict().Select(item => (item.Name, item.Name == "classifier.1.bias" ? Tensor.Scalar(1) : item.Tensor)));
        using var file = WeightsFile.Open(FilePath);
        Assert.Contains("shape: classifier.1.bias: expected (7) but got ()", Assert.Throws<CheckpointException>(() => file.Build(Info, new() { ClassCount = 7 })).Message);
    }

    [Fact]
    public void A_name_in_its_old_and_its_new_form_is_refused()
    {
        Safetensors.Write(FilePath, [("a.mlp.linear_1.bias", Tensor.Ones([1])), ("a.mlp.0.bias", Tensor.Ones([1]))]);
        using var file = WeightsFile.Open(FilePath);
        Assert.Contains("'a.mlp.0.bias' twice", Assert.Throws<CheckpointException>(() => file.Build(ModelRegistry.Find("vit_b_16"), new())).Message);
    }

    [Fact]
    public void Two_layers_of_keras_for_one_module_are_refused()
    {
        using var shapes = ShapesOnly.Begin();
        using var net = ModelRegistry.Find("keras_resnet50_imagenet").Build(new());
        var error = Assert.Throws<CheckpointException>(() => KerasNames.Translate(["conv2_block1_1_conv.weight", "conv2.block1.1_conv.weight"], net));
        Assert.Contains("'conv2.block1.1_conv.weight' twice", error.Message);
    }

    [Theory]
    [InlineData("""["a", "\ud800"]""", """{"scaling": "\ud800"}""")]
    [InlineData("[", """{"\ud800": 1, "scaling": 2}""")]
    public void Texts_that_cannot_be_read_count_as_not_said(string labels, string preprocessing)
    {
        Safetensors.Write(FilePath, [("w", Tensor.Ones([1]))], new Dictionary<string, string> { ["mien.labels"] = labels, ["mien.preprocessing"] = preprocessing, ["licence"] = "a\nb" });
        using var file = WeightsFile.Open(FilePath);
        Assert.Empty(file.Labels);
        Assert.Null(file.ScalingName);
        Assert.Null(file.Licence);
    }

    [Fact]
    public void A_head_of_other_sizes_is_not_said_to_have_other_classes()
    {
        var info = ModelRegistry.Find("resnet18");
        using var saved = info.Build(new() { ClassCount = 3, Head = new VggTopHead { FirstSize = 8, SecondSize = 6 } });
        saved.InitializeParameters(seed: 1);
        Safetensors.Write(FilePath, saved.StateDict().Select(item => (item.Name, item.Tensor)));
        using var file = WeightsFile.Open(FilePath);
        Assert.Contains("Only the head differs (the file has another one)", Problem(new() { ClassCount = 3, Head = new VggTopHead { FirstSize = 5, SecondSize = 6 } }));
        Assert.Contains("Only the head differs (3 classes in the file, 7 wanted)", Problem(new() { ClassCount = 7, Head = new VggTopHead { FirstSize = 5, SecondSize = 6 } }));

        string Problem(ModelOptions wanted) => Assert.Throws<CheckpointException>(() => file.Build(info, wanted)).Message;
    }

    [Fact]
    public void All_names_that_do_not_fit_come_in_one_message()
    {
        using var saved = Build(classCount: 7);
        Safetensors.Write(FilePath, saved.StateDict().Skip(2).Select(item => (item.Name, item.Tensor)).Append(("stranger", Tensor.Ones([1]))));
        using var file = WeightsFile.Open(FilePath);
        var message = Assert.Throws<CheckpointException>(() => file.Build(Info, new() { ClassCount = 7 }, new() { ReplacesHead = true })).Message;
        Assert.Contains("2 missing, 1 unexpected, 0 of another shape", message);
        Assert.Contains("missing: features.0.weight", message);
        Assert.Contains("unexpected: stranger", message);
    }

    /// <summary>Made with h5py, and computed with numpy in Keras' order of height, width, channel (bench/peer/make_h5.py).</summary>
    [Fact]
    public void A_file_of_keras_gives_what_keras_computes_from_it()
    {
        var info = ModelRegistry.Find("fercnn1");
        var options = new FerCnnOptions { ClassCount = 3, InputChannels = 1, InputPx = 14, Filters = [2, 3], DenseSizes = [4] };
        using var file = WeightsFile.Open(GoldenFolder.PathOf("../../Mien.Torch.Tests/golden/keras/fercnn1_small.h5"));
        Assert.Equal("Keras", file.Format);
        using var built = file.Build(info, options).Module;
        using var noGrad = NoGrad.Begin();
        var logits = built.Train(false).Forward(Tensor.From([.. Enumerable.Range(0, 14 * 14).Select(i => i % 7 / 7f)], 1, 1, 14, 14)).ToArray<float>();
        float[] expected = [-6.027795719780421f, 0.4830667215210225f, -14.70958588387903f];
        Assert.All(expected.Zip(logits), pair => Assert.Equal(pair.First, pair.Second, 1e-5f)); // float32 against float64
        var message = Assert.Throws<CheckpointException>(() => file.Build(info, options with { ClassCount = 7 })).Message;
        Assert.EndsWith("Only the head differs (3 classes in the file, 7 wanted); ask for it to be replaced to train it anew.", message);
        Assert.Contains("unexpected: conv2.weight", Assert.Throws<CheckpointException>(() => file.Build(ModelRegistry.Find("resnet18"), new())).Message);
    }

    [Fact]
    public void Every_layer_of_the_resnet_of_keras_applications_has_a_module()
    {
        using var shapes = ShapesOnly.Begin();
        using var net = ModelRegistry.Find("keras_resnet50_imagenet").Build(new());
        var layers = net.NamedModules().Where(item => item.Module is Conv2d or BatchNorm).Select(item => item.Name.Replace('.', '_') + ".weight").ToImmutableArray();
        var translated = KerasNames.Translate(layers, net);
        Assert.Equal(106, layers.Length);
        Assert.Contains("conv2_block1_1_conv.weight", layers);
        Assert.Equal("conv2.block1.1_conv.weight", translated["conv2_block1_1_conv.weight"]);
        Assert.All(translated.Values, name => Assert.Contains(name, net.NamedParameters().Select(item => item.Name)));
    }

    [Fact]
    public void Kinds_of_files_are_told_by_content()
    {
        File.WriteAllBytes(FilePath, [0x89, .. "HDF\r\n\x1a\n"u8]);
        Assert.Contains("as weights of Keras: the superblock should have 72 bytes", Assert.Throws<CheckpointException>(() => WeightsFile.Open(FilePath)).Message);
        File.WriteAllBytes(FilePath, [.. "PK\u0005\u0006"u8, .. new byte[18]]);
        Assert.Contains("as PyTorch weights: it is a zip archive, but none of torch.save", Assert.Throws<CheckpointException>(() => WeightsFile.Open(FilePath)).Message);
        File.WriteAllText(FilePath, "");
        Assert.Contains("it has only 0 bytes", Assert.Throws<CheckpointException>(() => WeightsFile.Open(FilePath)).Message);
        Assert.Contains("Cannot read the weights", Assert.Throws<CheckpointException>(() => WeightsFile.Open(_folder)).Message);
    }

    [Fact]
    public void A_record_says_what_is_known_of_the_weights()
    {
        using var saved = Save(classCount: 7);
        using var file = WeightsFile.Open(FilePath);
        var record = file.ToRecord(ModelRegistry.Find("talha_net")) with { Labels = new(["it's", "b"]), Licence = "MIT" };
        Assert.Equal(
            $"""
            weights:
              file: 'weights.bin'
              sha256: {file.Sha256()}
              model: talha_net
              labels: ['it''s', 'b']
              regression_outputs: [arousal, valence]
              licence: 'MIT'

            """, record.ToYaml());
    }

    private static float[] Outputs(Module model)
    {
        using var noGrad = NoGrad.Begin();
        var outputs = model.Train(false).Forward(Tensor.Ones([1, 3, 64, 64])).ToArray<float>();
        model.Train();
        return outputs;
    }

    private static Module Build(int classCount, ulong seed = 1)
    {
        var model = Info.Build(new() { ClassCount = classCount });
        model.InitializeParameters(seed);
        return model;
    }

    private Module Save(int classCount)
    {
        var model = Build(classCount);
        Safetensors.Write(FilePath, model.StateDict().Select(item => (item.Name, item.Tensor)));
        return model;
    }
}
