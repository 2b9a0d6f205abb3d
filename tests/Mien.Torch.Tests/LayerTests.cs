namespace Mien.Torch.Tests;

public sealed class LayerTests : IDisposable
{
    private readonly TensorScope _scope = TensorScope.Begin();

    public void Dispose() => _scope.Dispose();

    private static Tensor Counting(params ReadOnlySpan<long> shape) =>
        Tensor.Arange(Shapes.Count(shape), DType.Float32).Reshape(shape);

    [Fact]
    public void A_convolution_sums_products_over_its_window()
    {
        var layer = new Conv2d(1, 1, 2);
        layer.Weight.CopyFrom<float>([1, 2, 3, 4]);
        layer.Bias!.CopyFrom<float>([0.5f]);
        // Picture 0..8 in rows of three: the first window is (0, 1, 3, 4).
        Assert.Equal([27.5f, 37.5f, 57.5f, 67.5f], layer.Forward(Counting(1, 1, 3, 3)).ToArray<float>());
    }

    [Fact]
    public void Stride_padding_and_dilation_set_the_size()
    {
        Assert.Equal([1L, 2, 4, 4], new Conv2d(3, 2, 3, stride: 2, padding: 1).Forward(Tensor.Zeros([1, 3, 8, 8])).Shape);
        Assert.Equal([1L, 2, 4, 4], new Conv2d(3, 2, 3, dilation: 2).Forward(Tensor.Zeros([1, 3, 8, 8])).Shape);
    }

    [Fact]
    public void Groups_of_channels_do_not_mix()
    {
        var layer = new Conv2d(2, 2, 1, groups: 2, bias: false);
        Assert.Equal([2L, 1, 1, 1], layer.Weight.Shape);
        layer.Weight.CopyFrom<float>([10, 100]);
        Assert.Equal([10f, 200f], layer.Forward(Tensor.From([1f, 2f], 1, 2, 1, 1)).ToArray<float>());
        Assert.Contains("2 groups", Assert.Throws<ArgumentException>(() => new Conv2d(3, 2, 1, groups: 2)).Message);
    }

    [Fact]
    public void A_kernel_may_be_higher_than_wide()
    {
        var layer = new Conv2d(1, 1, (3, 1), (1, 0), bias: false);
        Assert.Equal([1L, 1, 3, 1], layer.Weight.Shape);
        Assert.Equal((1, 0), layer.Padding);
        layer.Weight.CopyFrom<float>([1, 10, 100]);
        // Columns (0, 2, 4) and (1, 3, 5), with a zero above and below.
        Assert.Equal([200f, 310f, 420f, 531f, 42f, 53f], layer.Forward(Counting(1, 1, 3, 2)).ToArray<float>());
    }

    [Fact]
    public void Batch_norm_of_features_without_places()
    {
        var layer = new BatchNorm1d(2, epsilon: 0);
        Assert.Equal([-1f, 1f, 1f, -1f], layer.Forward(Tensor.From([1f, 30f, 3f, 10f], 2, 2)).ToArray<float>());
        Assert.Equal([0.2f, 2f], layer.RunningMean.ToArray<float>());
    }

    // Rows 0 1 2, 3 4 5, 6 7 8 in windows of two with a border of one zero.
    [Fact]
    public void Average_pooling_counts_the_border_or_not()
    {
        Assert.Equal([0f, 0.75f, 2.25f, 6f], new AvgPool2d(2, padding: 1).Forward(Counting(1, 1, 3, 3)).ToArray<float>());
        Assert.Equal([0f, 1.5f, 4.5f, 6f], new AvgPool2d(2, padding: 1, countPadding: false).Forward(Counting(1, 1, 3, 3)).ToArray<float>());
        Assert.Equal([2f, 3.5f, 6.5f, 8f], new AvgPool2d(2, ceilMode: true).Forward(Counting(1, 1, 3, 3)).ToArray<float>());
    }

    [Fact]
    public void Max_pooling_keeps_incomplete_windows_in_ceil_mode()
    {
        Assert.Equal([4f], new MaxPool2d(2).Forward(Counting(1, 1, 3, 3)).ToArray<float>());
        Assert.Equal([4f, 5f, 7f, 8f], new MaxPool2d(2, ceilMode: true).Forward(Counting(1, 1, 3, 3)).ToArray<float>());
    }

    [Fact]
    public void Softmax_gives_shares_along_the_second_dimension_or_another()
    {
        var scores = Tensor.From([0f, MathF.Log(3), 0f, 0f], 2, 2);
        Assert.All(new[] { 0.25f, 0.75f, 0.5f, 0.5f }.Zip(new Softmax().Forward(scores).ToArray<float>()), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
        Assert.All(new[] { 0.5f, 0.75f, 0.5f, 0.25f }.Zip(new Softmax(0).Forward(scores).ToArray<float>()), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
    }

    [Fact]
    public void Rescaling_multiplies_and_leaves_its_input_alone()
    {
        var pixels = Tensor.From([0f, 51f, 255f]);
        Assert.Equal([0f, 51f * (1 / 255f), 255f * (1 / 255f)], new Rescaling(1 / 255.0).Forward(pixels).ToArray<float>());
        Assert.Equal([0f, 51f, 255f], pixels.ToArray<float>());
    }

    [Fact]
    public void Channels_are_dealt_out_over_the_groups() =>
        Assert.Equal([0f, 3f, 1f, 4f, 2f, 5f], Functional.ChannelShuffle(Counting(1, 6, 1, 1), 2).ToArray<float>());

    [Fact]
    public void Padding_and_rolling_move_elements()
    {
        Assert.Equal([0f, 0f, 1f, 0f, 2f, 3f, 0f, 0f, 0f], Counting(2, 2).Pad(1, 0, 0, 1).ToArray<float>());
        Assert.Equal([3f, 2f, 1f, 0f], Counting(2, 2).Roll([1, -1], [0, 1]).ToArray<float>());
    }

    [Fact]
    public void Modules_of_a_sequence_may_have_names_of_their_own()
    {
        var sequence = new Sequential([("down", new MaxPool2d(2)), ("flat", new Permute(0, 2, 3, 1))]);
        Assert.Equal(["down", "flat"], sequence.NamedChildren().Select(child => child.Name));
        Assert.Equal([1, 2, 2, 3], sequence.Forward(Counting(1, 3, 4, 4)).Shape);
    }

    [Fact]
    public void Batch_norm_uses_the_batch_in_training_and_counts_it()
    {
        var layer = new BatchNorm2d(1, epsilon: 0);
        var output = layer.Forward(Tensor.From([1f, 3f], 2, 1, 1, 1));
        Assert.Equal([-1f, 1f], output.ToArray<float>());
        Assert.Equal(0.1 * 2, layer.RunningMean.ToDouble(), 1e-6);
        Assert.Equal((0.9 * 1) + (0.1 * 2), layer.RunningVariance.ToDouble(), 1e-6); // the sample variance of (1, 3) is 2
        Assert.Equal(1, layer.BatchesTracked.ToDouble());
        Assert.Equal(DType.Int64, layer.BatchesTracked.DType);
    }

    [Fact]
    public void Batch_norm_uses_the_running_moments_in_evaluation()
    {
        var layer = new BatchNorm2d(1, epsilon: 0);
        layer.RunningMean.CopyFrom<float>([2]);
        layer.RunningVariance.CopyFrom<float>([4]);
        layer.Train(false);
        Assert.Equal([-0.5f, 0.5f], layer.Forward(Tensor.From([1f, 3f], 2, 1, 1, 1)).ToArray<float>());
        Assert.Equal(0, layer.BatchesTracked.ToDouble());
    }

    [Fact]
    public void Linear_multiplies_and_adds()
    {
        var layer = new Linear(2, 1);
        layer.Weight.CopyFrom<float>([2, 3]);
        layer.Bias!.CopyFrom<float>([1]);
        Assert.Equal([9f], layer.Forward(Tensor.From([1f, 2f], 1, 2)).ToArray<float>());
        Assert.Null(new Linear(2, 1, bias: false).Bias);
    }

    [Fact]
    public void Max_pooling_takes_the_largest_and_ceil_mode_keeps_the_rest()
    {
        var picture = Counting(1, 1, 3, 3);
        Assert.Equal([4f], new MaxPool2d(2).Forward(picture).ToArray<float>());
        Assert.Equal([4f, 5f, 7f, 8f], new MaxPool2d(2, ceilMode: true).Forward(picture).ToArray<float>());
        Assert.Equal([0f, 2f, 6f, 8f], new MaxPool2d(2, stride: 2, padding: 1).Forward(picture).ToArray<float>());
    }

    [Fact]
    public void Global_average_pooling_takes_the_mean_of_each_channel() =>
        Assert.Equal([1.5f, 5.5f], new AdaptiveAvgPool2d().Forward(Counting(1, 2, 2, 2)).ToArray<float>());

    [Fact]
    public void Flatten_keeps_the_batch() => Assert.Equal([2L, 12], new Flatten().Forward(Tensor.Zeros([2, 3, 2, 2])).Shape);

    [Fact]
    public void Relu_in_place_overwrites_its_input()
    {
        var input = Tensor.From([-1f, 2f]);
        Assert.Equal([0f, 2f], new Relu().Forward(input).ToArray<float>());
        Assert.Equal([-1f, 2f], input.ToArray<float>());
        Assert.Same(input, new Relu(inPlace: true).Forward(input));
        Assert.Equal([0f, 2f], input.ToArray<float>());
    }

    [Fact]
    public void Dropout_zeroes_about_its_share_scales_the_rest_and_repeats_with_its_seed()
    {
        var layer = new Dropout(0.25);
        TorchRuntime.ManualSeed(5);
        var first = layer.Forward(Tensor.Ones([10_000])).ToArray<float>();
        TorchRuntime.ManualSeed(5);
        var second = layer.Forward(Tensor.Ones([10_000])).ToArray<float>();
        Assert.Equal(first, second);
        Assert.InRange(first.Count(value => value == 0), 2300, 2700); // 2500 with a standard deviation of 43
        Assert.All(first.Where(value => value != 0), value => Assert.Equal(4f / 3, value, 1e-6f));
    }

    [Fact]
    public void Dropout_does_nothing_in_evaluation()
    {
        var layer = new Dropout(0.9);
        layer.Train(false);
        Assert.Equal([1f, 1f, 1f], layer.Forward(Tensor.Ones([3])).ToArray<float>());
    }
}
