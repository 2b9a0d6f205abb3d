using System.Collections.Immutable;
using Mien.Core;

namespace Mien.Experiments;

/// <summary>What a model says about one face, or why it says nothing: a row of the results.</summary>
public sealed record FacePrediction
{
    /// <summary>The expression of a face that is <see cref="PredictionStatus.Uncertain"/>.</summary>
    public const string UncertainExpression = "uncertain";

    /// <summary>The picture or video.</summary>
    public required string File { get; init; }

    /// <summary>The classes in the order of <see cref="Probabilities"/>.</summary>
    public required LabelSet Labels { get; init; }

    /// <summary>Index of the frame in its video, from 0; null for a picture.</summary>
    public long? Frame { get; init; }

    /// <summary>When the frame is shown, from the beginning of its video; null for a picture.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>Number of the face in its picture, from 1 in reading order; null where no face was looked for or none found.</summary>
    public int? Face { get; init; }

    /// <summary>Where the face is, without margin, in pixels of the upright picture; null where <see cref="Face"/> is.</summary>
    public FaceBox? Box { get; init; }

    /// <summary>How sure the detector is, in [0, 1]; null where it does not say.</summary>
    public double? DetectorScore { get; init; }

    /// <summary>By how much the face was turned to level its eyes, in degrees counter-clockwise; 0 without alignment.</summary>
    public double TurnedDegrees { get; init; }

    /// <summary>Number of the person's track through the video, from 1; null for a picture.</summary>
    public int? Track { get; init; }

    /// <summary>The box without the finder's trembling, for drawing; null for a picture.</summary>
    public FaceBox? SteadyBox { get; init; }

    /// <summary>Probability of each class, summing to 1; empty without a prediction.</summary>
    public ImmutableArray<float> Probabilities { get; init; } = [];

    /// <summary>Valence and arousal; null where the model does not give them or there is no prediction.</summary>
    public ValenceArousal? Affect { get; init; }

    /// <summary>Below this probability the expression is <see cref="UncertainExpression"/>; in [0, 1], default 0.</summary>
    public double MinConfidence { get; init; }

    /// <summary>What is wrong with the input; null where nothing is.</summary>
    public InputProblem? Problem { get; init; }

    /// <summary>What became of it.</summary>
    public PredictionStatus Status => Problem?.Status
        ?? (Probabilities.IsEmpty ? PredictionStatus.NoFace : Probability < MinConfidence ? PredictionStatus.Uncertain : PredictionStatus.Ok);

    /// <summary>Why the input failed; null where it did not.</summary>
    public string? Error => Problem?.Text;

    /// <summary>Index of the most probable class, the first of equals; -1 without a prediction.</summary>
    public int BestIndex
    {
        get
        {
            var best = Probabilities.IsEmpty ? -1 : 0;
            for (var index = 1; index < Probabilities.Length; index++)
            {
                best = Probabilities[index] > Probabilities[best] ? index : best;
            }

            return best;
        }
    }

    /// <summary>Name of the most probable class, or <see cref="UncertainExpression"/>; null without a prediction.</summary>
    public string? Expression => Status switch
    {
        PredictionStatus.Ok => Labels[BestIndex],
        PredictionStatus.Uncertain => UncertainExpression,
        _ => null,
    };

    /// <summary>Probability of the most probable class; 0 without a prediction.</summary>
    public float Probability => Probabilities.IsEmpty ? 0 : Probabilities[BestIndex];

    /// <summary>Classes and probabilities, the most probable first; equals in the order of the classes.</summary>
    public IEnumerable<(string Name, float Probability)> Ranking
    {
        get
        {
            int[] order = [.. Enumerable.Range(0, Probabilities.Length)];
            Array.Sort(order, (left, right) => Probabilities[right].CompareTo(Probabilities[left]) is not 0 and var by ? by : left - right);
            foreach (var index in order)
            {
                yield return (Labels[index], Probabilities[index]);
            }
        }
    }
}
