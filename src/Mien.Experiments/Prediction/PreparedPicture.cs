using Mien.Imaging;

namespace Mien.Experiments;

/// <summary>A picture that was read and whose faces are ready for the network.</summary>
/// <param name="Faces">In reading order; one without a box where the picture is a face as a whole.</param>
internal sealed record PreparedPicture(IReadOnlyList<PreparedFace> Faces)
{
    public Image? Picture { get; init; }

    public InputProblem? Problem { get; init; }
}

/// <summary>A face as <see cref="ModelInput.Fit"/> makes it ready.</summary>
internal sealed record PreparedFace(IReadOnlyList<Image> Fitted, DetectedFace? Found = null, double TurnedDegrees = 0);
