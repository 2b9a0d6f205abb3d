using System.Globalization;
using Mien.Core;
using Mien.Torch;

namespace Mien.Models.Goldens;

/// <summary>Reads the optimizer line of a training golden.</summary>
internal static class GoldenOptimizer
{
    private const string Form = "SGD(lr=0.1, momentum=0.9, weight_decay=1e-4, dampening=0, nesterov=false)";

    /// <summary>Reads a line such as "SGD(lr=0.1, momentum=0.9)"; text behind the bracket is a note.</summary>
    /// <exception cref="MienException">Another optimizer, an unknown setting, or something that is no number.</exception>
    public static SgdOptions Parse(string line)
    {
        var end = line.IndexOf(')', StringComparison.Ordinal);
        if (!line.StartsWith("SGD(", StringComparison.Ordinal) || end < 0)
        {
            throw new MienException($"Expected an optimizer such as '{Form}' but got '{line}'.");
        }

        var options = new SgdOptions { LearningRate = 0 };
        foreach (var setting in line[4..end].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            options = Apply(options, setting);
        }

        return options;
    }

    private static SgdOptions Apply(SgdOptions options, string setting)
    {
        var parts = setting.Split('=', StringSplitOptions.TrimEntries);
        if (parts is ["nesterov", "true" or "false"])
        {
            return options with { Nesterov = parts[1] == "true" };
        }

        if (parts.Length != 2 || !double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
        {
            throw new MienException($"Expected settings as in '{Form}' but got '{setting}'.");
        }

        return parts[0] switch
        {
            "lr" => options with { LearningRate = value },
            "momentum" => options with { Momentum = value },
            "weight_decay" => options with { WeightDecay = value },
            "dampening" => options with { Dampening = value },
            _ => throw new MienException($"Expected settings as in '{Form}' but got '{setting}'."),
        };
    }
}
