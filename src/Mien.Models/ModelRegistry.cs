using System.Collections.Immutable;
using Mien.Core;
using Mien.Torch;

namespace Mien.Models;

/// <summary>What may differ between two nets of one architecture.</summary>
public sealed record ModelOptions
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
}

/// <summary>One architecture: what it is and how to build it.</summary>
/// <param name="Name">Name in recipes, golden files and on the command line, for example "resnet18".</param>
/// <param name="Family">The group it belongs to, for example "ResNet".</param>
/// <param name="ParameterCount">Trainable elements with 1000 classes and three input channels.</param>
/// <param name="DefaultInputPx">Width and height of the pictures it was designed for.</param>
/// <param name="Paper">The paper that describes it.</param>
/// <param name="Build">Builds the net; its parameters are uninitialised, see <see cref="Module"/>.</param>
public sealed record ModelInfo(
    string Name, string Family, long ParameterCount, int DefaultInputPx, string Paper, Func<ModelOptions, Module> Build)
{
    /// <summary>Outputs behind the class scores (two for valence and arousal in nets with both heads); default 0.</summary>
    public int RegressionOutputCount { get; init; }

    /// <summary>The model whose weight names this one shares, where it is a variant without new weights; default its own name.</summary>
    public string ListingName { get; init; } = Name;
}

/// <summary>All architectures by name. Adding one is a file with the net and a line here.</summary>
public static class ModelRegistry
{
    /// <summary>Every architecture, families together.</summary>
    public static ImmutableArray<ModelInfo> All { get; } = [.. ResNet.Variants];

    /// <summary>The architecture of that name (case matters not).</summary>
    /// <exception cref="ConfigException">There is none; the message names the nearest.</exception>
    public static ModelInfo Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var names = All.Select(info => info.Name);
        return All.FirstOrDefault(info => info.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new ConfigException(
                $"There is no model '{name}'{NearMiss.Hint(name, names)}\nThe models are {string.Join(", ", names)}.");
    }
}
