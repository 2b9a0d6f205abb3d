using System.Collections.Immutable;
using Mien.Core;
using Mien.Metrics;

namespace Mien.Experiments;

/// <summary>A model whose probabilities are those of a temperature. They are changed behind the engine, so that all engines give the same.</summary>
internal sealed class CalibratedModel(TrainedModel inner, double temperature) : ModelDecorator(inner)
{
    public override ImmutableArray<ModelMember> Members => [.. Inner.Members.Select(member => member with { Temperature = temperature })];

    private protected override (float[] Probabilities, ValenceArousal[] Affect) Compute(ReadOnlySpan<float> pixels, int count)
    {
        var answers = Inner.Answers(pixels, count);
        TemperatureScaling.Apply(answers.Probabilities, Labels.Count, temperature);
        return answers;
    }
}
