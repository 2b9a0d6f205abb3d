namespace Mien.Torch.Tests;

public sealed class LossesTests : IDisposable
{
    private readonly TensorScope _scope = TensorScope.Begin();

    public void Dispose() => _scope.Dispose();

    // Scores whose softmax is (1/4, 3/4) and (2/3, 1/3).
    private static Tensor Logits()
    {
        var logits = Tensor.From([0, Math.Log(3), Math.Log(2), 0], 2, 2);
        logits.RequiresGrad = true;
        return logits;
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(0.2, false)]
    [InlineData(0.2, true)]
    public void Certain_targets_give_the_loss_and_gradients_of_class_labels(double smoothing, bool hasWeights)
    {
        var weights = hasWeights ? Tensor.From([1.0, 3.0]) : null;
        var (soft, hard) = (Logits(), Logits());
        var byDistribution = Losses.CrossEntropy(soft, Tensor.From([0.0, 1, 1, 0], 2, 2), weights, smoothing);
        var byLabel = Functional.CrossEntropy(hard, Tensor.From([1L, 0L]), weights, smoothing);
        byDistribution.Backward();
        byLabel.Backward();

        Assert.Equal(byLabel.ToDouble(), byDistribution.ToDouble(), 1e-14);
        Assert.All(hard.Grad!.ToArray<double>().Zip(soft.Grad!.ToArray<double>()), pair => Assert.Equal(pair.First, pair.Second, 1e-14));
    }

    [Fact]
    public void Divided_targets_are_weighed_by_class_and_rows_without_any_do_not_count()
    {
        var loss = Losses.CrossEntropy(Logits(), Tensor.From([0.25, 0.75, 0.0, 0.0], 2, 2), Tensor.From([2.0, 1.0]));
        Assert.Equal(((2 * 0.25 * Math.Log(4)) + (0.75 * Math.Log(4.0 / 3))) / ((2 * 0.25) + 0.75), loss.ToDouble(), 1e-14);
    }

    [Fact]
    public void The_focal_form_counts_sure_answers_less()
    {
        var loss = Losses.CrossEntropy(Logits(), Tensor.From([0.0, 1, 0, 1], 2, 2), gamma: 2, alpha: 0.5);
        var expected = 0.5 * ((Math.Pow(1.0 / 4, 2) * Math.Log(4.0 / 3)) + (Math.Pow(2.0 / 3, 2) * Math.Log(3))) / 2;
        Assert.Equal(expected, loss.ToDouble(), 1e-14);
    }

    [Fact]
    public void The_focal_form_has_finite_gradients_where_the_answer_is_certain()
    {
        var logits = Tensor.From([100.0, -100.0], 1, 2);
        logits.RequiresGrad = true;
        Losses.CrossEntropy(logits, Tensor.From([1.0, 0.0], 1, 2), gamma: 0.5).Backward();
        Assert.All(logits.Grad!.ToArray<double>(), value => Assert.True(double.IsFinite(value)));
    }

    [Fact]
    public void Squares_and_Hubers_loss_are_means_over_the_values()
    {
        var (prediction, truth) = (Tensor.From([0.0, 1.0]), Tensor.From([0.5, -1.0]));
        Assert.Equal((0.25 + 4) / 2, Losses.MeanSquare(prediction, truth).ToDouble(), 1e-14);
        Assert.Equal(((0.5 * 0.25) + (1 * (2 - 0.5))) / 2, Losses.Huber(prediction, truth).ToDouble(), 1e-14);
        Assert.Equal(((0.25 * (0.5 - 0.125)) + (0.25 * (2 - 0.125))) / 2, Losses.Huber(prediction, truth, limit: 0.25).ToDouble(), 1e-14);
    }

    [Fact]
    public void Concordance_is_lowered_by_a_constant_offset()
    {
        // Of (1, 2, 3) and (2, 3, 4): covariance 2/3, variances 2/3, means apart by 1, so 4/7.
        Assert.Equal(1 - (4.0 / 7), Losses.Concordance(Tensor.From([1.0, 2, 3]), Tensor.From([2.0, 3, 4])).ToDouble(), 1e-11);
        Assert.Equal(1, Losses.Concordance(Tensor.From([0.5]), Tensor.From([0.5])).ToDouble(), 1e-11);
    }

    [Fact]
    public void The_slope_of_concordance_is_that_of_finite_differences()
    {
        double[] values = [0.3, -0.2, 0.7], truth = [0.1, -0.4, 0.9];
        var prediction = Tensor.From(values);
        prediction.RequiresGrad = true;
        Losses.Concordance(prediction, Tensor.From(truth)).Backward();
        const double Step = 1e-6;
        var slope = (At(Step) - At(-Step)) / (2 * Step);
        Assert.Equal(slope, prediction.Grad!.ToArray<double>()[0], 1e-8); // central differences err by the square of the step

        double At(double offset) => Losses.Concordance(Tensor.From([values[0] + offset, values[1], values[2]]), Tensor.From(truth)).ToDouble();
    }
}
