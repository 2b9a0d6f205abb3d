using System.Collections.Immutable;
using Mien.Core;
using Mien.Models.Blocks;
using Mien.Torch;

namespace Mien.Models;

/// <summary>
/// Four nets for the grey pictures of 48 x 48 pixels of FER-2013, each a rung of a ladder, as Keras would build them. The first: two 3x3
/// convolutions, each with ReLU and 2x2 pooling, a hidden layer, and the classes; the second has batch norms behind ReLU in every layer
/// but the last; the third dropout behind the norms. The fourth is deeper, with borders, norms and dropout by pairs of convolutions, and
/// keeps the kernels of its second pair small.
/// </summary>
/// <remarks>
/// Pictures (N, C, S, S) of exactly <see cref="ModelOptions.InputPx"/> go in, class scores (N, ClassCount) come out.
/// <see cref="FerCnnOptions"/> has further options.
/// </remarks>
public sealed class FerCnn : Module, IKernelPenalties
{
    private const int DefaultInputPx = 48;

    private readonly ImmutableArray<Module> _layers;
    private readonly ImmutableArray<KernelPenalty> _penalties;

    private FerCnn(ModelOptions common, int rung)
    {
        var options = common as FerCnnOptions ?? new FerCnnOptions(common);
        Builder builder = new(options, rung);
        _layers = [.. builder.Build().Select(layer => Child(layer.Name, layer.Module))];
        _penalties = rung == 4 && options.KernelL2 > 0
            ? [.. NamedChildren().Where(child => child.Name is "conv3" or "conv4").Select(child => new KernelPenalty(child.Name + ".weight", ((Conv2d)child.Module).Weight, options.KernelL2))]
            : [];
    }

    internal static ImmutableArray<ModelInfo> Variants { get; } =
    [
        Variant(1, 839_047),
        Variant(2, 839_495),
        Variant(3, 839_495),
        Variant(4, 32_116_103),
    ];

    /// <summary>The kernels of the fourth rung's last two convolutions.</summary>
    public IEnumerable<KernelPenalty> KernelPenalties => _penalties;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => _layers.Aggregate(input, (features, layer) => layer.Forward(features));

    /// <summary>Keras' defaults: Glorot uniform, biases 0.</summary>
    protected override void InitializeModule(Module module, Initializer initializer)
    {
        if (module is Conv2d convolution)
        {
            KernelInitializer.GlorotUniform.Draw(convolution.Weight, initializer);
            InitialWeights.ZeroIfAny(convolution.Bias);
        }
        else
        {
            base.InitializeModule(module, initializer);
        }
    }

    private static ModelInfo Variant(int rung, long parameterCount) => new(
        $"fercnn{rung}", "FER CNN", parameterCount, DefaultInputPx, "Goodfellow et al. 2013, arXiv:1307.0414 (FER-2013)", options => new FerCnn(options, rung))
    {
        DefaultClassCount = 7, DefaultInputChannels = 1, HasPublishedWeights = false,
    };

    /// <summary>Lists the layers of one net; counts those of a kind, as their names do.</summary>
    private sealed class Builder(FerCnnOptions options, int rung)
    {
        private readonly Dictionary<string, int> _counts = [];
        private readonly List<(string Name, Module Module)> _layers = [];
        private readonly int _inputPx = options.InputPx ?? DefaultInputPx;

        public List<(string Name, Module Module)> Build()
        {
            var sidePx = _inputPx;
            var channels = rung == 4 ? Convolutions4(ref sidePx) : Convolutions(ref sidePx);
            if (sidePx < 1)
            {
                throw new ConfigException($"Expected larger pictures than {_inputPx} x {_inputPx}: nothing is left of them behind the convolutions.");
            }

            _layers.Add(("flatten", new FlattenMaps(sidePx, _inputPx)));
            var featureCount = channels * sidePx * sidePx;
            if (options.Head is null)
            {
                Classify(featureCount);
            }
            else
            {
                _layers.Add(("predictions", options.BuildHead(featureCount)));
            }

            if (options.EndsInSoftmax)
            {
                _layers.Add(("softmax", new Softmax()));
            }

            return _layers;
        }

        private int Convolutions(ref int sidePx)
        {
            var channels = options.InputChannels;
            foreach (var filters in Filters([32, 64]))
            {
                Add("conv", new Conv2d(channels, filters, kernelSize: 3));
                Add("relu", new Relu(inPlace: true));
                Regularise(() => new BatchNorm2d(filters, epsilon: 1e-3, momentum: 0.01), ConvolutionDropout);
                Add("pool", new MaxPool2d(kernelSize: 2));
                (channels, sidePx) = (filters, (sidePx - 2) / 2);
            }

            return channels;
        }

        private int Convolutions4(ref int sidePx)
        {
            var channels = options.InputChannels;
            var filters = Filters([32, 64, 128, 256]);
            for (var i = 0; i < filters.Length; i++)
            {
                var hasBorder = i < 3;
                Add("conv", new Conv2d(channels, filters[i], kernelSize: 3, padding: hasBorder ? 1 : 0));
                Add("relu", new Relu(inPlace: true));
                (channels, sidePx) = (filters[i], hasBorder ? sidePx : sidePx - 2);
                if (i % 2 == 1)
                {
                    Add("bn", new BatchNorm2d(channels, epsilon: 1e-3, momentum: 0.01));
                    Add("pool", new MaxPool2d(kernelSize: 2));
                    Add("dropout", new Dropout(ConvolutionDropout));
                    sidePx /= 2;
                }
            }

            return channels;
        }

        private void Classify(int features)
        {
            foreach (var size in options.DenseSizes ?? [rung == 4 ? 1024 : 128])
            {
                Add("dense", new Dense(features, size));
                Add("relu", new Relu(inPlace: true));
                if (rung == 4)
                {
                    Add("dropout", new Dropout(DenseDropout));
                }
                else
                {
                    Regularise(() => new BatchNorm1d(size, epsilon: 1e-3, momentum: 0.01), DenseDropout);
                }

                features = size;
            }

            _layers.Add(("predictions", new Dense(features, options.ClassCount)));
        }

        private double ConvolutionDropout => options.ConvolutionDropout ?? options.Dropout ?? 0.25;

        private double DenseDropout => options.DenseDropout ?? options.Dropout ?? 0.5;

        private void Regularise(Func<BatchNorm> norm, double dropout)
        {
            if (rung >= 2)
            {
                Add("bn", norm());
            }

            if (rung >= 3)
            {
                Add("dropout", new Dropout(dropout));
            }
        }

        private ImmutableArray<int> Filters(ImmutableArray<int> usual) => options.Filters is not { } filters ? usual
            : filters.Length == usual.Length ? filters
            : throw new ConfigException($"Expected {usual.Length} numbers of channels for fercnn{rung}, one for each convolution, but got {filters.Length}.");

        private void Add(string kind, Module module)
        {
            var number = _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
            _layers.Add(($"{kind}{number}", module));
        }
    }
}
