using System.Collections.Immutable;
using Mien.Core;
using Mien.Torch;

namespace Mien.Models;

/// <summary>What may differ between two nets of one architecture. Architectures with options of their own take a record derived from this one.</summary>
public record ModelOptions
{
    /// <summary>Number of classes, at least 1; default 1000 as in ImageNet.</summary>
    public int ClassCount
    {
        get;
        init => field = value >= 1 ? value : throw new ConfigException($"Expected at least 1 class but got {value}.");
    } = 1000;

    /// <summary>1 for grey pictures, 3 (default) for colour.</summary>
    public int InputChannels
    {
        get;
        init => field = value is 1 or 3 ? value : throw new ConfigException($"Expected 1 or 3 input channels but got {value}.");
    } = 3;

    /// <summary>
    /// Width and height of the pictures, at least 1, for nets whose weights depend on it (those that flatten maps); null, the default, takes
    /// <see cref="ModelInfo.DefaultInputPx"/>. Other nets take any size.
    /// </summary>
    public int? InputPx
    {
        get;
        init => field = value is null or >= 1 ? value : throw new ConfigException($"Expected pictures of at least 1 pixel but got {value}.");
    }

    /// <summary>What stands in the place of the architecture's own last part; null, the default, is that part itself.</summary>
    public HeadDesign? Head { get; init; }

    /// <summary>Probability of every dropout, in [0, 1); null, the default, takes those of the original.</summary>
    public double? Dropout
    {
        get;
        init => field = Fraction(value, "dropout probability");
    }

    /// <summary>
    /// Probability with which the last block of a net with stochastic depth is skipped, in [0, 1); earlier blocks are skipped less, in
    /// proportion. EfficientNet, as torchvision has it, ends one step before: 15/16 of it for the last of B0's 16 blocks. Null, the default, takes that of the original.
    /// </summary>
    public double? StochasticDepth
    {
        get;
        init => field = Fraction(value, "probability of stochastic depth");
    }

    /// <summary>Whether arousal and valence pass through tanh, which keeps them in [-1, 1]; default false, as in the original. For nets that have them.</summary>
    public bool BoundsRegression { get; init; }

    /// <summary>The head that is asked for, or the original one.</summary>
    /// <param name="featureCount">F; the head takes (N, F).</param>
    /// <param name="original">Makes the original; null for a linear layer.</param>
    internal Module BuildHead(int featureCount, Func<Module>? original = null) =>
        Head is { } head ? head.Build(featureCount, ClassCount) : original is null ? new Linear(featureCount, ClassCount) : original();

    /// <summary>For nets whose heads belong to them.</summary>
    /// <exception cref="ConfigException">Another head is asked for.</exception>
    internal void RequireOriginalHead(string model)
    {
        if (Head is not null)
        {
            throw new ConfigException($"Expected no head for {model}, which has two of its own, but got '{Head.Name}'.");
        }
    }

    private protected static double? Fraction(double? value, string what) => value is null or (>= 0 and < 1)
        ? value
        : throw new ConfigException($"Expected a {what} in [0, 1) but got {value}.");
}

/// <summary>One architecture: what it is and how to build it.</summary>
/// <param name="Name">Name in recipes, golden files and on the command line, for example "resnet18".</param>
/// <param name="Family">The group it belongs to, for example "ResNet".</param>
/// <param name="ParameterCount">Trainable elements with the <see cref="DefaultOptions"/>.</param>
/// <param name="DefaultInputPx">Width and height of the pictures it was designed for.</param>
/// <param name="Paper">The paper that describes it.</param>
/// <param name="Build">Builds the net; its parameters are uninitialised, see <see cref="Module"/>.</param>
public sealed record ModelInfo(
    string Name, string Family, long ParameterCount, int DefaultInputPx, string Paper, Func<ModelOptions, Module> Build)
{
    /// <summary>Classes of the original; default 1000.</summary>
    public int DefaultClassCount { get; init; } = 1000;

    /// <summary>Input channels of the original; default 3.</summary>
    public int DefaultInputChannels { get; init; } = 3;

    /// <summary>The options of the original.</summary>
    public ModelOptions DefaultOptions => new() { ClassCount = DefaultClassCount, InputChannels = DefaultInputChannels };

    /// <summary>Outputs of the original behind the class scores (two for arousal and valence in nets with both heads); default 0.</summary>
    public int RegressionOutputCount { get; init; }

    /// <summary>Whether somebody publishes weights for it, which <see cref="Weights.PublishedInput"/> describes the pictures of; default true.</summary>
    public bool HasPublishedWeights { get; init; } = true;

    /// <summary>Names of the parts that are the head, where no <see cref="HeadDesign"/> can take their place; default none.</summary>
    public ImmutableArray<string> OwnHeads { get; init; } = [];

    /// <summary>The model whose weight names this one shares, where it is a variant without new weights; default its own name.</summary>
    public string ListingName { get; init; } = Name;

    /// <summary>How names in published weight files differ from those of the net; default not at all.</summary>
    public PublishedNames PublishedNames { get; init; } = PublishedNames.Unchanged;

    /// <summary>Names of the parameters that belong to the head of a net with these options; empty without one.</summary>
    public IReadOnlySet<string> HeadParameters(ModelOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var shapes = ShapesOnly.Begin();
        using var net = Build(options);
        var names = net.NamedParameters().Select(item => item.Name).ToHashSet();
        if (!OwnHeads.IsEmpty)
        {
            return names.Where(name => OwnHeads.Contains(name.Split('.')[0])).ToHashSet();
        }

        using var bare = Build(options with { Head = new NoHead() });
        names.ExceptWith(bare.NamedParameters().Select(item => item.Name));
        return names;
    }
}
