using Mien.Data;
using Mien.Torch;

namespace Mien.Training.Tests;

public sealed class LossTests : IDisposable
{
    private readonly TensorScope _scope = TensorScope.Begin();

    public void Dispose() => _scope.Dispose();

    // Softmax (1/4, 3/4) each; then arousal and valence.
    private static Tensor Outputs(int count) => Tensor.From([.. Enumerable.Repeat<float[]>([0, MathF.Log(3), 0.5f, -0.5f], count).SelectMany(row => row)], count, 4);

    private static Batch Batch(long[] labels, float[]? arousal = null, float[]? valence = null)
    {
        var batch = new Batch(labels.Length, 1, hasAffect: arousal is not null);
        labels.CopyTo(batch.Labels, 0);
        arousal?.CopyTo(batch.Arousal, 0);
        valence?.CopyTo(batch.Valence, 0);
        return batch;
    }

    [Fact]
    public void Samples_without_a_class_do_not_count()
    {
        using var loss = new CrossEntropyLoss([1, 2]);
        var scores = Outputs(3).Narrow(1, 0, 2);
        var targets = BatchTargets.Of(Batch([1, Sample.NoLabel, 0]), 2);
        Assert.Equal(((2 * Math.Log(4.0 / 3)) + Math.Log(4)) / 3, loss.Compute(scores, targets).ToDouble(), 1e-6);
        Assert.Equal(3, loss.WeightOf(targets));

        var none = BatchTargets.Of(Batch([Sample.NoLabel]), 2);
        Assert.Equal((0, 0), (loss.Compute(scores, none).ToDouble(), loss.WeightOf(none)));
    }

    [Fact]
    public void Votes_count_where_there_are_any_and_labels_elsewhere()
    {
        using var loss = new CrossEntropyLoss();
        var batch = new Batch(2, 1, classCount: 2);
        (batch.Labels[0], batch.Labels[1]) = (0, 1);
        (batch.Votes[0], batch.Votes[1]) = (0.25f, 0.75f);
        var expected = ((0.25 * Math.Log(4)) + (0.75 * Math.Log(4.0 / 3)) + Math.Log(4.0 / 3)) / 2;
        Assert.Equal(expected, loss.Compute(Outputs(2).Narrow(1, 0, 2), BatchTargets.Of(batch, 2)).ToDouble(), 1e-6);
    }

    [Fact]
    public void A_focal_loss_without_gamma_is_cross_entropy()
    {
        using var focal = new CrossEntropyLoss([1, 2], labelSmoothing: 0.1) { Alpha = 0.5 };
        using var plain = new CrossEntropyLoss([1, 2], labelSmoothing: 0.1);
        var (scores, targets) = (Outputs(3).Narrow(1, 0, 2), BatchTargets.Of(Batch([1, 0, Sample.NoLabel]), 2));
        Assert.Equal(plain.Compute(scores, targets).ToDouble(), 2 * focal.Compute(scores, targets).ToDouble(), 1e-6);
    }

    [Theory]
    [InlineData(AffectLossName.Mse, 1, 4)]
    [InlineData(AffectLossName.Huber, 0.5, 1.5)]
    public void A_joint_loss_adds_its_parts_over_what_is_known(AffectLossName affect, double ofOne, double ofTwo)
    {
        var recipe = new LossRecipe { Affect = affect, ExpressionWeight = 0.5, ValenceWeight = 2, ArousalWeight = 3 };
        using var loss = LossFactory.Create(recipe, new(["a", "b"]), [1, 1], hasAffect: true, Device.Cpu);
        // Arousal is off by 1 in the second and by 2 in the third; valence is known of the first alone, and off by 1.
        var batch = Batch([1, Sample.NoLabel, 1], [float.NaN, -0.5f, 2.5f], [-1.5f, float.NaN, float.NaN]);
        var expected = (0.5 * Math.Log(4.0 / 3)) + (3 * (ofOne + ofTwo) / 2) + (2 * ofOne);
        Assert.Equal(expected, loss.Compute(Outputs(3), BatchTargets.Of(batch, 2)).ToDouble(), 1e-5);
    }

    [Fact]
    public void A_batch_of_which_nothing_is_known_has_a_loss_of_0_and_gradients_of_0()
    {
        using var loss = LossFactory.Create(new() { Affect = AffectLossName.Ccc }, new(["a", "b"]), [1, 1], hasAffect: true, Device.Cpu);
        var outputs = Outputs(1);
        outputs.RequiresGrad = true;
        var total = loss.Compute(outputs, BatchTargets.Of(Batch([Sample.NoLabel], [float.NaN], [float.NaN]), 2));
        total.Backward();
        Assert.Equal(0, total.ToDouble());
        Assert.All(outputs.Grad!.ToArray<float>(), value => Assert.Equal(0, value));
    }
}
