using Mien.Core;

namespace Mien.Experiments;

/// <summary>The mean of several answers to the same pictures.</summary>
internal static class MeanAnswers
{
    /// <param name="answers">At least one; those without valence and arousal have no part in the mean of these.</param>
    public static (float[] Probabilities, ValenceArousal[] Affect) Of(IReadOnlyList<(float[] Probabilities, ValenceArousal[] Affect)> answers)
    {
        var probabilities = new float[answers[0].Probabilities.Length];
        for (var index = 0; index < probabilities.Length; index++)
        {
            probabilities[index] = (float)answers.Average(answer => (double)answer.Probabilities[index]);
        }

        ValenceArousal[][] affects = [.. answers.Select(answer => answer.Affect).Where(affect => affect.Length > 0)];
        var mean = new ValenceArousal[affects.Length == 0 ? 0 : affects[0].Length];
        for (var index = 0; index < mean.Length; index++)
        {
            mean[index] = new((float)affects.Average(affect => (double)affect[index].Valence), (float)affects.Average(affect => (double)affect[index].Arousal));
        }

        return (probabilities, mean);
    }
}
