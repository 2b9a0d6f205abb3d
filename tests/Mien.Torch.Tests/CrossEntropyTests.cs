namespace Mien.Torch.Tests;

public sealed class CrossEntropyTests : IDisposable
{
    private readonly TensorScope _scope = TensorScope.Begin();

    public void Dispose() => _scope.Dispose();

    // Scores whose softmax is (1/4, 3/4) and (2/3, 1/3).
    private static Tensor Logits() => Tensor.From([0, Math.Log(3), Math.Log(2), 0], 2, 2);

    private static Tensor Labels() => Tensor.From([1L, 1L]);

    private static readonly double[] Losses = [-Math.Log(3.0 / 4), -Math.Log(1.0 / 3)];

    [Fact]
    public void Each_loss_is_the_negative_logarithm_of_the_probability_of_the_label()
    {
        var losses = Functional.CrossEntropy(Logits(), Labels(), reduction: Reduction.None).ToArray<double>();
        Assert.Equal(Losses[0], losses[0], 1e-12);
        Assert.Equal(Losses[1], losses[1], 1e-12);
    }

    [Fact]
    public void Sum_and_mean_reduce_the_losses()
    {
        Assert.Equal(Losses.Sum(), Functional.CrossEntropy(Logits(), Labels(), reduction: Reduction.Sum).ToDouble(), 1e-12);
        Assert.Equal(Losses.Average(), Functional.CrossEntropy(Logits(), Labels()).ToDouble(), 1e-12);
    }

    [Fact]
    public void Class_weights_make_the_mean_a_weighted_one()
    {
        var labels = Tensor.From([1L, 0L]);
        var weights = Tensor.From([1.0, 3.0]);
        var expected = ((3 * Losses[0]) + (1 * -Math.Log(2.0 / 3))) / 4;
        Assert.Equal(expected, Functional.CrossEntropy(Logits(), labels, weights).ToDouble(), 1e-12);
    }

    [Fact]
    public void Label_smoothing_spreads_a_share_over_all_classes()
    {
        // 0.9 of the label's loss and 0.05 of each class's.
        var expected = (0.9 * Losses[0]) + (0.05 * (-Math.Log(1.0 / 4) - Math.Log(3.0 / 4)));
        var losses = Functional.CrossEntropy(Logits(), Labels(), labelSmoothing: 0.1, reduction: Reduction.None);
        Assert.Equal(expected, losses.ToArray<double>()[0], 1e-12);
    }

    [Fact]
    public void Ignored_labels_do_not_count()
    {
        var labels = Tensor.From([1L, 9L]);
        Assert.Equal(Losses[0], Functional.CrossEntropy(Logits(), labels, ignoreIndex: 9).ToDouble(), 1e-12);
    }

    [Fact]
    public void The_gradient_is_probability_minus_target()
    {
        var logits = Logits();
        logits.RequiresGrad = true;
        Functional.CrossEntropy(logits, Labels(), reduction: Reduction.Sum).Backward();
        double[] expected = [1.0 / 4, -1.0 / 4, 2.0 / 3, -2.0 / 3];
        Assert.All(logits.Grad!.ToArray<double>().Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-12));
    }
}
