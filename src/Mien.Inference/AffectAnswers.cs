using Mien.Core;

namespace Mien.Inference;

/// <summary>What a network says of pictures, while it is gathered.</summary>
internal sealed class AffectAnswers(ModelSignature signature, int count)
{
    /// <summary>Shape (N, classes), rows packed.</summary>
    public float[] Probabilities { get; } = new float[count * signature.Labels.Count];

    /// <summary>One per picture; none where the network gives none.</summary>
    public ValenceArousal[] Affect { get; } = new ValenceArousal[signature.HasAffect ? count : 0];

    /// <summary>Takes the class scores of a picture.</summary>
    public void SetScores(int picture, ReadOnlySpan<float> scores)
    {
        var row = Probabilities.AsSpan(picture * signature.Labels.Count, signature.Labels.Count);
        scores.CopyTo(row);
        if (signature.Scores == ScoreKind.Logits)
        {
            Softmax(row);
        }
    }

    // The largest score is taken off first, so that no power overflows.
    private static void Softmax(Span<float> row)
    {
        var largest = float.NegativeInfinity;
        foreach (var score in row)
        {
            largest = MathF.Max(largest, score);
        }

        var sum = 0.0;
        foreach (ref var score in row)
        {
            score = MathF.Exp(score - largest);
            sum += score;
        }

        foreach (ref var score in row)
        {
            score = (float)(score / sum);
        }
    }
}
