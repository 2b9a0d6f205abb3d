using System.Collections.Immutable;
using Mien.Core;

namespace Mien.Inference;

/// <summary>What a model says of one face.</summary>
public sealed record FaceAffect
{
    /// <summary>The face, in pixels of the picture; the whole picture where no faces are looked for.</summary>
    public required FaceBox Box { get; init; }

    /// <summary>The classes, in the order of <see cref="Probabilities"/>.</summary>
    public required LabelSet Labels { get; init; }

    /// <summary>Probability of each class; they sum to 1.</summary>
    public required ImmutableArray<float> Probabilities { get; init; }

    /// <summary>Valence and arousal; null where the model does not give them.</summary>
    public ValenceArousal? Affect { get; init; }

    /// <summary>True where even the most probable expression is less probable than <see cref="AffectOptions.MinConfidence"/>.</summary>
    public bool IsUncertain { get; init; }

    /// <summary>Name of the most probable class, the first of equals; certain or not.</summary>
    public string Expression => Labels[Probabilities.IndexOf(Confidence)];

    /// <summary>Probability of <see cref="Expression"/>.</summary>
    public float Confidence => Probabilities.Max();

    /// <summary>From -1, unpleasant, to 1, pleasant; null where the model does not give it.</summary>
    public double? Valence => Affect?.Valence;

    /// <summary>From -1, calm, to 1, excited; null where the model does not give it.</summary>
    public double? Arousal => Affect?.Arousal;

    /// <summary>Probability of a class by its name, as in <c>face["happy"]</c>.</summary>
    /// <exception cref="KeyNotFoundException">The model has no such class.</exception>
    public float this[string name] => Labels.IndexOf(name) is >= 0 and var index
        ? Probabilities[index]
        : throw new KeyNotFoundException($"Expected one of the model's classes ({Labels}) but got '{name}'.");
}
