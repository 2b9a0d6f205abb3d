using System.Collections.Immutable;
using Mien.Models.Blocks;
using Mien.Torch;

namespace Mien.Models;

/// <summary>
/// Swin transformer, tiny (Liu et al. 2021, "Swin transformer: hierarchical vision transformer using shifted windows", arXiv:2103.14030), as
/// in torchvision.
/// </summary>
/// <remarks>Pictures (N, C, H, W) go in, class scores (N, ClassCount) come out. Made for 224 pixels; any size from 4 works.</remarks>
public sealed class SwinTransformer : Module
{
    private const int PatchPx = 4, FirstFeatures = 96, WindowSize = 7;
    private const double StochasticDepthOfLastBlock = 0.2;

    private static readonly ImmutableArray<(int BlockCount, int HeadCount)> Stages = [(2, 3), (2, 6), (6, 12), (2, 24)];

    private readonly Sequential _features;
    private readonly LayerNorm _norm;
    private readonly Permute _permute;
    private readonly AdaptiveAvgPool2d _avgPool;
    private readonly Flatten _flatten;
    private readonly Module _head;

    private SwinTransformer(ModelOptions options)
    {
        const int LastFeatures = FirstFeatures << 3;
        _features = Child("features", new Sequential([.. Features(options)]));
        _norm = Child("norm", new LayerNorm(LastFeatures));
        _permute = Child("permute", new Permute(0, 3, 1, 2));
        _avgPool = Child("avgpool", new AdaptiveAvgPool2d());
        _flatten = Child("flatten", new Flatten());
        _head = Child("head", options.BuildHead(LastFeatures));
    }

    internal static ImmutableArray<ModelInfo> Variants { get; } =
        [new("swin_t", "Swin", 28_288_354, DefaultInputPx: 224, "Liu et al. 2021, arXiv:2103.14030", options => new SwinTransformer(options))];

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) =>
        _head.Forward(_flatten.Forward(_avgPool.Forward(_permute.Forward(_norm.Forward(_features.Forward(input))))));

    /// <inheritdoc/>
    protected override void InitializeModule(Module module, Initializer initializer)
    {
        if (module is Linear linear)
        {
            InitialWeights.TruncatedNormal(linear.Weight, linear.Bias, initializer, 0.02);
        }
        else
        {
            base.InitializeModule(module, initializer);
        }
    }

    private static IEnumerable<Module> Features(ModelOptions options)
    {
        yield return new Sequential(
            new Conv2d(options.InputChannels, FirstFeatures, PatchPx, stride: PatchPx), new Permute(0, 2, 3, 1), new LayerNorm(FirstFeatures));
        var (number, total) = (0, Stages.Sum(stage => stage.BlockCount));
        for (var i = 0; i < Stages.Length; i++)
        {
            var (features, stage) = (FirstFeatures << i, Stages[i]);
            if (i > 0)
            {
                yield return new PatchMerging(features / 2);
            }

            var blocks = new Module[stage.BlockCount];
            for (var j = 0; j < blocks.Length; j++)
            {
                var skipped = (options.StochasticDepth ?? StochasticDepthOfLastBlock) * number++ / (total - 1);
                blocks[j] = new Block(features, stage.HeadCount, shifts: j % 2 == 1, skipped, options.Dropout ?? 0);
            }

            yield return new Sequential(blocks);
        }
    }

    /// <summary>Attention in windows and two linear layers, each behind a norm and beside a shortcut: (N, H, W, C) to the same.</summary>
    private sealed class Block : Module
    {
        private readonly LayerNorm _norm1, _norm2;
        private readonly WindowAttention _attention;
        private readonly StochasticDepth _stochasticDepth;
        private readonly Sequential _mlp;

        public Block(int features, int headCount, bool shifts, double skippedFraction, double dropout)
        {
            _norm1 = Child("norm1", new LayerNorm(features));
            _attention = Child("attn", new WindowAttention(features, headCount, WindowSize, shifts ? WindowSize / 2 : 0, dropout));
            _stochasticDepth = Child("stochastic_depth", new StochasticDepth(skippedFraction));
            _norm2 = Child("norm2", new LayerNorm(features));
            _mlp = Child("mlp", new Sequential(
                new Linear(features, 4 * features), new Gelu(), new Dropout(dropout), new Linear(4 * features, features), new Dropout(dropout)));
        }

        protected override Tensor Compute(Tensor input)
        {
            var attended = input + _stochasticDepth.Forward(_attention.Forward(_norm1.Forward(input)));
            return attended + _stochasticDepth.Forward(_mlp.Forward(_norm2.Forward(attended)));
        }
    }

    /// <summary>Makes one place of four, with twice the features: (N, H, W, C) to (N, H / 2, W / 2, 2C); odd sides get a border of zeros.</summary>
    private sealed class PatchMerging : Module
    {
        private readonly Linear _reduction;
        private readonly LayerNorm _norm;

        public PatchMerging(int features)
        {
            _reduction = Child("reduction", new Linear(4 * features, 2 * features, bias: false));
            _norm = Child("norm", new LayerNorm(4 * features));
        }

        protected override Tensor Compute(Tensor input)
        {
            var (height, width) = (input.Size(1), input.Size(2));
            var even = height % 2 == 0 && width % 2 == 0 ? input : input.Pad(0, 0, 0, width % 2, 0, height % 2);
            var (count, rows, columns, features) = (even.Size(0), even.Size(1) / 2, even.Size(2) / 2, even.Size(3));

            // The four places in the order upper left, lower left, upper right, lower right.
            var merged = even.Reshape(count, rows, 2, columns, 2, features).Permute(0, 1, 3, 4, 2, 5).Reshape(count, rows, columns, 4 * features);
            return _reduction.Forward(_norm.Forward(merged));
        }
    }
}
