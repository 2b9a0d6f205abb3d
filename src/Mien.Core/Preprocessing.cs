namespace Mien.Core;

/// <summary>How a picture is resampled.</summary>
public enum Interpolation
{
    /// <summary>Nearest pixel.</summary>
    Nearest,
    /// <summary>Bilinear.</summary>
    Linear,
    /// <summary>Bicubic.</summary>
    Cubic,
    /// <summary>Mean over the source area; the right choice for making a picture smaller.</summary>
    Area,
}

/// <summary>
/// How a decoded picture becomes the numbers that a model takes. A value that training, evaluation and prediction share
/// and that is stored with the weights, so that they cannot differ.
/// </summary>
public sealed record Preprocessing
{
    /// <summary>Width of the model's input in pixels, at least 1.</summary>
    public required int WidthPx { get; init; }

    /// <summary>Height of the model's input in pixels, at least 1.</summary>
    public required int HeightPx { get; init; }

    /// <summary>3 for RGB, 1 for grey. A grey picture feeds three equal channels where 3 are asked for.</summary>
    public int Channels { get; init; } = 3;

    /// <summary>How a picture of another size is resampled when it must grow; a shrinking picture always uses area means.</summary>
    public Interpolation Enlarge { get; init; } = Interpolation.Linear;

    /// <summary>How channel values are scaled; has as many means and deviations as there are channels.</summary>
    public required PixelScaling Scaling { get; init; }

    /// <summary>Square RGB input with the normalisation of ImageNet, as torchvision's published weights take it.</summary>
    public static Preprocessing ImageNet(int sizePx) => new()
    {
        WidthPx = sizePx,
        HeightPx = sizePx,
        Scaling = PixelScaling.ImageNet,
    };
}
