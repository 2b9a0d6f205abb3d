using System.Collections.Immutable;
using Mien.Core;

namespace Mien.Data.Splitting;

/// <summary>The arithmetic of splitting and balancing: pure functions of class sizes.</summary>
/// <remarks>
/// The counts are those of the Python script that this replaces, to the last picture, so every expression is evaluated in
/// double precision and in its order. The script knew no validation part; here that part comes out of what it gave to test.
/// </remarks>
public static class SplitCounts
{
    /// <summary>The counts of every class.</summary>
    /// <param name="sizes">Name and number of pictures of each class.</param>
    /// <param name="rule">What to do.</param>
    /// <exception cref="ConfigException">The rule is out of range, or a part without pictures would have to be filled with copies; all such classes.</exception>
    public static ImmutableArray<ClassCounts> Compute(IReadOnlyCollection<(string Name, int Size)> sizes, SplitRule rule)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        ArgumentNullException.ThrowIfNull(rule);
        rule.Check();
        return Fill([.. sizes.Select(item => Share(item.Name, item.Size, rule))], rule);
    }

    /// <summary>Sets the final counts of classes whose parts are decided, for example by which person is where.</summary>
    /// <param name="parts">The classes; their final counts are ignored.</param>
    /// <param name="rule">What to do.</param>
    /// <exception cref="ConfigException">A part without pictures would have to be filled with copies; all such classes.</exception>
    public static ImmutableArray<ClassCounts> Fill(ImmutableArray<ClassCounts> parts, SplitRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        var largest = parts.Max(item => item.Size);
        var trainTarget = (int)Math.Ceiling(largest * rule.TrainFraction);
        var testTarget = Math.Max(0, largest - trainTarget - Round(largest, rule.ValidationFraction));
        RefuseEmpty(parts, rule.BalanceTrain && trainTarget > 0, "train", item => item.Train);
        RefuseEmpty(parts, rule.BalanceTest && testTarget > 0, "test", item => item.Test);
        return
        [
            .. parts.Select(item => item with
            {
                TrainFinal = rule.BalanceTrain ? Final(item.Train, trainTarget, rule.GlobalMultiplier) : item.Train,
                TestFinal = rule.BalanceTest ? Final(item.Test, testTarget, rule.GlobalMultiplier) : item.Test,
            }),
        ];
    }

    /// <summary>How one class is parted, without copies.</summary>
    internal static ClassCounts Share(string name, int size, SplitRule rule)
    {
        var train = Round(size, rule.TrainFraction);
        var validation = Math.Min(Round(size, rule.ValidationFraction), size - train);
        var test = size - train - validation;
        return new(name, train, validation, test, train, test);
    }

    private static int Round(int size, double fraction) => (int)Math.Round(fraction * size, MidpointRounding.ToEven);

    // Multiplying by the count what was divided by it can end above the whole number; the reference adds a picture then, and so does this.
    private static int Final(int count, int target, double multiplier)
    {
        var factor = multiplier * target / count;
        return factor > 1 ? checked((int)Math.Ceiling(factor * count)) : count;
    }

    private static void RefuseEmpty(IEnumerable<ClassCounts> parts, bool isFilled, string part, Func<ClassCounts, int> count)
    {
        var empty = parts.Where(item => isFilled && count(item) == 0).Select(item => $"'{item.Name}' ({item.Size} in all)").ToArray();
        if (empty.Length > 0)
        {
            throw new ConfigException(
                $"Expected at least one picture of every class in {part}/, to make augmented copies of, but there would be none of {string.Join(", ", empty)}. "
                + $"Add pictures of these classes or remove their folders, or do not balance {part}/. Nothing was changed.");
        }
    }
}
