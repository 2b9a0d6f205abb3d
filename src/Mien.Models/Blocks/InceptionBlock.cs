using System.Collections.Immutable;
using Mien.Torch;

namespace Mien.Models.Blocks;

/// <summary>
/// A block of Inception v3: branches of convolutions side by side, one of them behind a pool, their outputs concatenated in the order of
/// the branches. The names are those of torchvision.
/// </summary>
internal sealed class InceptionBlock : Module
{
    private static readonly (long, long) Row = (1, 7), Column = (7, 1), ShortRow = (1, 3), ShortColumn = (3, 1);

    private readonly ImmutableArray<Branch> _branches;

    private InceptionBlock(params ImmutableArray<Branch> branches)
    {
        _branches = branches;
        foreach (var (name, convolution) in branches.SelectMany(branch => branch.Convolutions))
        {
            Child(name, convolution);
        }
    }

    /// <summary>1x1, 5x5, two 3x3, and a pool: figure 5 of the paper.</summary>
    public static InceptionBlock A(int channels, int pooled) => new(
        new("branch1x1", new(channels, 64, 1)),
        new(("branch5x5_1", new(channels, 48, 1)), ("branch5x5_2", new(48, 64, 5, padding: 2))),
        new(("branch3x3dbl_1", new(channels, 64, 1)), ("branch3x3dbl_2", new(64, 96, 3, padding: 1)), ("branch3x3dbl_3", new(96, 96, 3, padding: 1))),
        new("branch_pool", new(channels, pooled, 1)) { Pool = MeanPool });

    /// <summary>Halves the size: 3x3, two 3x3, and a pool.</summary>
    public static InceptionBlock B(int channels) => new(
        new("branch3x3", new(channels, 384, 3, stride: 2)),
        new(("branch3x3dbl_1", new(channels, 64, 1)), ("branch3x3dbl_2", new(64, 96, 3, padding: 1)), ("branch3x3dbl_3", new(96, 96, 3, stride: 2))),
        new() { Pool = MaxPool });

    /// <summary>1x1, 7x7 in rows and columns, twice that, and a pool: figure 6 of the paper.</summary>
    public static InceptionBlock C(int channels, int narrow) => new(
        new("branch1x1", new(channels, 192, 1)),
        new(("branch7x7_1", new(channels, narrow, 1)), ("branch7x7_2", Line(narrow, narrow, Row)), ("branch7x7_3", Line(narrow, 192, Column))),
        new(
            ("branch7x7dbl_1", new(channels, narrow, 1)),
            ("branch7x7dbl_2", Line(narrow, narrow, Column)),
            ("branch7x7dbl_3", Line(narrow, narrow, Row)),
            ("branch7x7dbl_4", Line(narrow, narrow, Column)),
            ("branch7x7dbl_5", Line(narrow, 192, Row))),
        new("branch_pool", new(channels, 192, 1)) { Pool = MeanPool });

    /// <summary>Halves the size: 3x3, 7x7 in rows and columns with a 3x3, and a pool.</summary>
    public static InceptionBlock D(int channels) => new(
        new(("branch3x3_1", new(channels, 192, 1)), ("branch3x3_2", new(192, 320, 3, stride: 2))),
        new(
            ("branch7x7x3_1", new(channels, 192, 1)),
            ("branch7x7x3_2", Line(192, 192, Row)),
            ("branch7x7x3_3", Line(192, 192, Column)),
            ("branch7x7x3_4", new(192, 192, 3, stride: 2))),
        new() { Pool = MaxPool });

    /// <summary>1x1, and 3x3 that end in a row and a column side by side: figure 7 of the paper.</summary>
    public static InceptionBlock E(int channels) => new(
        new("branch1x1", new(channels, 320, 1)),
        new(("branch3x3_1", new(channels, 384, 1)), ("branch3x3_2a", Line(384, 384, ShortRow)), ("branch3x3_2b", Line(384, 384, ShortColumn))) { Forks = true },
        new(
            ("branch3x3dbl_1", new(channels, 448, 1)),
            ("branch3x3dbl_2", new(448, 384, 3, padding: 1)),
            ("branch3x3dbl_3a", Line(384, 384, ShortRow)),
            ("branch3x3dbl_3b", Line(384, 384, ShortColumn))) { Forks = true },
        new("branch_pool", new(channels, 192, 1)) { Pool = MeanPool });

    protected override Tensor Compute(Tensor input) => Tensor.Cat([.. _branches.SelectMany(branch => branch.Run(input))], dimension: 1);

    private static BasicConvolution Line(int inputChannels, int outputChannels, (long Height, long Width) kernelSize) =>
        new(inputChannels, outputChannels, kernelSize, padding: (kernelSize.Height / 2, kernelSize.Width / 2));

    private static Tensor MeanPool(Tensor input) => Functional.AvgPool2d(input, kernelSize: 3, stride: 1, padding: 1);

    private static Tensor MaxPool(Tensor input) => Functional.MaxPool2d(input, kernelSize: 3, stride: 2);

    /// <summary>Convolutions one after the other, perhaps behind a pool.</summary>
    private sealed class Branch(params ImmutableArray<(string Name, BasicConvolution Convolution)> convolutions)
    {
        public Branch(string name, BasicConvolution convolution)
            : this((name, convolution))
        {
        }

        public ImmutableArray<(string Name, BasicConvolution Convolution)> Convolutions => convolutions;

        public Func<Tensor, Tensor>? Pool { get; init; }

        /// <summary>Whether the last two convolutions stand side by side.</summary>
        public bool Forks { get; init; }

        public IEnumerable<Tensor> Run(Tensor input)
        {
            var chain = Forks ? convolutions[..^2] : convolutions;
            var features = chain.Aggregate(Pool is null ? input : Pool(input), (current, item) => item.Convolution.Forward(current));
            return Forks ? [convolutions[^2].Convolution.Forward(features), convolutions[^1].Convolution.Forward(features)] : [features];
        }
    }
}
