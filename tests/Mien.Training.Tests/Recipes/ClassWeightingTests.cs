using Mien.Core;

namespace Mien.Training.Tests;

public sealed class ClassWeightingTests
{
    private static readonly LabelSet Labels = new(["anger", "happy", "sad"]);

    [Fact]
    public void Balanced_weights_agree_with_scikit_learn() =>
        // compute_class_weight("balanced") for 1, 2 and 5 pictures: 8 / (3 n).
        Assert.Equal([8f / 3, 8f / 6, 8f / 15], ClassWeighting.Balanced.Resolve(Labels, [1, 2, 5])!);

    [Fact]
    public void The_square_root_is_taken_of_each() =>
        Assert.Equal([(float)Math.Sqrt(8.0 / 3), (float)Math.Sqrt(8.0 / 6), (float)Math.Sqrt(8.0 / 15)], ClassWeighting.SqrtBalanced.Resolve(Labels, [1, 2, 5])!);

    [Fact]
    public void Effective_numbers_lie_between_equal_and_balanced_weights()
    {
        // (1 - b) / (1 - b^n) for 1, 2 and 5 pictures and b = 0.5 is 1, 2/3 and 16/31; their mean is scaled to 1.
        var mean = (1 + (2.0 / 3) + (16.0 / 31)) / 3;
        Assert.Equal([(float)(1 / mean), (float)(2 / 3.0 / mean), (float)(16 / 31.0 / mean)], ClassWeighting.Effective(0.5).Resolve(Labels, [1, 2, 5])!);
        Assert.Equal([1f, 1f, 1f], ClassWeighting.Effective(0).Resolve(Labels, [1, 2, 0])!);
    }

    [Fact]
    public void A_class_without_pictures_takes_no_part_and_weighs_1() =>
        Assert.Equal([1f, 6f / 4, 6f / 8], ClassWeighting.Balanced.Resolve(Labels, [0, 2, 4])!);

    [Fact]
    public void Names_may_come_in_any_order() =>
        Assert.Equal([3f, 2f, 1f], ClassWeighting.OfNames([new("sad", 1), new("happy", 2), new("anger", 3)]).Resolve(Labels, [1, 1, 1])!);

    [Fact]
    public void Weights_that_do_not_fit_the_classes_are_refused_with_all_names()
    {
        var message = Assert.Throws<ConfigException>(() => ClassWeighting.OfNames([new("hapy", 1), new("sad", 1)]).Resolve(Labels, [1, 1, 1])).Message;
        Assert.Contains("missing: anger, happy; unknown: hapy", message, StringComparison.Ordinal);
        Assert.Contains("expected 3 numbers", Assert.Throws<ConfigException>(() => ClassWeighting.OfList(1).Resolve(Labels, [1, 1, 1])).Message, StringComparison.Ordinal);
    }
}
