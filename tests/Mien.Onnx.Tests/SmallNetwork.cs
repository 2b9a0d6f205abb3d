using Mien.Torch;

namespace Mien.Onnx.Tests;

/// <summary>A convolution, one block as mobile networks have them, a convolution, the global mean and a linear layer.</summary>
public sealed class SmallNetwork : Module
{
    private readonly Design _design;
    private readonly Conv2d _stem, _expand, _depth, _squeeze, _excite, _project, _last;
    private readonly Module _extra;
    private readonly Linear _classes;

    public SmallNetwork(Design design)
    {
        _design = design;
        var (narrow, wide) = (design.Channels, design.Wide ?? (2 * design.Channels));
        _stem = Child("stem", new Conv2d(3, narrow, kernelSize: 3, stride: 2, padding: 1));
        _expand = Child("expand", new Conv2d(narrow, wide, kernelSize: 1, bias: false));
        _depth = Child("depth", new Conv2d(wide, wide, design.Kernel, stride: design.Stride, padding: design.Kernel / 2, groups: design.IsDepthwise ? wide : 1));
        _squeeze = Child("squeeze", new Conv2d(wide, design.Squeezed, kernelSize: 1));
        _excite = Child("excite", new Conv2d(design.Squeezed, design.Excited ?? wide, kernelSize: 1));
        _project = Child("project", new Conv2d(wide, narrow, design.ProjectionKernel, padding: design.ProjectionKernel / 2));
        _extra = Child("extra", design.Extra ?? new Identity());
        _last = Child("last", new Conv2d(design.LastChannels ?? narrow, 33, kernelSize: 1));
        _classes = Child("classes", new Linear(33, 4));
    }

    public static SmallNetwork Build(Design design)
    {
        var network = new SmallNetwork(design);
        network.InitializeParameters(seed: 3);
        return (SmallNetwork)network.Train(false);
    }

    protected override Tensor Compute(Tensor input)
    {
        var narrow = Act(_stem.Forward(input));
        var wide = Act(_depth.Forward(Act(_expand.Forward(narrow))));
        var block = _project.Forward(Weigh(wide));
        block = _design.Sum switch
        {
            Sum.None => block,
            Sum.Linear => block + narrow,
            Sum.Activated => Act(narrow + block),
            _ => Act(block) + narrow,
        };
        return _classes.Forward(Functional.AdaptiveAvgPool2d(Act(_last.Forward(_extra.Forward(block)))).Flatten(1));
    }

    private Tensor Weigh(Tensor wide)
    {
        if (_design.Gate == Gate.None)
        {
            return wide;
        }

        var mean = _design.Gate == Gate.HardSigmoid ? wide.Mean([2, 3], keepDimension: true) : Functional.AdaptiveAvgPool2d(wide);
        var scores = _excite.Forward(Act(_squeeze.Forward(mean)));
        var scaled = (_design.Gate == Gate.Sigmoid ? scores.Sigmoid() : scores.Hardsigmoid()) * wide;
        return _design.ReadsTheScaledTwice ? scaled + wide : scaled;
    }

    private Tensor Act(Tensor value) => _design.Activation switch
    {
        "none" => value,
        "relu" => value.Relu(),
        "relu6" => value.Relu6(),
        "silu" => value.Silu(),
        "gated" => value.Hardsigmoid() * value,
        _ => value.Hardswish(),
    };

    public enum Sum
    {
        None,
        Linear,
        Activated,
        BehindActivation,
    }

    public enum Gate
    {
        None,
        Sigmoid,
        HardSigmoid,
    }

    public sealed record Design
    {
        public int Channels { get; init; } = 17;

        public int Kernel { get; init; } = 3;

        public int Stride { get; init; } = 1;

        public string Activation { get; init; } = "silu";

        public Gate Gate { get; init; } = Gate.Sigmoid;

        public Sum Sum { get; init; } = Sum.Linear;

        public bool IsDepthwise { get; init; } = true;

        public int ProjectionKernel { get; init; } = 1;

        public bool ReadsTheScaledTwice { get; init; }

        /// <summary>Channels of the block; null for twice those around it.</summary>
        public int? Wide { get; init; }

        public int Squeezed { get; init; } = 5;

        /// <summary>Channels of the scale; null for those of the map.</summary>
        public int? Excited { get; init; }

        /// <summary>Behind the block.</summary>
        public Module? Extra { get; init; }

        /// <summary>Channels that it gives, where they are others.</summary>
        public int? LastChannels { get; init; }
    }
}
