using System.Collections.Immutable;
using Mien.Core;
using Mien.Metrics;

namespace Mien.Experiments;

/// <summary>What is true of a picture and what was predicted, from our own model or from anybody's.</summary>
public sealed record ScoredSample
{
    /// <summary>The picture; null where it is not known.</summary>
    public string? File { get; init; }

    /// <summary>Who is in it; null where it is not known.</summary>
    public string? Person { get; init; }

    /// <summary>Index of the true class; null where there is no label.</summary>
    public int? Label { get; init; }

    /// <summary>Probability of each class; empty where only valence and arousal were predicted.</summary>
    public ImmutableArray<double> Probabilities { get; init; } = [];

    /// <summary>Index of the most probable class, the first of equals; -1 without probabilities.</summary>
    public int Predicted => Probabilities.IsEmpty ? -1 : Probabilities.IndexOf(Probabilities.Max());

    /// <summary>True and predicted valence; null where one of them is not known.</summary>
    public (double Truth, double Prediction)? Valence { get; init; }

    /// <summary>True and predicted arousal; null where one of them is not known.</summary>
    public (double Truth, double Prediction)? Arousal { get; init; }

    /// <summary>Values of further columns, in the order of <see cref="ScoredSet.Columns"/>.</summary>
    public ImmutableArray<string> Fields { get; init; } = [];
}

/// <summary>Pictures with truth and prediction.</summary>
/// <param name="Name">What messages call it, such as a file.</param>
/// <param name="Labels">The classes; null where there are no probabilities.</param>
/// <param name="Samples">The pictures.</param>
/// <param name="Columns">Names of what <see cref="ScoredSample.Fields"/> hold.</param>
public sealed record ScoredSet(string Name, LabelSet? Labels, ImmutableArray<ScoredSample> Samples, ImmutableArray<string> Columns)
{
    /// <summary>The same with classes in another order; the set itself where its classes are other ones.</summary>
    internal ScoredSet InOrderOf(LabelSet? labels)
    {
        if (Labels is null || labels is null || Labels.Equals(labels) || Labels.Count != labels.Count || labels.Names.Any(name => Labels.IndexOf(name) < 0))
        {
            return this;
        }

        int[] order = [.. labels.Names.Select(Labels.IndexOf)];
        return this with
        {
            Labels = labels,
            Samples = [.. Samples.Select(sample => sample with { Label = sample.Label is { } label ? labels.IndexOf(Labels[label]) : null, Probabilities = [.. order.Select(index => sample.Probabilities[index])] })],
        };
    }

    /// <summary>Draws whole persons where any is known, else pictures.</summary>
    internal (Bootstrap Bootstrap, string Unit) Bootstrap(ulong seed) => Samples.Any(sample => !string.IsNullOrEmpty(sample.Person))
        ? (new(Samples.Length, [.. Samples.Select(sample => sample.Person)], seed), "persons")
        : (new(Samples.Length, null, seed), "pictures");
}
