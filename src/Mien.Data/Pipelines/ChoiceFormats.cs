using System.Globalization;
using Mien.Core;
using Mien.Data.Transforms;

namespace Mien.Data.Pipelines;

/// <summary>One of several things, each with a word and a number; it is saved as the number.</summary>
/// <param name="names">The words; each number is the place in this list.</param>
internal sealed class CodeFormat<T>(params string[] names) : ParameterFormat<T>
    where T : struct, Enum
{
    public override string Expected => $"one of {string.Join(", ", names.Select((name, code) => $"{name} ({code})"))}";

    public override ConfigNode? FindForeign(ConfigNode node) => node is ScalarNode scalar && names.Contains(scalar.Text) ? scalar : null;

    public override Refusal? Read(ConfigNode node, out T value)
    {
        var text = (node as ScalarNode)?.Text ?? "";
        var isCode = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var code) && code < names.Length;
        var index = isCode ? code : Array.IndexOf(names, text);
        value = (T)Enum.ToObject(typeof(T), Math.Max(index, 0));
        return index < 0 ? Refuse(node) : null;
    }

    public override ConfigNode Write(T value) => Written.Word(Convert.ToInt32(value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture));
}

/// <summary>One of several words.</summary>
internal sealed class WordFormat(params string[] words) : ParameterFormat<string>
{
    public override ConfigNode? FindForeign(ConfigNode node) => null;

    public override string Expected => $"one of {string.Join(", ", words)}";

    public override Refusal? Read(ConfigNode node, out string value)
    {
        value = (node as ScalarNode)?.Text ?? "";
        return words.Contains(value) ? null : Refuse(node);
    }

    public override ConfigNode Write(string value) => Written.Text(value);
}

/// <summary>Any text that fits on a line.</summary>
internal sealed class TextFormat : ParameterFormat<string>
{
    public override ConfigNode? FindForeign(ConfigNode node) => null;

    public override string Expected => "a text";

    public override Refusal? Read(ConfigNode node, out string value)
    {
        value = (node as ScalarNode)?.Text ?? "";
        return node is ScalarNode { IsNothing: false } && !value.Any(char.IsControl) ? null : Refuse(node);
    }

    public override ConfigNode Write(string value) => Written.Text(value);
}

/// <summary>A number, a list of up to four numbers, or nothing.</summary>
internal sealed class ChannelValuesFormat(double min, double max) : ParameterFormat<ChannelValues?>
{
    private const int MaxChannels = 4;
    private readonly NumberFormat _number = new(min, max);

    public override string Expected => $"{_number.Expected}, a list of such with one for each channel, or nothing";

    public override Refusal? Read(ConfigNode node, out ChannelValues? value)
    {
        value = null;
        switch (node)
        {
            case ScalarNode { IsNothing: true }:
                return null;
            case ListNode list when list.Items.Length is >= 1 and <= MaxChannels:
                var numbers = new Number[list.Items.Length];
                for (var index = 0; index < numbers.Length; index++)
                {
                    if (_number.Read(list.Items[index], out numbers[index]) is { } refusal)
                    {
                        return refusal;
                    }
                }

                value = ChannelValues.Each(numbers);
                return null;
            case ScalarNode when _number.Read(node, out var number) is null:
                value = ChannelValues.One(number);
                return null;
            default:
                return Refuse(node);
        }
    }

    public override ConfigNode Write(ChannelValues? value) => value switch
    {
        null => Written.Nothing,
        { IsList: true } => Written.List(value.Values.Select(_number.Write)),
        _ => _number.Write(value.Values[0]),
    };
}
