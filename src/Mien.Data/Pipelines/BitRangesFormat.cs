using System.Collections.Immutable;
using Mien.Core;
using Mien.Data.Transforms;

namespace Mien.Data.Pipelines;

/// <summary>
/// The bits that Posterize keeps: a number n for [n, n], a pair, or a list of three for the channels, in which a number n means
/// [0, n].
/// </summary>
internal sealed class BitRangesFormat : ParameterFormat<ImmutableArray<ValueRange>>
{
    private static readonly RangeFormat All = new(0, 8, ValueRange.Exactly, isWhole: true);
    private static readonly RangeFormat Channel = new(0, 8, bits => new(0, bits), isWhole: true);

    public override string Expected => $"{All.Expected}, or a list of three of them for the channels";

    public override Refusal? Read(ConfigNode node, out ImmutableArray<ValueRange> value)
    {
        if (node is not ListNode { Items.Length: 3 } list)
        {
            var refusal = All.Read(node, out var all);
            value = [all];
            return refusal;
        }

        var ranges = new ValueRange[3];
        value = [];
        for (var channel = 0; channel < ranges.Length; channel++)
        {
            if (Channel.Read(list.Items[channel], out ranges[channel]) is { } refusal)
            {
                return refusal;
            }
        }

        value = [.. ranges];
        return null;
    }

    public override ConfigNode Write(ImmutableArray<ValueRange> value) =>
        value.Length == 1 ? All.Write(value[0]) : Written.List(value.Select(Channel.Write));
}
