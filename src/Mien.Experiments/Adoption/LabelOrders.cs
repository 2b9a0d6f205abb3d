using System.Collections.Immutable;

namespace Mien.Experiments;

/// <summary>An order of classes that published networks have.</summary>
/// <param name="Name">How a user names it.</param>
/// <param name="Labels">The classes.</param>
public sealed record LabelOrder(string Name, ImmutableArray<string> Labels);

/// <summary>The orders of classes that published networks have: to choose from, as the order of a file cannot be seen in it.</summary>
public static class LabelOrders
{
    /// <summary>All of them.</summary>
    public static ImmutableArray<LabelOrder> All { get; } =
    [
        new("alphabetical-8", ["anger", "contempt", "disgust", "fear", "happy", "neutral", "sad", "surprise"]), // HSEmotion
        new("affectnet-8", ["neutral", "happy", "sad", "surprise", "fear", "disgust", "anger", "contempt"]), // Mollahosseini et al. 2019
        new("ferplus-8", ["neutral", "happy", "surprise", "sad", "anger", "disgust", "fear", "contempt"]), // Barsoum et al. 2016
        new("alphabetical-7", ["anger", "disgust", "fear", "happy", "neutral", "sad", "surprise"]),
        new("affectnet-7", ["neutral", "happy", "sad", "surprise", "fear", "disgust", "anger"]),
        new("fer2013-7", ["anger", "disgust", "fear", "happy", "sad", "surprise", "neutral"]), // Goodfellow et al. 2013
        new("rafdb-7", ["surprise", "fear", "disgust", "happy", "sad", "anger", "neutral"]), // Li et al. 2017
    ];

    /// <summary>The order of that name; null where there is none.</summary>
    public static LabelOrder? Find(string name) => All.FirstOrDefault(order => order.Name == name.Trim());
}
