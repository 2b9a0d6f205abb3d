using System.Globalization;
using Mien.Torch.Serialization;

namespace Mien.Torch.Tests.Serialization;

public sealed class PthFileTests : IDisposable
{
    private readonly PthFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    /// <summary>Files that PyTorch 1.13 wrote (bench/peer/make_pth.py), all with the same tensors.</summary>
    [Theory]
    [InlineData("zip.pth")]
    [InlineData("legacy.pth")]
    [InlineData("protocol4.pth")]
    public void Files_of_pytorch_give_the_tensors_that_were_saved(string name)
    {
        using var file = PthFile.Open(GoldenPath(name));
        float[] values = [0, 0.25f, 0.5f, 0.75f, 1, 1.25f];
        Assert.Equal(["weight", "tied", "transposed", "column", "half", "bfloat16", "double", "count", "bytes", "flag", "none"], file.Names);
        Assert.Empty(file.Remarks);
        Assert.Equal(values, file.Map("weight").ToArray<float>());
        Assert.Equal(values, file.Map("tied").ToArray<float>());
        Assert.Equal([0, 0.75f, 0.25f, 1, 0.5f, 1.25f], file.Map("transposed").ToArray<float>());
        Assert.Equal([0.25f, 1], file.Map("column").ToArray<float>());
        Assert.Equal((DType.Float16, DType.BFloat16), (file.Map("half").DType, file.Map("bfloat16").DType));
        Assert.Equal(values, file.Map("half").To(DType.Float32).ToArray<float>());
        Assert.Equal(values, file.Map("bfloat16").To(DType.Float32).ToArray<float>());
        Assert.Equal([.. values.Select(value => (double)value / 3)], file.Map("double").ToArray<double>());
        Assert.Equal((7, 0), (file.Map("count").ToDouble(), file.Map("count").Rank));
        Assert.Equal(new byte[] { 1, 255 }, file.Map("bytes").ToArray<byte>());
        Assert.Equal([true, false], file.Map("flag").ToArray<bool>());
        Assert.Equal([0, 3], file.Map("none").Shape);
    }

    [Fact]
    public void Weights_are_found_in_a_checkpoint_of_training_and_lose_the_prefix_of_dataparallel()
    {
        using var file = PthFile.Open(GoldenPath("trained.pth"));
        Assert.Equal(["0.weight", "0.bias", "1.weight", "1.bias", "1.running_mean", "1.running_var", "1.num_batches_tracked"], file.Names);
        Assert.Equal(0.9f, file.Map("1.running_var").ToArray<float>()[0], 1e-6f); // all inputs alike: 0.9 * 1 + 0.1 * 0
        Assert.Equal(["The weights are those under 'state_dict' of the file.", "All names begin with 'module.', which was taken off."], file.Remarks);
    }

    [Fact]
    public void A_whole_module_is_refused_by_the_name_of_its_class() => Assert.Contains(
        "asks for 'torch.nn.modules.linear.Linear'", Assert.Throws<CheckpointException>(() => PthFile.Open(GoldenPath("module.pth"))).Message);

    [Fact]
    public void Plain_numbers_are_scalars_and_other_things_are_left_out_and_said()
    {
        var pickle = new PickleWriter().Dictionary(
            ("w", writer => writer.Tensor("0", 6, [2, 3], [3, 1])),
            ("bn.num_batches_tracked", writer => writer.Whole(12)),
            ("rate", writer => writer.Real(0.5)),
            ("note", writer => writer.Text("hello"))).End();
        using var file = _fixture.Open(pickle);
        Assert.Equal(["w", "bn.num_batches_tracked", "rate"], file.Names);
        Assert.Equal((DType.Int64, 12), (file.Map("bn.num_batches_tracked").DType, file.Map("bn.num_batches_tracked").ToDouble()));
        Assert.Equal(["Beside the weights there are 'note' (a text), which were not read."], file.Remarks);
    }

    [Fact]
    public void Metadata_of_a_state_dict_is_passed_over()
    {
        var pickle = new PickleWriter().Call("collections", "OrderedDict", _ => { }).Text("w").Tensor("0", 6, [6], [1]).Op('s')
            .Dictionary(("_metadata", writer => writer.Dictionary())).Op('b').End();
        using var file = _fixture.Open(pickle);
        Assert.Equal(["w"], file.Names);
    }

    [Fact]
    public void Of_several_candidates_the_usual_name_wins_and_the_other_is_said()
    {
        Action<PickleWriter> Weights(string name) => writer => writer.Dictionary((name, inner => inner.Tensor("0", 6, [6], [1])));
        using var file = _fixture.Open(new PickleWriter().Dictionary(("model_ema", Weights("ema")), ("model", Weights("plain"))).End());
        Assert.Equal(["plain"], file.Names);
        Assert.Equal(["The file also has 'model_ema', which was not read.", "The weights are those under 'model' of the file."], file.Remarks);
    }

    [Fact]
    public void Files_without_weights_say_what_they_hold()
    {
        Assert.Contains("it holds a list; expected a dictionary of tensors by name", _fixture.Problem(new PickleWriter().Op(']').End()));
        Assert.Contains("it holds 'epoch', 'loss'", _fixture.Problem(
            new PickleWriter().Dictionary(("epoch", writer => writer.Whole(1)), ("loss", writer => writer.Real(0.5))).End()));
    }

    [Fact]
    public void Changing_a_mapped_tensor_does_not_change_the_file()
    {
        using (var file = _fixture.Open(PthFixture.OneTensor(writer => writer.Tensor("0", 6, [2, 3], [3, 1]))))
        {
            var tensor = file.Map("w");
            tensor.CopyFrom<float>([9, 9, 9, 9, 9, 9]);
            Assert.Equal(9, tensor.ToArray<float>()[0]);
        }

        using var again = PthFile.Open(_fixture.FilePath);
        Assert.Equal([0, 1, 2, 3, 4, 5], again.Map("w").ToArray<float>());
    }

    [Fact]
    public void A_mapped_tensor_outlives_the_file()
    {
        var file = _fixture.Open(PthFixture.OneTensor(writer => writer.Tensor("0", 6, [3], [2], offset: 1)));
        var tensor = file.Map("w");
        file.Dispose();
        File.Delete(_fixture.FilePath);
        Assert.Equal([1f, 3, 5], tensor.ToArray<float>());
    }

    [Fact]
    public void A_name_that_is_not_there_is_named()
    {
        using var file = _fixture.Open(PthFixture.OneTensor(writer => writer.Tensor("0", 6, [6], [1])));
        Assert.Equal(
            string.Create(CultureInfo.InvariantCulture, $"Cannot read '{_fixture.FilePath}' as PyTorch weights: it has no tensor 'v'."),
            Assert.Throws<CheckpointException>(() => file.Map("v")).Message);
    }

    private static string GoldenPath(string name) => Path.Combine(AppContext.BaseDirectory, "golden", "pth", name);
}
