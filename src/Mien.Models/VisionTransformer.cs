using System.Collections.Immutable;
using Mien.Core;
using Mien.Models.Blocks;
using Mien.Torch;

namespace Mien.Models;

/// <summary>
/// Vision transformers B/16 and H/14 (Dosovitskiy et al. 2021, "An image is worth 16x16 words", arXiv:2010.11929), as in torchvision.
/// </summary>
/// <remarks>Pictures (N, C, S, S) of exactly the size that the net was made for go in, class scores (N, ClassCount) come out.</remarks>
public sealed class VisionTransformer : Module
{
    private const double Epsilon = 1e-6;

    private readonly Design _design;
    private readonly Tensor _classToken;
    private readonly Conv2d _patchProjection;
    private readonly Encoder _encoder;
    private readonly Sequential _heads;

    private VisionTransformer(ModelOptions options, Design design)
    {
        _design = design;
        _classToken = Parameter("class_token", Tensor.Zeros([1, 1, design.Features]));
        _patchProjection = Child("conv_proj", new Conv2d(options.InputChannels, design.Features, design.PatchPx, stride: design.PatchPx));
        _encoder = Child("encoder", new Encoder(design, options.Dropout ?? 0));
        _heads = Child("heads", new Sequential([("head", options.BuildHead(design.Features))]));
    }

    internal static ImmutableArray<ModelInfo> Variants { get; } =
    [
        Variant("vit_b_16", 86_567_656, new(InputPx: 224, PatchPx: 16, LayerCount: 12, HeadCount: 12, Features: 768)),
        Variant("vit_h_14", 632_045_800, new(InputPx: 224, PatchPx: 14, LayerCount: 32, HeadCount: 16, Features: 1280)),
        Variant("vit_h_14_518", 633_470_440, new(InputPx: 518, PatchPx: 14, LayerCount: 32, HeadCount: 16, Features: 1280)),
    ];

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        if (input.Size(2) != _design.InputPx || input.Size(3) != _design.InputPx)
        {
            throw new MienException(
                $"Expected pictures of {_design.InputPx} x {_design.InputPx} pixels, for which this transformer has positions, but got {input.Size(3)} x {input.Size(2)}.");
        }

        var patches = _patchProjection.Forward(input).Flatten(2).Transpose(1, 2);
        var tokens = Tensor.Cat([_classToken.Expand(input.Size(0), -1, -1), patches], dimension: 1);
        return _heads.Forward(_encoder.Forward(tokens).Select(1, 0));
    }

    /// <inheritdoc/>
    protected override void InitializeModule(Module module, Initializer initializer)
    {
        switch (module)
        {
            case Conv2d patches:
                InitialWeights.TruncatedNormal(patches.Weight, patches.Bias, initializer, Math.Sqrt(1.0 / (patches.Weight.Count / patches.Weight.Size(0))));
                break;
            case Linear head when initializer.ModuleName == "heads.head":
                Initializer.Constant(head.Weight, 0);
                InitialWeights.ZeroIfAny(head.Bias);
                break;
            case Linear linear:
                initializer.XavierUniform(linear.Weight, "weight");
                initializer.Normal(linear.Bias!, "bias", 0, 1e-6);
                break;
            default:
                base.InitializeModule(module, initializer);
                break;
        }
    }

    /// <inheritdoc/>
    protected override void ResetParameters(Initializer initializer) => Initializer.Constant(_classToken, 0);

    private static ModelInfo Variant(string name, long parameterCount, Design design) => new(
        name, "ViT", parameterCount, design.InputPx, "Dosovitskiy et al. 2021, arXiv:2010.11929", options => new VisionTransformer(options, design))
    {
        PublishedNames = new() { Changes = [(".mlp.linear_1.", ".mlp.0."), (".mlp.linear_2.", ".mlp.3.")] },
    };

    private sealed record Design(int InputPx, int PatchPx, int LayerCount, int HeadCount, int Features)
    {
        public int TokenCount => 1 + ((InputPx / PatchPx) * (InputPx / PatchPx));
    }

    /// <summary>Adds the positions, then runs the layers and a last norm: (N, L, E) to the same.</summary>
    private sealed class Encoder : Module
    {
        private readonly Tensor _positions;
        private readonly Dropout _dropout;
        private readonly Sequential _layers;
        private readonly LayerNorm _norm;

        public Encoder(Design design, double dropout)
        {
            _positions = Parameter("pos_embedding", Tensor.Zeros([1, design.TokenCount, design.Features]));
            _dropout = Child("dropout", new Dropout(dropout));
            _layers = Child("layers", new Sequential(
                [.. Enumerable.Range(0, design.LayerCount).Select(i => ($"encoder_layer_{i}", (Module)new EncoderLayer(design, dropout)))]));
            _norm = Child("ln", new LayerNorm(design.Features, Epsilon));
        }

        protected override Tensor Compute(Tensor input) => _norm.Forward(_layers.Forward(_dropout.Forward(input + _positions)));

        protected override void ResetParameters(Initializer initializer) => initializer.Normal(_positions, "pos_embedding", 0, 0.02);
    }

    /// <summary>Attention and two linear layers, each behind a norm and beside a shortcut.</summary>
    private sealed class EncoderLayer : Module
    {
        private readonly LayerNorm _norm1, _norm2;
        private readonly MultiheadAttention _attention;
        private readonly Dropout _dropout;
        private readonly Sequential _mlp;

        public EncoderLayer(Design design, double dropout)
        {
            var features = design.Features;
            _norm1 = Child("ln_1", new LayerNorm(features, Epsilon));
            _attention = Child("self_attention", new MultiheadAttention(features, design.HeadCount));
            _dropout = Child("dropout", new Dropout(dropout));
            _norm2 = Child("ln_2", new LayerNorm(features, Epsilon));
            _mlp = Child("mlp", new Sequential(
                new Linear(features, 4 * features), new Gelu(), new Dropout(dropout), new Linear(4 * features, features), new Dropout(dropout)));
        }

        protected override Tensor Compute(Tensor input)
        {
            var attended = _dropout.Forward(_attention.Forward(_norm1.Forward(input))) + input;
            return attended + _mlp.Forward(_norm2.Forward(attended));
        }
    }
}
