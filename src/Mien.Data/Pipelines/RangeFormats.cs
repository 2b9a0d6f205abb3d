using System.Globalization;
using Mien.Core;
using Mien.Data.Transforms;

namespace Mien.Data.Pipelines;

/// <summary>A pair [low, high], or a single number that stands for a range.</summary>
/// <param name="min">Least value of either end.</param>
/// <param name="max">Greatest value of either end.</param>
/// <param name="fromNumber">The range that a single number stands for.</param>
/// <param name="isWhole">Whether both ends must be whole numbers.</param>
internal sealed class RangeFormat(double min, double max, Func<Number, ValueRange> fromNumber, bool isWhole = false) : ParameterFormat<ValueRange>
{
    private readonly NumberFormat _end = new(min, max, isWhole);

    public override string Expected => $"{_end.Expected} or a pair [low, high] of such";

    public override Refusal? Read(ConfigNode node, out ValueRange value)
    {
        value = default;
        if (node is ListNode list)
        {
            return list.Items.Length == 2 ? ReadPair(list, out value) : new Refusal(node, "to be a number or a pair [low, high]");
        }

        if (_end.Read(node, out var number) is not null)
        {
            return Refuse(node);
        }

        value = fromNumber(number);
        return value.Low >= min && value.High >= value.Low
            ? null
            : new Refusal(node, string.Create(CultureInfo.InvariantCulture, $"to be a number that stands for a range inside [{min}, {max}] ({number} stands for {value})"));
    }

    public override ConfigNode Write(ValueRange value) => Written.List([_end.Write(value.Low), _end.Write(value.High)]);

    private Refusal? ReadPair(ListNode list, out ValueRange value)
    {
        value = default;
        Number high = default;
        var refusal = _end.Read(list.Items[0], out var low);
        refusal ??= _end.Read(list.Items[1], out high);
        if (refusal is not null)
        {
            return refusal;
        }

        value = new(low, high);
        return low > high ? new Refusal(list, "to have its lower end first") : null;
    }
}

/// <summary>A number or pair for both axes, or a mapping with x, y or both, which is how it is saved.</summary>
/// <param name="axis">The format of one axis.</param>
/// <param name="missingAxis">What an axis is when the mapping has the other one only.</param>
internal sealed class AxesFormat(RangeFormat axis, Number missingAxis) : ParameterFormat<(ValueRange X, ValueRange Y)>
{
    public override string Expected => $"{axis.Expected}, or a mapping of such with x and y";

    public override Refusal? Read(ConfigNode node, out (ValueRange X, ValueRange Y) value)
    {
        if (node is not MapNode map)
        {
            var refusal = axis.Read(node, out var both);
            value = (both, both);
            return refusal;
        }

        value = (ValueRange.Exactly(missingAxis), ValueRange.Exactly(missingAxis));
        foreach (var (key, inner) in map.Entries)
        {
            if (key.Text is not ("x" or "y"))
            {
                return new Refusal(key, "to have no other keys than x and y");
            }

            if (axis.Read(inner, out var range) is { } refusal)
            {
                return refusal;
            }

            value = key.Text == "x" ? (range, value.Y) : (value.X, range);
        }

        return map.Entries.IsEmpty ? Refuse(node) : null;
    }

    public override ConfigNode Write((ValueRange X, ValueRange Y) value) => Written.Map([Written.Entry("x", axis.Write(value.X)), Written.Entry("y", axis.Write(value.Y))]);
}
