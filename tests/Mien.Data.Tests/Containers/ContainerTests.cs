using Mien.Core;
using Mien.Data.Containers;
using Mien.Data.Transforms;
using Mien.Imaging;

namespace Mien.Data.Tests.Containers;

/// <summary>
/// The rules by which Albumentations 1.3 decides what is applied. Each case says how likely each sequence of transforms is,
/// worked out by hand from the rules; what happens is counted over many draws.
/// </summary>
public sealed class ContainerTests
{
    private const int Draws = 20_000;

    private static readonly Image Picture = PictureTree.Noise(seed: 1, 2, 2, 3);

    // Transforms as letters; each notes its name when it is applied.
    private static HorizontalFlip F(double p, bool always = false) => new HorizontalFlip { Probability = p, AlwaysApply = always };

    private static RandomBrightnessContrast B(double p, bool always = false) => new RandomBrightnessContrast { Probability = p, AlwaysApply = always };

    private static Rotate R(double p, bool always = false) => new Rotate { Probability = p, AlwaysApply = always };

    [Fact]
    public void A_compose_applies_each_transform_by_its_own_probability_in_order() =>
        Holds(new Compose { Children = [F(0.5), B(0.2)] }, ("", 0.4), ("F", 0.4), ("B", 0.1), ("FB", 0.1));

    [Fact]
    public void A_compose_that_does_not_happen_still_applies_what_is_always_applied() =>
        Holds(new Compose { Probability = 0.3, Children = [F(0.5), B(0.1, always: true)] }, ("B", 0.85), ("FB", 0.15));

    [Fact]
    public void A_compose_that_does_not_happen_dissolves_the_containers_below_it() => Holds(
        new Compose
        {
            Probability = 0,
            Children =
            [
                new OneOf { Probability = 0, Children = [F(0.5, always: true), R(1), B(0.2, always: true)] },
                new Compose { Probability = 0, Children = [new SomeOf { Count = 2, Children = [R(0, always: true)] }] },
            ],
        },
        ("FBR", 1));

    [Fact]
    public void Being_chosen_makes_a_compose_happen_but_not_its_transforms() =>
        Holds(new OneOf { Probability = 1, Children = [new Compose { Probability = 0.01, Children = [F(0.4), B(1)] }] }, ("B", 0.6), ("FB", 0.4));

    [Fact]
    public void One_of_chooses_by_weight_and_what_is_chosen_is_applied() =>
        Holds(new OneOf { Probability = 0.8, Children = [F(0.1), B(0.3)] }, ("", 0.2), ("F", 0.2), ("B", 0.6));

    [Fact]
    public void Being_chosen_makes_one_of_happen() =>
        Holds(new OneOf { Probability = 0.1, Children = [F(0.1), B(0.3)] }, isForced: true, ("F", 0.25), ("B", 0.75));

    [Fact]
    public void Always_apply_plays_no_role_inside_one_of() => Holds(
        new Compose { Children = [new OneOf { Probability = 0.5, Children = [F(0.5), B(0.5, always: true)] }] },
        ("", 0.5),
        ("F", 0.25),
        ("B", 0.25));

    [Fact]
    public void One_of_takes_the_probability_of_a_container_as_its_weight() => Holds(
        new OneOf { Probability = 1, Children = [new Sequential { Probability = 0.2, Children = [F(1), B(1)] }, new OneOf { Probability = 0.6, Children = [R(1)] }] },
        ("FB", 0.25),
        ("R", 0.75));

    [Fact]
    public void Some_of_chooses_with_replacement_and_applies_in_the_order_of_choice() => Holds(
        new SomeOf { Probability = 0.6, Count = 2, Children = [F(0.1), B(0.3)] },
        ("", 0.4),
        ("FF", 0.6 / 16),
        ("FB", 0.6 * 3 / 16),
        ("BF", 0.6 * 3 / 16),
        ("BB", 0.6 * 9 / 16));

    [Fact]
    public void Some_of_without_replacement_chooses_among_those_that_are_left() => Holds(
        new SomeOf { Count = 2, WithReplacement = false, Children = [F(0.2), B(0.3), R(0.5)] },
        ("FB", 0.2 * 3 / 8),
        ("FR", 0.2 * 5 / 8),
        ("BF", 0.3 * 2 / 7),
        ("BR", 0.3 * 5 / 7),
        ("RF", 0.5 * 2 / 5),
        ("RB", 0.5 * 3 / 5));

    [Fact]
    public void Some_of_never_chooses_a_weight_of_zero() =>
        Holds(new SomeOf { Count = 2, WithReplacement = false, Children = [F(0), B(0.5), R(0.5)] }, ("BR", 0.5), ("RB", 0.5));

    [Fact]
    public void One_or_other_applies_the_first_or_the_last_and_never_nothing() =>
        Holds(new OneOrOther { Probability = 0.3, Children = [F(0), R(1), B(0)] }, ("F", 0.3), ("B", 0.7));

    [Fact]
    public void Being_chosen_does_not_change_one_or_other() =>
        Holds(new OneOrOther { Probability = 0.3, Children = [F(0), B(0)] }, isForced: true, ("F", 0.3), ("B", 0.7));

    [Fact]
    public void The_probability_of_a_sequential_does_not_keep_it_from_running() =>
        Holds(new Sequential { Probability = 0, Children = [F(0.5), B(1)] }, ("B", 0.5), ("FB", 0.5));

    [Fact]
    public void Being_chosen_makes_only_the_first_of_a_sequential_certain() =>
        Holds(new Sequential { Children = [F(0), B(0.3), R(0)] }, isForced: true, ("F", 0.7), ("FB", 0.3));

    [Fact]
    public void The_default_pipeline_of_the_original_changes_as_often_as_it_does_there() => Holds(
        new Compose { Children = [F(0.5), new OneOf { Probability = 0.5, Children = [B(0.5, always: true), R(0.5, always: true), new NoOp { Probability = 0.5, AlwaysApply = true }] }] },
        ("", 0.25),
        ("F", 0.25),
        ("B", 0.5 / 6),
        ("FB", 0.5 / 6),
        ("R", 0.5 / 6),
        ("FR", 0.5 / 6),
        ("N", 0.5 / 6),
        ("FN", 0.5 / 6));

    [Fact]
    public void Empty_containers_change_nothing() => Holds(
        new Compose
        {
            Children = [new Compose(), new OneOf { Probability = 1 }, new SomeOf { Count = 3 }, new OneOrOther(), new Sequential()],
        },
        ("", 1));

    [Fact]
    public void What_is_certain_draws_nothing_so_a_list_and_a_compose_of_it_give_the_same_pictures()
    {
        ITransform[] transforms = [F(0.5), R(0.5), B(0.5)];
        for (var index = 0; index < 20; index++)
        {
            var (list, nested) = (new RandomStream(1, "test", index: index), new RandomStream(1, "test", index: index));
            var (one, two) = (Picture, new Compose { Children = [new Compose { Children = [.. transforms] }] }.Apply(Picture, ref nested, new TransformContext()));
            foreach (var transform in transforms)
            {
                one = transform.Apply(one, ref list, new TransformContext());
            }

            Assert.Equal(one.Pixels, two.Pixels);
        }
    }

    [Fact]
    public void A_container_wants_what_its_transforms_want()
    {
        var container = new OneOf { Children = [F(1), new Sequential { Children = [new Colourful()] }] };

        Assert.True(container.NeedsFullSize);
        Assert.False(container.TreatsChannelsAlike);
        Assert.False(new OneOf { Children = [F(1)] }.NeedsFullSize);
        Assert.True(new OneOf { Children = [F(1)] }.TreatsChannelsAlike);
    }

    [Fact]
    public void Equal_children_make_equal_containers()
    {
        Assert.Equal(new SomeOf { Children = [F(1), B(0.5)] }, new SomeOf { Children = [F(1), B(0.5)] });
        Assert.NotEqual(new SomeOf { Children = [F(1), B(0.5)] }, new SomeOf { Children = [B(0.5), F(1)] });
        Assert.NotEqual<TransformContainer>(new OneOf { Children = [F(1)] }, new Sequential { Children = [F(1)] });
    }

    private static void Holds(ITransform transform, params (string Sequence, double Probability)[] expected) => Holds(transform, isForced: false, expected);

    // Chi-square with fewer than eight degrees of freedom: 45 is passed once in 10^6 seeds or less, and ours is fixed.
    private static void Holds(ITransform transform, bool isForced, params (string Sequence, double Probability)[] expected)
    {
        var counts = Count(transform, isForced);

        Assert.Equal(1, expected.Sum(item => item.Probability), tolerance: 1e-12);
        Assert.Empty(counts.Keys.Except(expected.Select(item => item.Sequence)));
        Assert.InRange(expected.Sum(item => Math.Pow(counts.GetValueOrDefault(item.Sequence) - (Draws * item.Probability), 2) / (Draws * item.Probability)), 0, 45);
    }

    private static Dictionary<string, int> Count(ITransform transform, bool isForced)
    {
        List<AppliedTransform> applied = [];
        var context = new TransformContext { Applied = applied };
        Dictionary<string, int> counts = [];
        for (var index = 0; index < Draws; index++)
        {
            var random = new RandomStream(7, "containers", index: index);
            transform.Apply(Picture, ref random, context, isForced);
            context.Pool.Reset();
            var sequence = string.Concat(applied.Select(item => item.Name switch { "HorizontalFlip" => "F", "RandomBrightnessContrast" => "B", _ => item.Name[..1] }));
            counts[sequence] = counts.GetValueOrDefault(sequence) + 1;
            applied.Clear();
        }

        return counts;
    }

    private sealed class Colourful : ITransform
    {
        public double Probability => 1;

        public bool NeedsFullSize => true;

        public bool TreatsChannelsAlike => false;

        public Image Apply(Image image, ref RandomStream random, TransformContext context, bool isForced = false) => image;
    }
}
