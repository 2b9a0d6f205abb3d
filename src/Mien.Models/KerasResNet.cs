using System.Collections.Immutable;
using Mien.Core;
using Mien.Models.Blocks;
using Mien.Torch;

namespace Mien.Models;

/// <summary>
/// ResNet-18 to -152 (He et al. 2016, arXiv:1512.03385) in the two flavours of Keras: that of the project "cnn-affect-recognition", without
/// a border in the stem and with a ReLU before the sum in small blocks, and the ResNet-50 of keras.applications ("v1"). In both,
/// convolutions have biases, and the stride of a large block sits on its first 1x1 convolution.
/// </summary>
/// <remarks>
/// Pictures (N, C, H, W) go in, class scores (N, ClassCount) come out. Made for 224 pixels; any size from 11 works, unless maps are
/// flattened. <see cref="KerasResNetOptions"/> has further options. Layers have the names of keras.applications, with a dot where a stage and
/// a block end, and the state dict has the order of Keras' own weights, but for "num_batches_tracked", which Keras does not have. The
/// moving variance takes the sample variance of a batch in both.
/// </remarks>
public sealed class KerasResNet : Module, IConvNormPairs, IKernelPenalties
{
    /// <summary>What <see cref="ModelInfo.Family"/> is for these nets.</summary>
    public const string Family = "Keras ResNet";

    private const int DefaultInputPx = 224;

    private readonly KernelInitializer _kernelInitializer;
    private readonly double _kernelL2;
    private readonly ImmutableArray<Module> _before, _after;
    private readonly Conv2d _convolution;
    private readonly BatchNorm2d _norm;
    private readonly Relu _relu;

    private KerasResNet(ModelOptions common, Design design)
    {
        var options = common as KerasResNetOptions ?? new KerasResNetOptions(common);
        (_kernelInitializer, _kernelL2) = (options.KernelInitializer ?? design.KernelInitializer, options.KernelL2);
        _before = [.. Preparation(options).Select(layer => Child(layer.Name, layer.Module))];
        _convolution = Child("conv1_conv", new Conv2d(options.InputChannels, 64, kernelSize: 7, stride: 2, padding: design.HasBorders ? 3 : 0));
        _norm = Child("conv1_bn", design.Norm(64));
        _relu = Child("conv1_relu", new Relu(inPlace: true));
        _after = [.. Stages(design).Concat(Top(options, design)).Select(layer => Child(layer.Name, layer.Module))];
    }

    internal static ImmutableArray<ModelInfo> Variants { get; } =
    [
        Variant("keras_resnet18", 11_694_312, new([2, 2, 2, 2], IsLarge: false)),
        Variant("keras_resnet34", 21_806_184, new([3, 4, 6, 3], IsLarge: false)),
        Variant("keras_resnet50", 25_583_592, new([3, 4, 6, 3], IsLarge: true)),
        Variant("keras_resnet101", 44_601_832, new([3, 4, 23, 3], IsLarge: true)),
        Variant("keras_resnet152", 60_268_520, new([3, 8, 36, 3], IsLarge: true)),
        Variant("keras_resnet50_imagenet", 25_583_592, new([3, 4, 6, 3], IsLarge: true)
        {
            HasBorders = true, HalvesFirstStage = false, Epsilon = 1.001e-5, KernelInitializer = KernelInitializer.GlorotUniform,
        }),
    ];

    IEnumerable<(Conv2d, BatchNorm2d)> IConvNormPairs.ConvNormPairs => [(_convolution, _norm)];

    /// <summary>All convolutions and the last layer, unless <see cref="KerasResNetOptions.KernelL2"/> is 0.</summary>
    public IEnumerable<KernelPenalty> KernelPenalties =>
        from item in NamedModules()
        where _kernelL2 > 0 && IsOwn(item.Name)
        let kernel = (item.Module as Conv2d)?.Weight ?? (item.Module as Dense)?.Weight
        where kernel is not null
        select new KernelPenalty(item.Name + ".weight", kernel, _kernelL2);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        var pictures = _before.Aggregate(input, (features, layer) => layer.Forward(features));
        return _after.Aggregate(_norm.ForwardRelu(_relu, _convolution.Forward(pictures)), (features, layer) => layer.Forward(features));
    }

    /// <summary>Kernels by the initializer of the options, biases 0.</summary>
    protected override void InitializeModule(Module module, Initializer initializer)
    {
        if (module is Conv2d convolution && IsOwn(initializer.ModuleName))
        {
            _kernelInitializer.Draw(convolution.Weight, initializer);
            InitialWeights.ZeroIfAny(convolution.Bias);
        }
        else
        {
            base.InitializeModule(module, initializer);
        }
    }

    private static ModelInfo Variant(string name, long parameterCount, Design design) => new(
        name, Family, parameterCount, DefaultInputPx, "He et al. 2016, arXiv:1512.03385", options => new KerasResNet(options, design))
    {
        HasPublishedWeights = design.HasBorders,
    };

    // Layers that the options bring in have rules of their own.
    private static bool IsOwn(string moduleName) => moduleName.StartsWith("conv", StringComparison.Ordinal) || moduleName == "predictions";

    private static IEnumerable<(string Name, Module Module)> Preparation(KerasResNetOptions options)
    {
        if (options.AfterInput is { } layers)
        {
            yield return ("after_input", layers());
        }

        if (options.Normalizes)
        {
            yield return ("rescaling", new Rescaling(1 / 255.0));
        }
    }

    private static IEnumerable<(string Name, Module Module)> Stages(Design design)
    {
        yield return ("pool1_pool", new MaxPool2d(kernelSize: 3, stride: 2, padding: design.HasBorders ? 1 : 0));
        var channels = 64;
        for (var stage = 0; stage < design.BlockCounts.Length; stage++)
        {
            var blocks = new (string, Module)[design.BlockCounts[stage]];
            for (var i = 0; i < blocks.Length; i++)
            {
                var (width, stride) = (64 << stage, i == 0 && design.Halves(stage) ? 2 : 1);
                blocks[i] = ($"block{i + 1}", design.IsLarge
                    ? new LargeBlock(channels, width, stride, design.Norm)
                    : new SmallBlock(channels, width, stride, design.Norm));
                channels = width * design.Expansion;
            }

            yield return ($"conv{stage + 2}", new Sequential(blocks));
        }
    }

    private static IEnumerable<(string Name, Module Module)> Top(KerasResNetOptions options, Design design)
    {
        var inputPx = options.InputPx ?? DefaultInputPx;
        var sidePx = options.Flattens ? design.LastSidePx(inputPx) : 1;
        yield return options.Flattens ? ("flatten", new FlattenMaps(sidePx, inputPx)) : ("avg_pool", new GlobalAveragePool2d());
        if (options.Dropout is { } dropout and > 0)
        {
            yield return ("dropout", new Dropout(dropout));
        }

        var featureCount = design.LastChannels * sidePx * sidePx;
        yield return ("predictions", options.BuildHead(featureCount, () => new Dense(featureCount, options.ClassCount, options.KernelInitializer ?? design.KernelInitializer)));
        if (options.EndsInSoftmax)
        {
            yield return ("softmax", new Softmax());
        }
    }

    private sealed record Design(ImmutableArray<int> BlockCounts, bool IsLarge)
    {
        /// <summary>Whether the stem has a border, so that it halves even sizes exactly.</summary>
        public bool HasBorders { get; init; }

        public bool HalvesFirstStage { get; init; } = IsLarge;

        public double Epsilon { get; init; } = 1e-3;

        public KernelInitializer KernelInitializer { get; init; } = KernelInitializer.HeUniform;

        public int Expansion => IsLarge ? 4 : 1;

        public int LastChannels => (64 << (BlockCounts.Length - 1)) * Expansion;

        public bool Halves(int stage) => stage > 0 || HalvesFirstStage;

        // Keras' momentum of 0.99 is what stays of the moving moments.
        public BatchNorm2d Norm(int channels) => new(channels, Epsilon, momentum: 0.01);

        public int LastSidePx(int inputPx)
        {
            var pooled = HasBorders ? Half(Half(inputPx)) : ((((inputPx - 7) >> 1) + 1 - 3) >> 1) + 1;
            var side = Enumerable.Range(0, BlockCounts.Length).Where(Halves).Aggregate(pooled, (size, _) => Half(size));
            return side >= 1 ? side : throw new ConfigException($"Expected pictures of at least 11 x 11 but got {inputPx} x {inputPx}: nothing is left of them behind the stem.");
        }

        private static int Half(int size) => (size + 1) >> 1;
    }

    /// <summary>Two 3x3 convolutions, each with norm and ReLU, beside a shortcut; ReLU again behind the sum.</summary>
    private sealed class SmallBlock : Module, IConvNormPairs
    {
        private readonly Conv2d _conv1, _conv2;
        private readonly Conv2d? _conv0;
        private readonly BatchNorm2d _norm1, _norm2;
        private readonly BatchNorm2d? _norm0;
        private readonly Relu _relu1, _relu2, _out;

        public SmallBlock(int inputChannels, int width, int stride, Func<int, BatchNorm2d> norm)
        {
            _conv1 = Child("1_conv", new Conv2d(inputChannels, width, kernelSize: 3, stride: stride, padding: stride == 1 ? 1 : 0));
            _norm1 = Child("1_bn", norm(width));
            _relu1 = Child("1_relu", new Relu(inPlace: true));
            _conv2 = Child("2_conv", new Conv2d(width, width, kernelSize: 3, padding: 1));
            _norm2 = Child("2_bn", norm(width));
            _relu2 = Child("2_relu", new Relu(inPlace: true));
            if (stride > 1)
            {
                _conv0 = Child("0_conv", new Conv2d(inputChannels, width, kernelSize: 1, stride: stride));
                _norm0 = Child("0_bn", norm(width));
            }

            _out = Child("out", new Relu(inPlace: true));
        }

        public IEnumerable<(Conv2d, BatchNorm2d)> ConvNormPairs => [(_conv1, _norm1), (_conv2, _norm2), .. Pair(_conv0, _norm0)];

        protected override Tensor Compute(Tensor input)
        {
            var padded = _conv1.Stride == 1 ? input : SamePadding.Apply(input, kernelSize: 3, (int)_conv1.Stride);
            var output = _norm1.ForwardRelu(_relu1, _conv1.Forward(padded));
            output = _norm2.ForwardRelu(_relu2, _conv2.Forward(output));
            return _out.Forward(output + Shortcut(input, _conv0, _norm0));
        }
    }

    /// <summary>A 1x1 convolution that narrows, a 3x3, and a 1x1 that widens fourfold, beside a shortcut.</summary>
    private sealed class LargeBlock : Module, IConvNormPairs
    {
        private readonly Conv2d _conv1, _conv2, _conv3;
        private readonly Conv2d? _conv0;
        private readonly BatchNorm2d _norm1, _norm2, _norm3;
        private readonly BatchNorm2d? _norm0;
        private readonly Relu _relu1, _relu2, _out;

        public LargeBlock(int inputChannels, int width, int stride, Func<int, BatchNorm2d> norm)
        {
            var outputChannels = 4 * width;
            var projects = stride > 1 || inputChannels != outputChannels;
            _conv1 = Child("1_conv", new Conv2d(inputChannels, width, kernelSize: 1, stride: stride));
            _norm1 = Child("1_bn", norm(width));
            _relu1 = Child("1_relu", new Relu(inPlace: true));
            _conv2 = Child("2_conv", new Conv2d(width, width, kernelSize: 3, padding: 1));
            _norm2 = Child("2_bn", norm(width));
            _relu2 = Child("2_relu", new Relu(inPlace: true));
            _conv3 = Child("3_conv", new Conv2d(width, outputChannels, kernelSize: 1));
            _conv0 = projects ? Child("0_conv", new Conv2d(inputChannels, outputChannels, kernelSize: 1, stride: stride)) : null; // Keras' order
            _norm3 = Child("3_bn", norm(outputChannels));
            _norm0 = projects ? Child("0_bn", norm(outputChannels)) : null;
            _out = Child("out", new Relu(inPlace: true));
        }

        public IEnumerable<(Conv2d, BatchNorm2d)> ConvNormPairs => [(_conv1, _norm1), (_conv2, _norm2), (_conv3, _norm3), .. Pair(_conv0, _norm0)];

        protected override Tensor Compute(Tensor input)
        {
            var output = _norm1.ForwardRelu(_relu1, _conv1.Forward(input));
            output = _norm2.ForwardRelu(_relu2, _conv2.Forward(output));
            return _norm3.ForwardRelu(_out, _conv3.Forward(output), Shortcut(input, _conv0, _norm0));
        }
    }

    private static Tensor Shortcut(Tensor input, Conv2d? convolution, BatchNorm2d? norm) =>
        convolution is null || norm is null ? input : norm.Forward(convolution.Forward(input));

    private static IEnumerable<(Conv2d, BatchNorm2d)> Pair(Conv2d? convolution, BatchNorm2d? norm) =>
        convolution is null || norm is null ? [] : [(convolution, norm)];
}
