using Mien.Models;
using Mien.Training;

namespace Mien.Experiments;

/// <summary>How the network of a description is built, the same for training and for prediction.</summary>
internal static class NetworkOptions
{
    public static ModelOptions Of(ModelDescription description) => new()
    {
        ClassCount = description.Labels.Count,
        InputChannels = description.Preprocessing.Channels,
        InputPx = description.Preprocessing.HeightPx,
    };
}
