using System.Globalization;
using Mien.Core;

namespace Mien.Data.Splitting;

/// <summary>How many pictures of a class go to which part, and up to how many a part is filled with augmented copies.</summary>
public sealed record SplitRule
{
    /// <summary>Share of each class that goes to train/, over 0.5 and at most 1; default 0.8.</summary>
    public double TrainFraction { get; init; } = 0.8;

    /// <summary>Share of each class that goes to val/, taken from what train/ leaves; default 0, no such part.</summary>
    public double ValidationFraction { get; init; }

    /// <summary>Whether the classes of train/ are filled up to the size of the largest; default false.</summary>
    public bool BalanceTrain { get; init; }

    /// <summary>Whether the classes of test/ are filled up to the size of the largest; default false.</summary>
    public bool BalanceTest { get; init; }

    /// <summary>What the size to fill up to is multiplied by, at least 1; without effect where nothing is balanced. Default 1.</summary>
    public double GlobalMultiplier { get; init; } = 1;

    /// <exception cref="ConfigException">A value is out of its range.</exception>
    internal void Check()
    {
        if (!(TrainFraction is > 0.5 and <= 1))
        {
            throw new ConfigException(Text($"Expected a training share over 0.5 and at most 1 but got {TrainFraction}."));
        }

        if (!(ValidationFraction >= 0 && TrainFraction + ValidationFraction <= 1))
        {
            throw new ConfigException(Text($"Expected a validation share from 0 to {1 - TrainFraction:0.###} (what a training share of {TrainFraction} leaves) but got {ValidationFraction}."));
        }

        if (!(GlobalMultiplier >= 1 && double.IsFinite(GlobalMultiplier)))
        {
            throw new ConfigException(Text($"Expected a multiplier of at least 1 but got {GlobalMultiplier}."));
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
