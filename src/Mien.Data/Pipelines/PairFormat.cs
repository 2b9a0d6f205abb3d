using Mien.Core;
using Mien.Data.Transforms;

namespace Mien.Data.Pipelines;

/// <summary>A pair of numbers that no single number can stand for.</summary>
/// <param name="min">Least value of either.</param>
/// <param name="max">Greatest value of either.</param>
/// <param name="isWhole">Whether both must be whole numbers.</param>
/// <param name="isOrdered">Whether the first must not be above the second.</param>
internal sealed class PairFormat(double min, double max, bool isWhole = false, bool isOrdered = true) : ParameterFormat<ValueRange>
{
    private readonly NumberFormat _number = new(min, max, isWhole);

    public override string Expected => $"a pair [{(isOrdered ? "low, high" : "first, second")}], each {_number.Expected}";

    public override Refusal? Read(ConfigNode node, out ValueRange value)
    {
        value = default;
        if (node is not ListNode { Items: [var first, var second] })
        {
            return Refuse(node);
        }

        var refusal = _number.Read(first, out var low);
        refusal = _number.Read(second, out var high) is { } other ? refusal ?? other : refusal;
        if (refusal is not null)
        {
            return refusal;
        }

        value = new(low, high);
        return isOrdered && low > high ? new Refusal(node, "to have its lower end first") : null;
    }

    public override ConfigNode Write(ValueRange value) => Written.List([_number.Write(value.Low), _number.Write(value.High)]);
}
