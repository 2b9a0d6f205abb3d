using System.Collections.Immutable;
using System.Globalization;

namespace Mien.Experiments;

/// <summary>Sentences on how the answers of networks were changed or averaged; none where they are a network's own.</summary>
public static class AnswerNotes
{
    /// <summary>What computed, and how precisely; where that is bfloat16, also how to have more.</summary>
    /// <param name="engine">As of <see cref="TrainedModel.Engine"/>.</param>
    /// <param name="precision">As of <see cref="TrainedModel.PrecisionName"/>.</param>
    public static string Arithmetic(string engine, string precision)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(precision);
        var (engines, precisions) = (engine.Split('+').Select(name => name == "onnx" ? "ONNX Runtime" : "libtorch"), precision.Split('+'));
        var advice = precisions.Contains(NetworkExport.Bfloat16) ? " (--precision float32 for full precision)" : "";
        return $"Computed by {string.Join(" and ", engines)} in {string.Join(" and ", precisions)}{advice}.";
    }

    /// <summary>The sentences about a model.</summary>
    public static IEnumerable<string> Of(TrainedModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Of(model.Members, model.Augmentation);
    }

    /// <summary>The sentences.</summary>
    /// <param name="members">The networks.</param>
    /// <param name="augmentation">What each picture was averaged over; null for nothing.</param>
    public static IEnumerable<string> Of(ImmutableArray<ModelMember> members, string? augmentation)
    {
        if (members.Length > 1)
        {
            yield return $"Mean of {members.Length} models: {string.Join(", ", members.Select(member => $"{member.Weights} ({member.Architecture}{Temperature(member, ", temperature ")})"))}.";
        }
        else if (members is [{ Temperature: not null } calibrated])
        {
            yield return $"Calibrated: logits are divided by a temperature of {Temperature(calibrated, "")} (mien calibrate).";
        }

        if (augmentation is MirroringModel.Name)
        {
            yield return "Mean of each picture and its mirror image.";
        }
    }

    private static string Temperature(ModelMember member, string before) =>
        member.Temperature is { } temperature ? string.Create(CultureInfo.InvariantCulture, $"{before}{temperature:0.000}") : "";
}
