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
