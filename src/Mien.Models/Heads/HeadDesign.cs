using System.Collections.Immutable;
using Mien.Core;
using Mien.Torch;

namespace Mien.Models;

/// <summary>
/// What turns the features of a backbone into outputs, as a value: <see cref="ModelOptions.Head"/> puts it in the place of the
/// architecture's own last part, whatever the architecture.
/// </summary>
public abstract record HeadDesign
{
    /// <summary>The heads by the names that recipes have for them, each with its defaults.</summary>
    public static ImmutableArray<HeadDesign> All { get; } = [new ClassifierHead(), new VggTopHead(), new AffectHead(), new NoHead()];

    /// <summary>Name in recipes, for example "vgg-top".</summary>
    public abstract string Name { get; }

    /// <summary>Outputs behind the class scores: 2, for arousal and valence, or 0.</summary>
    public virtual int RegressionOutputCount => 0;

    /// <summary>Builds the head; its fresh parameters come with those of the net around it.</summary>
    /// <param name="featureCount">F, the features of the backbone.</param>
    /// <param name="outputCount">K, the classes.</param>
    /// <returns>A module that takes (N, F) and gives (N, K), or (N, K + <see cref="RegressionOutputCount"/>).</returns>
    public abstract Module Build(int featureCount, int outputCount);

    /// <summary>The head of that name with its defaults (case matters not).</summary>
    /// <exception cref="ConfigException">There is none; the message names the nearest.</exception>
    public static HeadDesign Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var names = All.Select(head => head.Name);
        return All.FirstOrDefault(head => head.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new ConfigException($"There is no head '{name}'{NearMiss.Hint(name, names)}\nThe heads are {string.Join(", ", names)}.");
    }

    private protected static double Fraction(double value) =>
        value is >= 0 and < 1 ? value : throw new ConfigException($"Expected a dropout probability in [0, 1) but got {value}.");

    private protected static int Size(int value) =>
        value >= 1 ? value : throw new ConfigException($"Expected a hidden layer of at least 1 feature but got {value}.");
}
